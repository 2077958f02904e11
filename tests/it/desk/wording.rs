//! An administrator gives letters her town's own words: looked at first, checked like a file, never written over a colleague's.

use proof::{Answer, on_both, town};
use tenants::definition;
use tenants::notice::Kind as Letter;

const PAGE: &str = "/wortlaut/booked";

/// What the first field of this name shows.
fn field(page: &Answer, name: &str) -> String {
    let text = page.text();
    let rest = text.split(&format!("name=\"{name}\"")).nth(1).expect("a field");
    let value = rest.split_once('>').expect("its end").1;
    value
        .split("</textarea>")
        .next()
        .expect("a value")
        .trim_start()
        .to_owned()
}

on_both! {
    async fn own_words_are_saved_and_go_back_to_ours(hall: Hall) {
        let before = hall.exports().await;
        let clerk = hall.signed_in("administrator").await;
        let list = clerk.opens("/wortlaut").await.text();
        assert!(list.contains("Ihr Termin ist vereinbart.") && list.contains("Your appointment is booked."), "{list}");
        assert!(!list.contains("Ihr Wortlaut"), "{list}");
        let page = clerk.opens(PAGE).await;
        assert_eq!(page.status, 200);
        let words = [("schritt", "speichern"), ("anfang-de", "Hallo {name}.\r\nBis {date}."), ("schluss-en", "Your town hall")];
        let saved = clerk.sends_back(PAGE, &page, &words).await;
        assert_eq!(saved.status, 200, "{}", saved.text());
        assert!(saved.text().contains("gilt ab der nächsten Nachricht"));
        assert_eq!(field(&saved, "anfang-de"), "Hallo {name}.\nBis {date}.");
        assert!(saved.text().contains("Hallo Erika Mustermann."), "the letter is shown with it");
        let list = clerk.opens("/wortlaut").await.text();
        assert!(list.contains("Hallo {name}.") && list.contains("Ihr Wortlaut"), "{list}");

        let file = hall.exports().await;
        let town = definition::read(&file, "t.toml").expect("a sound town");
        let own = town.facts.messages.wording.of(Letter::Booked).expect("own words");
        assert_eq!(own.opening.exactly("de").map(String::as_str), Some("Hallo {name}.\nBis {date}."));
        assert_eq!((own.opening.exactly("en"), own.closing.exactly("en").map(String::as_str)), (None, Some("Your town hall")));
        hall.take_in(&file).await;
        assert_eq!(hall.exports().await, file, "out, in and out again");

        let again = clerk.sends_back(PAGE, &page, &words).await;
        assert_eq!(again.status, 200, "a second click is no quarrel: {}", again.text());
        let reset = clerk.sends_back(PAGE, &saved, &[("schritt", "zuruecksetzen")]).await;
        assert!(reset.status == 200 && reset.text().contains("Es gilt wieder unser Wortlaut"), "{}", reset.text());
        assert_eq!(hall.exports().await, before, "nothing is left of it");
    }

    async fn what_does_not_fit_is_told_beside_its_field_and_kept(hall: Hall) {
        let before = hall.exports().await;
        let clerk = hall.signed_in("administrator").await;
        let page = clerk.opens(PAGE).await;
        let long = "ä".repeat(601);
        for (name, typed, told) in [
            ("anfang-de", "Hallo {nmae}.", "{nmae} ist hier kein Platzhalter. Möglich sind {name}, {town},"),
            ("anfang-de", "Bisher {previous}.", "{previous} ist hier kein Platzhalter."),
            ("anfang-en", long.as_str(), "Der Text hat 601 Zeichen. Bitte kürzen Sie ihn auf höchstens 600."),
            ("anfang-de", "a\nb\nc\nd\ne", "höchstens 4 Absätzen"),
            ("schluss-de", "a\nb", "in einem Absatz"),
            ("schluss-de", "a\u{202e}b", "unsichtbare Steuerzeichen"),
        ] {
            for step in ["speichern", "vorschau"] {
                let answer = clerk.sends_back(PAGE, &page, &[("schritt", step), (name, typed)]).await;
                assert_eq!(answer.status, 422, "{typed}");
                let text = answer.text();
                assert!(text.contains(told), "{told}: {text}");
                assert!(text.contains(&format!("href=\"#{name}\"")) && text.contains(&format!("id=\"{name}-error\"")), "{text}");
                assert_eq!(field(&answer, name), typed, "what was typed is kept");
            }
        }
        assert_eq!(hall.exports().await, before);
    }

    async fn of_two_who_change_the_same_words_the_second_sees_both(hall: Hall) {
        let (first, second) = (hall.signed_in("administrator").await, hall.clerk());
        let second = { let mut second = second; second.sign_in("administrator@example.org", proof::PASSWORD).await; second };
        let (hers, other) = (first.opens(PAGE).await, second.opens(PAGE).await);
        let elsewhere = second.opens("/wortlaut/moved").await;
        first.sends_back(PAGE, &hers, &[("schritt", "speichern"), ("anfang-de", "Von Kaya.")]).await;
        // Somebody away, or other words: that is no quarrel.
        let moved = second.sends_back("/wortlaut/moved", &elsewhere, &[("schritt", "speichern"), ("anfang-de", "Bisher {previous}.")]).await;
        assert_eq!(moved.status, 200, "{}", moved.text());
        let late = second.sends_back(PAGE, &other, &[("schritt", "speichern"), ("anfang-de", "Von Brandt.")]).await;
        assert_eq!(late.status, 409);
        let text = late.text();
        assert!(text.contains("inzwischen jemand anderes geändert") && text.contains("Von Kaya."), "{text}");
        assert_eq!(field(&late, "anfang-de"), "Von Brandt.");
        // A look at it changes nothing about who was first.
        let look = second.sends_back(PAGE, &other, &[("schritt", "vorschau"), ("anfang-de", "Von Brandt.")]).await;
        let late_still = second.sends_back(PAGE, &look, &[("schritt", "speichern"), ("anfang-de", "Von Brandt.")]).await;
        assert_eq!(late_still.status, 409);
        assert!(hall.exports().await.contains("Von Kaya."));
        let after = second.sends_back(PAGE, &late, &[("schritt", "speichern"), ("anfang-de", "Von Brandt.")]).await;
        assert_eq!(after.status, 200, "{}", after.text());
        let file = hall.exports().await;
        assert!(file.contains("Von Brandt.") && file.contains("Bisher {previous}.") && !file.contains("Von Kaya."), "{file}");
    }

    async fn a_letter_within_the_page_is_text_and_can_do_nothing(hall: Hall) {
        let clerk = hall.signed_in("administrator").await;
        let page = clerk.opens(PAGE).await;
        let policy = page.headers["content-security-policy"].to_str().expect("text");
        assert!(policy.starts_with("default-src 'none'") && policy.ends_with("; frame-src 'self'"), "{policy}");
        assert!(page.text().contains("<iframe class=\"letter\" sandbox "), "{}", page.text());
        let payload = "%3Cscript%3Ealert(1)%3C/script%3E%20%7B%7B7*7%7D%7D%20%7Bname%7D";
        let letter = clerk.opens(&format!("{PAGE}/brief?sprache=de&anfang={payload}&schluss={payload}")).await;
        assert_eq!(letter.status, 200);
        let html = letter.text();
        assert_eq!(html.matches("&lt;script&gt;alert(1)&lt;").count(), 2, "{html}");
        assert!(html.contains("{{7*7}} Erika Mustermann") && !html.contains("<script"), "{html}");
        assert!(html.contains("Personalausweis beantragen"), "of the town's own first service: {html}");
        let policy = letter.headers["content-security-policy"].to_str().expect("text");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'self'") && policy.ends_with("sandbox"), "{policy}");
        assert_eq!(letter.headers["x-frame-options"], "SAMEORIGIN");
        assert_eq!(clerk.opens("/wortlaut/unsinn").await.status, 404);
        assert_eq!(clerk.opens("/wortlaut/trial").await.status, 404, "nobody words what is no citizen's");
    }
}

#[tokio::test]
async fn a_town_with_one_language_words_one() {
    let town = town::small().replace("languages = [\"de\", \"en\"]", "languages = [\"de\"]");
    let town: String = town.lines().map(|line| english_out(line) + "\n").collect();
    let hall = proof::Hall::open(proof::Kind::Sqlite, &town).await;
    let clerk = hall.signed_in("administrator").await;
    let page = clerk.opens(PAGE).await;
    assert!(page.text().contains("anfang-de") && !page.text().contains("anfang-en"));
    let saved = clerk
        .sends_back(PAGE, &page, &[("schritt", "speichern"), ("anfang-en", "Hello.")])
        .await;
    assert_eq!(saved.status, 200);
    assert!(!hall.exports().await.contains("Hello."), "nobody reads it");
    hall.close().await;
}

/// A line of a definition without its English texts.
fn english_out(line: &str) -> String {
    match line.split_once(", en = ") {
        Some((german, rest)) => {
            let end = rest.find(['}', ']']).map_or("", |end| &rest[end..]);
            format!("{german} {end}")
        }
        None => line.to_owned(),
    }
}
