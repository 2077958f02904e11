//! A town sets up its departments: new ones, other addresses, another order, and the end of one on which nothing stands.

use proof::{Answer, Clerk, Hall, PASSWORD, on_both, town};
use tenants::definition::{self, Definition};

const LIST: &str = "/einrichtung/aemter";
const NEW: &str = "/einrichtung/neues-amt";
const BAUAMT: &str = "/einrichtung/aemter/bauamt";

async fn defined(hall: &Hall) -> Definition {
    definition::read(&hall.exports().await, "t.toml").expect("a sound town")
}

/// The first form's stand, and what else is typed.
async fn saves(clerk: &Clerk, path: &str, page: &Answer, fields: &[(&str, &str)]) -> Answer {
    let text = page.text();
    let seal = text.split("name=\"stand\" value=\"").nth(1).expect("a stand");
    let seal = seal.split('"').next().expect("its end");
    let mut all = vec![("stand", seal)];
    all.extend(fields);
    clerk.submits(path, &all).await
}

/// Every field of the Bauamt as it is, with some typed anew.
fn with<'a>(typed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("name.de", "Bauamt"),
        ("place.name.de", "Bauamt"),
        ("place.street", "Poststraße 12"),
        ("place.city", "32694 Kleinstadt"),
    ];
    for (name, value) in typed {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

async fn lead_of(hall: &Hall, department: &str) -> Clerk {
    let email = format!("{department}@example.org");
    hall.employ(&email, "lead", &[department]).await;
    let mut lead = hall.clerk();
    lead.sign_in(&email, PASSWORD).await;
    lead
}

on_both! {
    async fn every_field_of_a_department_is_saved_and_noted(kind: Kind) {
        let hall = Hall::open(kind, &town::two_departments()).await;
        let lead = lead_of(&hall, "bauamt").await;
        let list = lead.opens(LIST).await.text();
        assert!(list.contains(">Bauamt<") && list.contains("1 Dienstleistung, 1 Person") && !list.contains(">Bürgerbüro<"), "{list}");
        let page = lead.opens(BAUAMT).await;
        let typed = [
            ("name.de", "Bauverwaltung"), ("name.en", "Building office"),
            ("place.name.de", "Altes Rathaus"), ("place.name.en", "Old town hall"),
            ("place.street", "Am Markt 1"), ("place.city", "32694 Neustadt"),
            ("place.hint.de", "Zimmer 7\r\nMo–Fr 8–12 Uhr"), ("place.hint.en", "Room 7"),
        ];
        let saved = saves(&lead, BAUAMT, &page, &typed).await;
        assert_eq!((saved.status.as_u16(), saved.leads_to()), (303, "/desk/kleinstadt/einrichtung/aemter?gespeichert=ja"), "{}", saved.text());
        let told = lead.opens("/einrichtung/aemter?gespeichert=ja").await.text();
        assert!(told.contains("Gespeichert. Es gilt ab sofort.") && told.contains("Am Markt 1, 32694 Neustadt"), "{told}");
        let facts = defined(&hall).await.departments[1].facts.clone();
        assert_eq!(facts.slug, "bauamt", "addresses and appointments know it by this name");
        let said = |text: &tenants::Text| (text.in_language("de").to_owned(), text.in_language("en").to_owned());
        assert_eq!(said(&facts.name), ("Bauverwaltung".to_owned(), "Building office".to_owned()));
        assert_eq!(said(&facts.place.name), ("Altes Rathaus".to_owned(), "Old town hall".to_owned()));
        assert_eq!((facts.place.street.as_str(), facts.place.city.as_str()), ("Am Markt 1", "32694 Neustadt"));
        assert_eq!(said(&facts.place.hint), ("Zimmer 7 Mo–Fr 8–12 Uhr".to_owned(), "Room 7".to_owned()));
        let file = hall.exports().await;
        hall.take_in(&file).await;
        assert_eq!(hall.exports().await, file, "out, in and out again");

        let again = saves(&lead, BAUAMT, &page, &typed).await;
        assert_eq!(again.status, 303, "a second click is no quarrel");
        let log = hall.app.db.town(hall.town.as_str()).read().await.expect("the town").audit(&[], i64::MAX, 20).await.expect("readable");
        assert!(log.iter().any(|entry| format!("{entry:?}").contains("department bauamt")), "{log:?}");
        hall.close().await;
    }

    async fn what_does_not_fit_is_told_beside_its_field_and_kept(kind: Kind) {
        let hall = Hall::open(kind, &town::two_departments()).await;
        let before = hall.exports().await;
        let lead = hall.signed_in("lead").await;
        let pages = [(BAUAMT, lead.opens(BAUAMT).await), (NEW, lead.opens(NEW).await)];
        let long = "ä".repeat(121);
        for (name, typed, told) in [
            ("name.de", "", "ersten Sprache der Kommune (de)"),
            ("name.en", long.as_str(), "Der Text hat 121 Zeichen, höchstens 120 passen."),
            ("place.name.de", "", "ersten Sprache"),
            ("place.street", " ", "Bitte füllen Sie dieses Feld aus."),
            ("place.city", "a\u{7}b", "unsichtbare Zeichen"),
        ] {
            for (path, page) in &pages {
                let answer = saves(&lead, path, page, &with(&[(name, typed)])).await;
                assert_eq!(answer.status, 422, "{name}");
                let text = answer.text();
                assert!(text.contains(told), "{told}: {text}");
                assert!(text.contains(&format!("href=\"#{name}\"")) && text.contains(&format!("id=\"{name}-error\"")), "{text}");
                assert!(text.contains(&format!("value=\"{typed}\"")), "what was typed is kept: {text}");
                assert!(text.contains("value=\"Poststraße 12\"") || name == "place.street", "{text}");
            }
        }
        assert_eq!(hall.exports().await, before);
        hall.close().await;
    }

    async fn of_two_who_change_the_same_department_the_second_sees_both(kind: Kind) {
        let hall = Hall::open(kind, &town::two_departments()).await;
        let lead = hall.signed_in("lead").await;
        let page = lead.opens(BAUAMT).await;
        let elsewhere = lead.opens("/einrichtung/aemter/buergerbuero").await;
        let hers = saves(&lead, BAUAMT, &page, &with(&[("place.street", "Am Markt 1")])).await;
        assert_eq!(hers.status, 303);
        let other = saves(&lead, "/einrichtung/aemter/buergerbuero", &elsewhere,
            &[("name.de", "Bürgerservice"), ("place.name.de", "Bürgerbüro"), ("place.street", "Weg 1"), ("place.city", "1 A")]).await;
        assert_eq!(other.status, 303, "another department is no quarrel");
        let late = saves(&lead, BAUAMT, &page, &with(&[("place.street", "Gasse 2")])).await;
        assert_eq!(late.status, 409);
        let text = late.text();
        assert!(text.contains("<th scope=\"row\">Straße und Hausnummer</th><td>Am Markt 1</td><td>Gasse 2</td>"), "{text}");
        assert!(text.contains("value=\"Gasse 2\"") && hall.exports().await.contains("Am Markt 1"), "{text}");
        let after = saves(&lead, BAUAMT, &late, &with(&[("place.street", "Gasse 2")])).await;
        assert_eq!(after.status, 303);
        assert!(hall.exports().await.contains("Gasse 2"));
        hall.close().await;
    }

    async fn other_departments_do_not_exist_for_a_lead_of_one(kind: Kind) {
        let hall = Hall::open(kind, &town::two_departments()).await;
        let before = hall.exports().await;
        let lead = lead_of(&hall, "bauamt").await;
        let own = lead.opens(BAUAMT).await;
        assert!(!own.text().contains("entfernen"), "{}", own.text());
        for path in ["/einrichtung/aemter/buergerbuero", "/einrichtung/aemter/unsinn", NEW] {
            assert_eq!(lead.opens(path).await.status, 404, "{path}");
            assert_eq!(saves(&lead, path, &own, &with(&[])).await.status, 404, "{path}");
        }
        for path in [LIST, "/einrichtung/aemter/buergerbuero/entfernen", "/einrichtung/aemter/bauamt/entfernen"] {
            assert_eq!(saves(&lead, path, &own, &[("hinauf", "bauamt")]).await.status, 404, "{path}");
        }
        assert_eq!(hall.exports().await, before);
        hall.close().await;
    }
}

on_both! {
    async fn a_department_begins_goes_up_and_ends_again(hall: Hall) {
        let before = hall.exports().await;
        let lead = hall.signed_in("lead").await;
        let page = lead.opens(NEW).await;
        let typed = with(&[("name.de", "Straßenverkehrsamt")]);
        let made = saves(&lead, NEW, &page, &typed).await;
        assert_eq!(made.status, 303, "{}", made.text());
        let twice = saves(&lead, NEW, &page, &typed).await;
        assert_eq!(twice.status, 409, "a second click makes no second one");
        let order = async || -> Vec<String> {
            defined(&hall).await.departments.iter().map(|one| one.facts.slug.clone()).collect()
        };
        assert_eq!(order().await, ["buergerbuero", "strassenverkehrsamt"]);

        let list = lead.opens(LIST).await;
        let up = saves(&lead, LIST, &list, &[("hinauf", "strassenverkehrsamt")]).await;
        assert_eq!(up.status, 303);
        assert_eq!(order().await, ["strassenverkehrsamt", "buergerbuero"]);
        let late = saves(&lead, LIST, &list, &[("hinab", "strassenverkehrsamt")]).await;
        assert!(late.status == 409 && late.text().contains("Liste geändert"), "{}", late.text());
        assert_eq!(order().await, ["strassenverkehrsamt", "buergerbuero"]);

        let used = lead.opens("/einrichtung/aemter/buergerbuero").await;
        let kept = saves(&lead, "/einrichtung/aemter/buergerbuero/entfernen", &used, &[]).await;
        assert!(kept.status == 409 && kept.text().contains("Hier stehen noch 3 Dienstleistungen und 2 Personen"), "{}", kept.text());
        hall.employ("theirs@example.org", "clerk", &["strassenverkehrsamt"]).await;
        let place = "/einrichtung/aemter/strassenverkehrsamt";
        let page = lead.opens(place).await;
        let kept = saves(&lead, &format!("{place}/entfernen"), &page, &[]).await;
        assert!(kept.status == 409 && kept.text().contains("Diese Konten gehören dazu: K. Muster"), "{}", kept.text());
        assert_eq!(order().await.len(), 2);

        // One that nobody belongs to.
        let page = lead.opens(NEW).await;
        saves(&lead, NEW, &page, &with(&[("name.de", "Amt")])).await;
        let page = lead.opens("/einrichtung/aemter/amt").await;
        let gone = saves(&lead, "/einrichtung/aemter/amt/entfernen", &page, &[]).await;
        assert_eq!(gone.status, 303, "{}", gone.text());
        assert_eq!(order().await, ["strassenverkehrsamt", "buergerbuero"]);
        assert_ne!(hall.exports().await, before);
    }
}
