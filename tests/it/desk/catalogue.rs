//! A lead picks ready-made services for her department, and decides about what the catalogue changes later.

use std::sync::Arc;

use proof::{Clerk, Hall, PASSWORD, on_both, town};
use server::db::audit::Entry;
use tenants::catalogue::Catalogue;
use tenants::definition::{self, Change};
use tenants::service::ServiceFacts;

const PAGE: &str = "/einrichtung/katalog";
const CHANGES: &str = "/einrichtung/katalog/aenderungen";
const CARD: &str = "/einrichtung/katalog/aenderungen/karte";

/// A lead of one department.
async fn lead_of(hall: &Hall, department: &str) -> Clerk {
    let email = format!("lead-{department}@example.org");
    hall.employ(&email, "lead", &[department]).await;
    let mut clerk = hall.clerk();
    clerk.sign_in(&email, PASSWORD).await;
    clerk
}

async fn services(hall: &Hall, department: &str) -> Vec<ServiceFacts> {
    let town = definition::read(&hall.exports().await, "t.toml").expect("a sound town");
    let found = town
        .departments
        .into_iter()
        .find(|one| one.facts.slug == department);
    found.expect("the department").services
}

async fn slugs(hall: &Hall, department: &str) -> Vec<String> {
    services(hall, department)
        .await
        .into_iter()
        .map(|service| service.slug)
        .collect()
}

/// The audit log, the latest first.
async fn log(hall: &Hall) -> Vec<Entry> {
    let tx = hall
        .app
        .db
        .town(hall.town.as_str())
        .read()
        .await
        .expect("the town");
    tx.audit(&[], i64::MAX, 50).await.expect("the log can be read")
}

/// The catalogue that a town with a "karte" of version 1 meets: the fee, the sentence and the papers are new.
fn changed() -> Catalogue {
    let file = |version: u8, days: &str, cents: u32, paper: &str| {
        format!(
            r#"
group = "Karten"
version = "{version}"
as_of = "2026-06-08"
source = "Amtsblatt 7"
slug = "karte"
name = {{ de = "Karte", en = "Card" }}
summary = {{ de = "Dauert {days} Tage.", en = "Takes {days} days." }}
minutes = 15
fees = [{{ cents = {cents} }}]
documents = [{{ text = {{ de = "{paper}", en = "Photo" }} }}]
"#
        )
    };
    let (now, before) = (file(2, "2", 1200, "Digitales Foto"), file(1, "3", 1000, "Foto"));
    Catalogue::read(&[("karte", &now)], &[("karte@1", &before)]).expect("a catalogue")
}

/// A town that has taken the card and made it five minutes longer, with papers in its own words.
fn with_card() -> String {
    town::two_departments()
        + r#"
[[departments.services]]
slug = "karte"
name = { de = "Karte", en = "Card" }
summary = { de = "Dauert 3 Tage.", en = "Takes 3 days." }
minutes = 20
catalogue = "karte@1"
fees = [{ cents = 1000 }]
documents = [{ text = { de = "Foto, kein Hut", en = "Photo" } }]
"#
}

/// A hall with that town and that catalogue.
async fn card_hall(kind: proof::Kind) -> Hall {
    let mut hall = Hall::open(kind, &with_card()).await;
    hall.app.catalogue = Arc::new(changed());
    hall
}

async fn card(hall: &Hall) -> ServiceFacts {
    services(hall, "bauamt").await.pop().expect("the card")
}

