//! A town says it in its own words, and nothing of them is more than text.

use proof::{on_both, town};
use server::cli;
use server::db::audit::Author;
use server::db::operator::{self, Applied};
use tenants::definition;

use super::Post;

const PASS: &[(&str, u32)] = &[("pass", 1)];
const AT_NINE: &str = "2026-11-24T09:00:00+01:00";

/// A small town with these own words for whoever has booked.
fn worded(opening: &str, closing: &str) -> String {
    let own = format!(
        "\n[messages.wording]\nbooked = {{ opening = {{ de = {opening:?} }}, closing = {{ de = {closing:?} }} }}\n"
    );
    town::small().replacen("\n[[departments]]", &format!("{own}\n[[departments]]"), 1)
}

on_both! {
    async fn own_words_stand_around_the_facts_that_stay_ours(kind: Kind) {
        let town = worded("Schön, {name}, dass Sie ins {department} kommen.\nBis {date}, {time}.", "Nehmen Sie die Linie 3, {town}.");
        let post = Post::open_in(kind, &town).await;
        let booked = post.hall.citizen().books(PASS, AT_NINE).await;
        let mail = post.one().await;
        let beginning = "Guten Tag Mika Beispiel,\n\nSchön, Mika Beispiel, dass Sie ins Bürgerbüro kommen.\n\
                         Bis Dienstag, 24. November 2026, 09:00 bis 09:15 Uhr.\n\n";
        let text = mail.text.replace("\r\n", "\n");
        assert!(text.starts_with(beginning), "{text}");
        assert!(!text.contains("Ihr Termin ist vereinbart."), "ours is replaced: {text}");
        assert!(text.contains("\n\nNehmen Sie die Linie 3, Gemeinde kleinstadt.\n\n"), "{text}");
        assert!(mail.html.contains("Linie 3, Gemeinde kleinstadt."), "{}", mail.html);
        assert_eq!(mail.subject, "Ihr Termin: Gemeinde kleinstadt");
        for fact in [&booked.reference, &booked.pin, &booked.manage_url] {
            assert!(text.contains(fact.as_str()), "{fact}: {text}");
        }
        post.hall.close().await;
    }

    async fn whoever_reads_another_language_reads_ours(kind: Kind) {
        let post = Post::open_in(kind, &worded("Nur deutsch, {name}.", "Auch nur deutsch.")).await;
        let citizen = post.hall.citizen();
        let hold = citizen.holds(PASS, AT_NINE).await;
        let form = serde_json::json!({
            "hold": hold.hold, "name": "Mika Beispiel", "email": "mika@example.org", "language": "en", "privacy_accepted": true,
        });
        citizen.ask(axum::http::Method::POST, "/appointments", Some(&form)).await;
        let mail = post.one().await;
        assert!(!mail.text.contains("deutsch") && mail.text.contains("Your appointment"), "{}", mail.text);
        post.hall.close().await;
    }

    async fn what_others_would_act_upon_is_text_in_a_letter(kind: Kind) {
        // S-51
        let payload = "{{ 7*7 }} ${name} {% if name %} <script>alert(1)</script> <img src=x> Bcc: b@example.org";
        let post = Post::open_in(kind, &worded(payload, payload)).await;
        post.hall.citizen().books(PASS, AT_NINE).await;
        let mail = post.one().await;
        assert_eq!(mail.text.matches(payload).count(), 2, "{}", mail.text);
        assert!(!mail.html.contains("<script") && !mail.html.contains("<img"), "{}", mail.html);
        let written = "{{ 7*7 }} ${name} {% if name %} &lt;script&gt;alert(1)&lt;";
        assert_eq!(mail.html.matches(written).count(), 2, "{}", mail.html);
        assert_eq!(mail.to, "mika@example.org");
        post.hall.close().await;
    }

    async fn own_words_go_out_and_come_in_to_the_last_byte(kind: Kind) {
        let post = Post::open_in(kind, &worded("Hallo {name}.\n\nBis bald „hier“ \\ \"dort\".", "Ihr Rathaus")).await;
        let file = post.hall.exports().await;
        assert!(file.contains("[messages.wording]\nbooked = "), "{file}");
        let read = definition::read(&file, "town.toml").expect("what goes out comes in");
        let db = &post.hall.app.db;
        let applied = operator::apply(db, &read, &Author::console(), post.hall.clock.now()).await.expect("applied");
        assert_eq!(applied, Applied::Unchanged);
        let without = definition::read(&town::small(), "town.toml").expect("a town");
        let applied = operator::apply(db, &without, &Author::console(), post.hall.clock.now()).await.expect("applied");
        assert!(cli::told(&without, &applied).contains("~ town"));
        operator::apply(db, &read, &Author::console(), post.hall.clock.now()).await.expect("applied");
        assert_eq!(post.hall.exports().await, file);
        post.hall.close().await;
    }
}
