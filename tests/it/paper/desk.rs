//! Slips and letters at the desk and behind the private link: what is told to whom, and what is written down.

use proof::{Answer, Clerk, Hall, hidden_fields, on_both, town};

use super::read::Read;
use crate::desk::absence::count;
use crate::desk::remedies::calls_in;

const AT_NINE: &str = "2026-11-24T09:00:00+01:00";
const ADDRESS: &str = "Lange Straße 7\r\n\r\n  32694 Dörentrup ";

/// What was printed; fails unless it is a PDF that nobody keeps.
fn printed(answer: &Answer) -> Read {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let header = |name: &str| answer.headers[name].to_str().expect("words").to_owned();
    assert_eq!(header("content-type"), "application/pdf");
    assert!(header("cache-control").contains("no-store"));
    let name = header("content-disposition");
    assert!(
        name == "inline; filename=\"brief.pdf\"" || name == "inline; filename=\"merkzettel.pdf\"",
        "{name}"
    );
    Read::new(&answer.body)
}

/// Where the one appointment of this name is, below the desk's address.
async fn path_of(clerk: &Clerk, name: &str) -> String {
    let found = clerk.opens(&format!("/suche?q={name}")).await.text();
    let id = found
        .split("/termine/")
        .nth(1)
        .expect("found")
        .split('"')
        .next()
        .expect("a link");
    format!("/termine/{id}")
}

/// Gives an appointment, and returns the slip.
async fn given_to(clerk: &Clerk, name: &str) -> Answer {
    let form = hidden_fields(&clerk.opens("/vergeben?anliegen=pass").await.text());
    let key = form.iter().find(|(name, _)| name == "schluessel").expect("a key");
    let fields = [
        ("schluessel", key.1.as_str()),
        ("anliegen", "pass"),
        ("anzahl", "1"),
        ("zeit", AT_NINE),
        ("name", name),
    ];
    clerk.submits("/vergeben", &fields).await
}

async fn letters(hall: &Hall) -> i64 {
    count(
        hall,
        "sending WHERE channel = 'paper' AND outcome = 'handed_over' AND ended_at IS NOT NULL",
    )
    .await
}

/// The revision of what is on the page.
async fn revision(clerk: &Clerk, path: &str) -> String {
    let page = clerk.opens(path).await.text();
    let fields = hidden_fields(&page);
    fields
        .into_iter()
        .find(|(name, _)| name == "revision")
        .expect("a revision")
        .1
}