on_both! {
    async fn three_are_picked_at_once_and_citizens_see_them(hall: Hall) {
        let lead = hall.signed_in("lead").await;
        let page = lead.opens(PAGE).await;
        assert_eq!(page.status, 200);
        let text = page.text();
        for told in ["43 von 43 Dienstleistungen", "Ausweise und Pässe", "Stand 08.06.2026. Quelle: Dienstleistungsdatenbank der Stadt München",
            "BGBl. 2026 I Nr. 31", "Kann ohnehin alles: kaya", "name=\"kann\" value=\"petersen\""] {
            assert!(text.contains(told), "{told}: {text}");
        }
        assert!(!text.contains("name=\"kann\" value=\"kaya\""), "who can do everything need not be asked");
        let picked = [("eintrag", "fuehrungszeugnis"), ("eintrag", "personalausweis"), ("eintrag", "zweitpass"), ("kann", "petersen")];
        let done = lead.sends_back(PAGE, &page, &picked).await;
        assert_eq!(done.status, 303, "{}", done.text());
        let expected = "?amt=buergerbuero&neu=fuehrungszeugnis&neu=personalausweis&neu=zweitpass";
        assert!(done.leads_to().ends_with(expected), "{}", done.leads_to());
        let told = lead.opens(&format!("{PAGE}{expected}")).await.text();
        assert!(told.contains("3 Dienstleistungen neu: Bürgerbüro") && told.contains("Führungszeugnis beantragen, Personalausweis"), "{told}");
        assert!(!told.contains("value=\"zweitpass\""), "what is there is not offered again");
        assert_eq!(told.matches("Schon im Amt").count(), 3);

        assert_eq!(slugs(&hall, "buergerbuero").await, ["perso", "pass", "umzug", "fuehrungszeugnis", "personalausweis", "zweitpass"]);
        let citizen = hall.citizen();
        let looked = citizen.looks(&["fuehrungszeugnis", "zweitpass"], "2026-11-24", 1).await;
        assert!(!looked.days[0].starts.is_empty(), "they can be booked");
        let file = hall.exports().await;
        assert!(file.contains("skills = [\"perso\", \"fuehrungszeugnis\", \"personalausweis\", \"zweitpass\"]"), "{file}");
        hall.take_in(&file).await;
        assert_eq!(hall.exports().await, file, "out, in and out again");

        let again = lead.sends_back(PAGE, &page, &picked).await;
        assert_eq!(again.status, 303, "a second click is no quarrel: {}", again.text());
        assert_eq!(hall.exports().await, file);
                let log = log(&hall).await;
        let added: Vec<_> = log.iter().filter(|entry| entry.change == Change::Added && entry.who.contains("lead@example.org")).collect();
        let parts: Vec<_> = added.iter().map(|entry| entry.part.as_str()).collect();
        assert_eq!(parts, ["service zweitpass", "service personalausweis", "service fuehrungszeugnis"]);
    }

    async fn searching_keeps_what_is_ticked_and_says_when_there_is_nothing(hall: Hall) {
        let lead = hall.signed_in("lead").await;
        let found = lead.opens(&format!("{PAGE}?suche=perso+weg&eintrag=fuehrungszeugnis&kann=petersen")).await.text();
        assert!(found.contains("1 von 43 Dienstleistungen"), "{found}");
        assert!(found.contains("value=\"personalausweis-verlust\" aria-"), "{found}");
        assert!(found.contains("value=\"fuehrungszeugnis\" checked"), "what is ticked stays in sight: {found}");
        assert!(found.contains("value=\"petersen\" checked"), "{found}");
        assert!(!found.contains("value=\"reisepass\""), "{found}");
        let nothing = lead.opens(&format!("{PAGE}?suche=xyzzy")).await.text();
        assert!(nothing.contains("Dazu steht nichts im Katalog."), "{nothing}");
    }

    async fn of_two_who_pick_for_one_department_the_second_sees_what_it_has_by_now(hall: Hall) {
        let (first, second) = (hall.signed_in("lead").await, hall.signed_in("administrator").await);
        let (hers, other) = (first.opens(PAGE).await, second.opens(PAGE).await);
        first.sends_back(PAGE, &hers, &[("eintrag", "zweitpass")]).await;
        let late = second.sends_back(PAGE, &other, &[("eintrag", "zweitpass"), ("eintrag", "rente-antrag")]).await;
        assert_eq!(late.status, 409);
        let text = late.text();
        assert!(text.contains("hat inzwischen jemand anderes Dienstleistungen hinzugefügt"), "{text}");
        assert!(text.contains("value=\"rente-antrag\" checked") && !text.contains("value=\"zweitpass\""), "{text}");
        assert_eq!(slugs(&hall, "buergerbuero").await.len(), 4, "nothing is saved");
        let after = second.sends_back(PAGE, &late, &[("eintrag", "rente-antrag")]).await;
        assert_eq!(after.status, 303, "{}", after.text());
        assert_eq!(slugs(&hall, "buergerbuero").await[3..], ["zweitpass", "rente-antrag"]);
    }
}

