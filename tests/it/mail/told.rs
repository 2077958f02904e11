//! What citizens are told: everything they need, nothing that others should see, in a form that every program reads.

use axum::http::{Method, Request};
use ical::parser::ical::component::IcalEvent;
use proof::on_both;
use serde_json::json;

use super::{Mail, Post};

const PASS: &[(&str, u32)] = &[("pass", 1)];
const AT_NINE: &str = "2026-11-24T09:00:00+01:00";
const AT_TEN: &str = "2026-11-24T10:00:00+01:00";

/// The one event of a calendar file, read by somebody else's parser.
fn event(mail: &Mail) -> IcalEvent {
    let mut calendars = ical::IcalParser::new(mail.calendar.as_bytes());
    let calendar = calendars.next().expect("a calendar").expect("readable");
    let method = calendar
        .properties
        .iter()
        .find(|property| property.name == "METHOD");
    assert_eq!(
        method.and_then(|method| method.value.as_deref()),
        Some(mail.method.as_str())
    );
    assert!(calendars.next().is_none());
    assert!(
        mail.calendar.lines().all(|line| line.len() <= 75),
        "{}",
        mail.calendar
    );
    calendar.events.into_iter().next().expect("an event")
}

fn value(event: &IcalEvent, name: &str) -> String {
    let found = event.properties.iter().find(|property| property.name == name);
    found
        .and_then(|property| property.value.clone())
        .unwrap_or_default()
}