on_both! {
    async fn a_slip_has_the_pin_only_for_whoever_was_told_it(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        let given = given_to(&clerk, "Ada Wichtig").await;
        assert_eq!(given.status, 201, "{}", given.text());
        let text = given.text();
        let fields = hidden_fields(&text);
        let pin = &fields.iter().find(|(name, _)| name == "pin").expect("a PIN").1;
        let path = format!("{}/merkzettel", path_of(&clerk, "Wichtig").await);
        assert!(text.contains(&format!("{path}\"")), "{text}");
        let slip = printed(&clerk.submits(&path, &[("pin", pin)]).await);
        assert!(slip.text().contains(&format!("PIN: {pin}")) && slip.text().contains("Ada Wichtig"), "{}", slip.text());
        for wrong in ["", "000000", "x"] {
            let slip = printed(&clerk.submits(&path, &[("pin", wrong)]).await);
            assert!(!slip.text().contains("PIN:") && !slip.text().contains(pin.as_str()), "{}", slip.text());
        }
        assert_eq!(count(&hall, "sending").await, 0, "a slip is no message");
    }

    async fn a_letter_tells_what_happened_last_and_is_written_down(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        calls_in(&clerk, "Lore Land", "0221 4710456", AT_NINE).await;
        let path = path_of(&clerk, "Land").await;
        let letter = format!("{path}/brief");
        let read = printed(&clerk.submits(&letter, &[("anschrift", ADDRESS)]).await);
        assert_eq!(read.title, "Ihr Termin: Gemeinde kleinstadt");
        let text = read.text();
        assert!(text.contains("Lore Land\nLange Straße 7\n32694 Dörentrup\n") && text.contains("Guten Tag Lore Land,"), "{text}");
        assert!(!text.contains("PIN:"), "a letter lies about: {text}");
        assert_eq!((letters(&hall).await, count(&hall, "notice WHERE state = 'sent'").await), (1, 0), "who carries it finds out by itself");
        let page = clerk.opens(&path).await.text();
        assert!(page.contains("Terminbestätigung als Brief gedruckt") && !page.contains("Lange Straße"), "{page}");
        assert!(page.contains("id=\"brief\" open"), "no message reaches her: {page}");

        // Without an address there is room for one.
        let plain = printed(&clerk.submits(&letter, &[]).await);
        assert!(plain.text().contains("Lore Land") && !plain.text().contains("Lange Straße"));
        assert_eq!(letters(&hall).await, 2, "what was printed twice stands there twice");

        let off = [("revision", revision(&clerk, &path).await), ("schritt", "absagen".to_owned()), ("grund", "krank".to_owned())];
        let off: Vec<_> = off.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(clerk.submits(&path, &off).await.status, 303);
        let read = printed(&clerk.submits(&letter, &[]).await);
        assert_eq!(read.title, "Ihr Termin wurde abgesagt: Gemeinde kleinstadt");
        assert!(!read.text().contains("krank"), "{}", read.text());
        assert!(clerk.opens(&path).await.text().contains("Absage als Brief gedruckt"));
        assert_eq!(count(&hall, "notice").await, 2, "nothing is owed because of it");
    }

    async fn what_was_taken_back_is_told_no_more(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        let citizen = hall.citizen();
        let booked = citizen.books(&[("pass", 1)], AT_NINE).await;
        let (path, own) = (path_of(&clerk, "Mika").await, format!("/termin/{}", booked.token));
        assert_eq!(citizen.submits(&format!("{own}/absagen"), &[]).await.status, 303);
        let off = printed(&clerk.submits(&format!("{path}/brief"), &[]).await);
        assert!(off.title.contains("abgesagt"), "{off:?}");
        let page = citizen.reads(&own).await.text();
        let fields = hidden_fields(&page);
        let revision = &fields.iter().find(|(name, _)| name == "revision").expect("a revision").1;
        let undone = citizen.submits(&format!("{own}/zuruecknehmen"), &[("revision", revision)]).await;
        assert_eq!(undone.status, 303, "{}", undone.text());
        let on = printed(&clerk.submits(&format!("{path}/brief"), &[]).await);
        assert_eq!(on.title, "Ihr Termin: Gemeinde kleinstadt");
    }

    async fn an_address_that_does_not_fit_is_told_and_kept(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        calls_in(&clerk, "Lore Land", "0221 4710456", AT_NINE).await;
        let letter = format!("{}/brief", path_of(&clerk, "Land").await);
        for address in ["Zeile\n".repeat(6), "Straße ".repeat(10)] {
            let refused = clerk.submits(&letter, &[("anschrift", &address)]).await;
            assert_eq!(refused.status, 422);
            let page = refused.text();
            assert!(page.contains("anschrift-error") && page.contains(address.trim()) && page.contains("id=\"brief\" open"), "{page}");
        }
        assert_eq!(letters(&hall).await, 0);
    }

    async fn whom_nobody_can_keep_stays_on_the_call_list_after_a_letter(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        calls_in(&clerk, "Lore Land", "0221 4710456", AT_NINE).await;
        let saved = clerk.reports_absence("person=kaya&zeitraum=von-bis&von=24.11.&ab=09:00&um=12:00").await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let path = path_of(&clerk, "Land").await;
        let list = clerk.opens("/anrufliste").await.text();
        let entry = path.replace("/termine/", "/anrufliste/");
        assert_eq!(clerk.submits(&entry, &[("schritt", "nehmen")]).await.status, 303);
        let mine = clerk.opens("/anrufliste").await.text();
        assert!(list.contains("Lore Land") && mine.contains(&format!("{path}#brief")), "{mine}");

        let read = printed(&clerk.submits(&format!("{path}/brief"), &[("anschrift", ADDRESS)]).await);
        let text = read.text();
        assert!(text.contains("kann leider nicht wie vereinbart stattfinden") && text.contains("Bitte rufen Sie uns an"), "{text}");
        assert!(clerk.opens("/anrufliste").await.text().contains("Lore Land"), "until a clerk says that it is settled");
        assert!(clerk.opens(&path).await.text().contains("Nachricht über den Ausfall als Brief gedruckt"));
        // She knows now: whoever takes back what was saved is told that she has to hear of it.
        assert_eq!(count(&hall, "notice WHERE kind = 'displaced' AND state = 'sent'").await, 1);
        assert_eq!(count(&hall, "errand e JOIN notice n ON n.id = e.notice_id WHERE n.kind = 'displaced'").await, 0, "nobody carries it");
    }

    async fn a_citizen_prints_her_own_slip_and_changes_nothing_by_it(hall: Hall) {
        let citizen = hall.citizen();
        let booked = citizen.books(&[("perso", 1)], AT_NINE).await;
        let path = format!("/termin/{}/merkzettel.pdf", booked.token);
        assert!(citizen.reads(&format!("/termin/{}", booked.token)).await.text().contains(&path));
        let before = count(&hall, "notice").await;
        let german = printed(&citizen.reads(&path).await);
        assert!(german.text().contains(&booked.pin) && german.language == "de", "{german:?}");
        let english = printed(&citizen.reads(&format!("{path}?lang=en")).await);
        assert!(english.text().contains("Please bring") && english.language == "en", "{english:?}");
        assert_eq!((count(&hall, "notice").await, count(&hall, "sending").await), (before, 0));
        let cancelled = citizen.submits(&format!("/termin/{}/absagen", booked.token), &[]).await;
        assert_eq!(cancelled.status, 303, "{}", cancelled.text());
        assert_eq!(citizen.reads(&path).await.status, 303, "there is nothing to take it along to");
        assert_eq!(citizen.reads("/termin/nichts/merkzettel.pdf").await.status, 404);
    }
}

on_both! {
    async fn nobody_prints_for_a_department_that_is_not_hers(kind: Kind) {
        let hall = Hall::open(kind, &town::two_departments()).await;
        let clerk = hall.signed_in("clerk").await;
        calls_in(&clerk, "Lore Land", "0221 4710456", AT_NINE).await;
        let path = path_of(&clerk, "Land").await;
        hall.employ("bau@example.org", "clerk", &["bauamt"]).await;
        let mut other = hall.clerk();
        assert_eq!(other.sign_in("bau@example.org", proof::PASSWORD).await.status, 303);
        for what in ["brief", "merkzettel"] {
            let answer = other.submits(&format!("{path}/{what}"), &[]).await;
            assert_eq!(answer.status, 404, "{what}: {}", answer.text());
        }
        assert_eq!(letters(&hall).await, 0);
        hall.close().await;
    }
}