on_both! {
    async fn a_name_that_is_taken_elsewhere_gets_a_number(kind: Kind) {
        let hall = Hall::open(kind, &town::two_departments()).await;
        let lead = hall.signed_in("lead").await;
        let page = lead.opens(&format!("{PAGE}?amt=bauamt")).await;
        lead.sends_back(PAGE, &page, &[("amt", "bauamt"), ("eintrag", "personalausweis")]).await;
        let page = lead.opens(PAGE).await;
        assert!(page.text().contains("value=\"personalausweis\""), "another department's is not this one's");
        let done = lead.sends_back(PAGE, &page, &[("amt", "buergerbuero"), ("eintrag", "personalausweis")]).await;
        assert!(done.leads_to().ends_with("neu=personalausweis-2"), "{}", done.leads_to());
        assert_eq!(slugs(&hall, "bauamt").await, ["beratung", "personalausweis"]);
        assert_eq!(services(&hall, "buergerbuero").await[3].catalogue.as_deref(), Some("personalausweis@2026-11"));
        let there = lead.opens(PAGE).await.text();
        assert!(!there.contains("value=\"personalausweis\""), "it is there, whatever its number: {there}");
        hall.close().await;
    }

    async fn what_is_missing_is_told_beside_its_field_and_the_ticks_are_kept(kind: Kind) {
        let nobody_for_all = town::small().replace("skills = [\"*\"]", "skills = [\"perso\", \"pass\", \"umzug\"]");
        let hall = Hall::open(kind, &nobody_for_all).await;
        let before = hall.exports().await;
        let lead = hall.signed_in("lead").await;
        let page = lead.opens(PAGE).await;
        for (sent, field, told) in [
            (&[("kann", "kaya")][..], "eintrag", "Bitte kreuzen Sie mindestens eine Dienstleistung an."),
            (&[("eintrag", "gibt-es-nicht")], "eintrag", "Bitte kreuzen Sie mindestens eine Dienstleistung an."),
            (&[("eintrag", "zweitpass"), ("eintrag", "reisepass")], "kann", "Niemand im Amt kann das."),
        ] {
            let answer = lead.sends_back(PAGE, &page, sent).await;
            assert_eq!(answer.status, 422, "{sent:?}");
            let text = answer.text();
            assert!(text.contains(&format!("id=\"{field}-error\"")) && text.contains(&format!("href=\"#{field}\"")), "{text}");
            assert_eq!(text.matches(told).count(), 2, "once on top and once beside the field: {text}");
            for (name, value) in sent.iter().filter(|(_, value)| *value != "gibt-es-nicht") {
                assert!(text.contains(&format!("name=\"{name}\" value=\"{value}\" checked")), "{value} is kept: {text}");
            }
        }
        assert_eq!(hall.exports().await, before);
        let sent = [("eintrag", "zweitpass"), ("kann", "petersen")];
        assert_eq!(lead.sends_back(PAGE, &page, &sent).await.status, 303);
        hall.close().await;
    }

    async fn a_lead_sees_and_changes_her_own_departments_only(kind: Kind) {
        let hall = card_hall(kind).await;
        let before = hall.exports().await;
        let lead = lead_of(&hall, "buergerbuero").await;
        let page = lead.opens(PAGE).await;
        assert!(!page.text().contains("Bauamt") && !page.text().contains("Änderungen ansehen"), "{}", page.text());
        let changes = lead.opens(CHANGES).await.text();
        assert!(changes.contains("ist auf dessen Stand") && !changes.contains("Karte"), "{changes}");
        for (path, sent) in [
            (PAGE, &[("amt", "bauamt"), ("eintrag", "karte")][..]),
            (PAGE, &[("amt", "nirgends"), ("eintrag", "karte")]),
            (CARD, &[("feld", "fees"), ("fassung", "karte@2")]),
            ("/einrichtung/katalog/aenderungen/nichts", &[("feld", "fees"), ("fassung", "karte@2")]),
        ] {
            let refused = lead.submits(path, sent).await;
            assert_eq!(refused.status, 404, "{path} {sent:?}");
        }
        assert_eq!(lead.opens(&format!("{PAGE}?amt=bauamt")).await.status, 404);
        assert_eq!(hall.exports().await, before);
        hall.close().await;
    }

    async fn a_change_of_the_catalogue_is_accepted_field_by_field_and_nothing_of_ones_own_is_lost(kind: Kind) {
        let hall = card_hall(kind).await;
        let lead = lead_of(&hall, "bauamt").await;
        assert!(lead.opens(PAGE).await.text().contains("Änderungen ansehen: 1 Dienstleistung<"));
        let page = lead.opens(CHANGES).await;
        let text = page.text();
        for ticked in ["summary.de", "summary.en", "fees"] {
            assert!(text.contains(&format!("value=\"{ticked}\" checked")), "{ticked}: {text}");
        }
        assert!(text.contains("value=\"documents\">") && text.contains("Von Ihnen geändert"), "{text}");
        assert!(text.contains("Übernommen hatten Sie:</p><ul class=\"meta\"><li>Foto / Photo</li>"), "{text}");
        assert!(!text.contains("value=\"minutes\""), "what only the town has changed is nobody's business: {text}");
        assert!(text.contains("Stand 08.06.2026. Quelle: Amtsblatt 7"), "{text}");

        let before = card(&hall).await;
        let done = lead.sends_back(CARD, &page, &[("feld", "fees")]).await;
        assert_eq!(done.status, 303, "{}", done.text());
        let after = card(&hall).await;
        let mut expected = before;
        expected.fees[0].cents = 1200;
        expected.catalogue = Some("karte@2".to_owned());
        assert_eq!(after, expected, "one field, and nothing else");
        let rest = lead.opens(&format!("{CHANGES}?erledigt=karte")).await.text();
        assert!(rest.contains("Entschieden: Karte") && rest.contains("ist auf dessen Stand"), "{rest}");
        let again = lead.sends_back(CARD, &page, &[("feld", "fees")]).await;
        assert_eq!(again.status, 303, "a second click is no quarrel: {}", again.text());
                let log = log(&hall).await;
        let fields: Vec<_> = log[0].fields.iter().map(|one| (one.field.as_str(), one.before.as_str(), one.after.as_str())).collect();
        assert_eq!(log[0].part, "service karte");
        assert_eq!(fields, [("catalogue", "karte@1", "karte@2"), ("fees[0].cents", "1000", "1200")]);
        hall.close().await;
    }

    async fn who_decides_about_what_a_colleague_has_changed_meanwhile_sees_it_first(kind: Kind) {
        let hall = card_hall(kind).await;
        let lead = hall.signed_in("lead").await;
        let page = lead.opens(CHANGES).await;
        hall.take_in(&with_card().replace("cents = 1000", "cents = 1100")).await;
        let before = hall.exports().await;
        let late = lead.sends_back(CARD, &page, &[("feld", "fees"), ("feld", "summary.de")]).await;
        assert_eq!(late.status, 409);
        let text = late.text();
        assert!(text.contains("hat sich inzwischen geändert") && text.contains("<li>11,00\u{a0}€</li>"), "{text}");
        for (field, ticked) in [("fees", true), ("summary.de", true), ("summary.en", false), ("documents", false)] {
            assert_eq!(text.contains(&format!("value=\"{field}\" checked")), ticked, "{field}: {text}");
        }
        assert_eq!(hall.exports().await, before, "nothing is saved");
        // A page of another version of the program speaks of an entry that is not offered here.
        let fields = [("stand", "egal"), ("fassung", "karte@3"), ("feld", "fees")];
        assert_eq!(lead.submits(CARD, &fields).await.status, 409);
        let after = lead.sends_back(CARD, &late, &[("feld", "fees")]).await;
        assert_eq!(after.status, 303, "{}", after.text());
        assert_eq!(card(&hall).await.fees[0].cents, 1200);
        hall.close().await;
    }
}