on_both! {
    async fn a_booking_is_told_once_with_everything_one_needs(kind: Kind) {
        let post = Post::open(kind).await;
        let booked = post.hall.citizen().books(PASS, AT_NINE).await;
        let mail = post.one().await;
        assert_eq!(mail.to, "mika@example.org");
        assert_eq!(mail.subject, "Ihr Termin: Gemeinde kleinstadt");
        for needed in [&booked.reference, &booked.pin, &booked.manage_url, "Dienstag, 24. November 2026", "Reisepass"] {
            assert!(mail.text.contains(needed), "{needed} is missing:\n{}", mail.text);
            assert!(mail.html.contains(needed), "{needed} is missing:\n{}", mail.html);
        }
        assert!(!mail.html.contains("<img") && !mail.html.contains("<script") && !mail.html.contains("src="), "it loads nothing");
        assert!(!mail.subject.contains("Reisepass"));
        let event = event(&mail);
        assert_eq!(value(&event, "DTSTART"), "20261124T080000Z");
        assert_eq!((value(&event, "SEQUENCE"), value(&event, "STATUS")), ("1".to_owned(), "CONFIRMED".to_owned()));
        assert_eq!((mail.method.as_str(), value(&event, "ORGANIZER")), ("REQUEST", "mailto:termine@rathaus.example".to_owned()));
        assert!(post.arrives().await.is_empty(), "it is told once");
        assert_eq!(post.count("sent").await, 1);
        post.hall.close().await;
    }

    async fn a_calendar_replaces_what_it_knows(kind: Kind) {
        let post = Post::open(kind).await;
        let citizen = post.hall.citizen();
        let booked = citizen.books(PASS, AT_NINE).await;
        let first = event(&post.one().await);
        let hold = citizen.holds(PASS, AT_TEN).await;
        let path = format!("/appointments/{}/move", booked.token);
        let moved = citizen.ask(Method::POST, &path, Some(&json!({ "hold": hold.hold }))).await;
        assert!(moved.status.is_success(), "{}", moved.text());
        post.hall.minutes_pass(5);
        let mail = post.one().await;
        assert_eq!(mail.subject, "Neue Uhrzeit für Ihren Termin: Gemeinde kleinstadt");
        assert!(mail.text.contains("Bisher war er am Dienstag, 24. November 2026, 09:00 Uhr"), "{}", mail.text);
        assert!(mail.text.contains(&booked.manage_url), "the link stays the same");
        let second = event(&mail);
        assert_eq!(value(&second, "UID"), value(&first, "UID"));
        assert_eq!((value(&second, "SEQUENCE"), value(&second, "DTSTART")), ("2".to_owned(), "20261124T090000Z".to_owned()));

        let path = format!("/appointments/{}/cancel", booked.token);
        let cancelled = citizen.ask(Method::POST, &path, Some(&json!({}))).await;
        assert!(cancelled.status.is_success(), "{}", cancelled.text());
        post.hall.minutes_pass(5);
        let mail = post.one().await;
        let third = event(&mail);
        assert_eq!((mail.method.as_str(), value(&third, "STATUS")), ("CANCEL", "CANCELLED".to_owned()));
        assert_eq!((value(&third, "UID"), value(&third, "SEQUENCE")), (value(&first, "UID"), "3".to_owned()));
        post.hall.close().await;
    }

    async fn whoever_speaks_english_is_told_in_english(kind: Kind) {
        let post = Post::open(kind).await;
        let citizen = post.hall.citizen();
        let hold = citizen.holds(PASS, AT_NINE).await;
        let form = json!({
            "hold": hold.hold, "name": "Mika Beispiel", "email": "mika@example.org", "language": "en", "privacy_accepted": true,
        });
        let confirmed = citizen.ask(Method::POST, "/appointments", Some(&form)).await;
        assert!(confirmed.status.is_success(), "{}", confirmed.text());
        let mail = post.one().await;
        assert_eq!(mail.subject, "Your appointment: Gemeinde kleinstadt");
        assert!(mail.text.starts_with("Hello Mika Beispiel,"), "{}", mail.text);
        assert!(mail.html.contains("<html lang=\"en\">"));
        post.hall.close().await;
    }

    async fn following_every_link_changes_nothing(kind: Kind) {
        let post = Post::open(kind).await;
        let citizen = post.hall.citizen();
        let booked = citizen.books(PASS, AT_NINE).await;
        let mail = post.one().await;
        let before = citizen.views(&booked.token).await;
        let links = mail.links();
        assert!(links.contains(&booked.manage_url), "{links:?}");
        for link in links {
            let Some(path) = link.strip_prefix("https://termine.example") else { continue };
            for method in std::iter::repeat_n([Method::GET, Method::HEAD], 3).flatten() {
                let request = Request::builder().method(method).uri(path).body(axum::body::Body::empty());
                let answer = citizen.sends(request.expect("a request")).await;
                assert!(answer.status.is_success(), "{link}: {}", answer.status);
            }
        }
        assert_eq!(citizen.views(&booked.token).await, before, "a scanner changed something (L57)");
        assert!(post.arrives().await.is_empty());
        post.hall.close().await;
    }

    async fn whoever_loses_her_time_is_told_which_others_are_kept(kind: Kind) {
        let post = Post::open(kind).await;
        let citizen = post.hall.citizen();
        let lost = citizen.books(PASS, AT_NINE).await;
        let _ = post.one().await;
        let clerk = post.hall.signed_in("clerk").await;
        let saved = clerk.reports_absence("person=kaya&zeitraum=von-bis&von=24.11.&ab=09:00&um=12:00").await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        assert!(post.arrives().await.is_empty(), "for five minutes everything can be taken back");
        post.hall.minutes_pass(5);
        let mail = post.one().await;
        assert_eq!(mail.subject, "Bitte wählen Sie eine neue Uhrzeit: Gemeinde kleinstadt");
        assert_eq!(mail.method, "CANCEL", "the lost time leaves the calendar");
        let offers = mail.text.lines().filter(|line| line.starts_with("- ")).count();
        assert_eq!(offers, 3, "{}", mail.text);
        assert!(!mail.text.to_lowercase().contains("krank") && !mail.text.contains("Kaya"), "nobody learns why: {}", mail.text);
        assert!(mail.links().contains(&lost.manage_url));
        post.hall.close().await;
    }
}
