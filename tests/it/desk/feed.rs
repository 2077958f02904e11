//! A colleague's appointments in her own calendar program.

use ical::parser::ical::component::IcalEvent;
use proof::{Hall, on_both, town};
use sea_orm::ConnectionTrait as _;

use super::absence::count;

const PASS: &[(&str, u32)] = &[("pass", 1)];

/// The secret address, as the page shows it once, below the town.
fn address(page: &str) -> String {
    let rest = page
        .split("/desk/kleinstadt/kalender/")
        .nth(1)
        .expect("an address");
    let secret = rest.split('"').next().expect("an end");
    format!("/kalender/{secret}")
}

fn events(file: &str) -> Vec<IcalEvent> {
    let mut calendars = ical::IcalParser::new(file.as_bytes());
    let calendar = calendars.next().expect("a calendar").expect("readable");
    assert!(calendars.next().is_none());
    calendar.events
}

fn value(event: &IcalEvent, name: &str) -> String {
    let found = event.properties.iter().find(|property| property.name == name);
    found
        .and_then(|property| property.value.clone())
        .unwrap_or_default()
}

on_both! {
    async fn a_calendar_program_reads_what_its_colleague_keeps_and_nobody_else_can(kind: Kind) {
        let hall = Hall::open(kind, &town::small()).await;
        let booked = hall.citizen().books(PASS, "2026-11-24T09:00:00+01:00").await;
        let clerk = hall.signed_in("clerk").await;
        assert!(clerk.opens("/konto/kalender").await.text().contains("niemandem, der Termine übernimmt"));
        assert_eq!(clerk.submits("/konto/kalender", &[("schritt", "erzeugen")]).await.status, 404);
        let inspector = hall.database.inspector().await;
        inspector.execute_unprepared("UPDATE account SET staff_id = 1").await.expect("she is Kaya");
        inspector.close().await.expect("closed");
        assert!(clerk.opens("/konto/kalender").await.text().contains("Adresse erzeugen"));
        let page = clerk.submits("/konto/kalender", &[("schritt", "erzeugen")]).await.text();
        let path = address(&page);
        // Only whoever made it has seen it, and the database does not know it either.
        assert!(!clerk.opens("/konto/kalender").await.text().contains(&path));
        let stranger = hall.clerk();
        let answer = stranger.opens(&path).await;
        assert_eq!(answer.headers["content-type"], "text/calendar; charset=utf-8");
        let read = events(&answer.text());
        assert_eq!(read.len(), 1, "{}", answer.text());
        assert_eq!(value(&read[0], "DTSTART"), "20261124T080000Z");
        assert!(value(&read[0], "SUMMARY").contains(&booked.reference));
        assert!(!answer.text().contains("Mika") && !answer.text().contains("mika@"), "who comes is nobody's business: {}", answer.text());

        // A new address ends the old one; so does giving it up, and being locked out.
        let page = clerk.submits("/konto/kalender", &[("schritt", "erzeugen")]).await.text();
        let renewed = address(&page);
        assert_eq!(stranger.opens(&path).await.status, 404);
        assert_eq!(stranger.opens(&renewed).await.status, 200);
        clerk.submits("/konto/kalender", &[("schritt", "beenden")]).await;
        assert_eq!(stranger.opens(&renewed).await.status, 404);
        assert_eq!(count(&hall, "feed").await, 0);
        for wrong in ["/kalender/x", "/kalender/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            assert_eq!(stranger.opens(wrong).await.status, 404);
        }
        hall.close().await;
    }
}
