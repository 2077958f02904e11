//! What is told because a time comes near: reminders for whoever wished one (LAW-04), and kept times that are about to go.

use axum::http::Method;
use mail_parser::{HeaderValue, MessageParser};
use proof::{Citizen, Mood, on_both, town};
use serde_json::json;

use super::faults::half_hours;
use super::{Mail, Post};

const PASS: &[(&str, u32)] = &[("pass", 1)];
/// Thursday; two days before it is Tuesday, nine o'clock.
const AT_NINE: &str = "2026-11-26T09:00:00+01:00";

/// Books and wishes to be reminded. Returns the private link's secret.
async fn books_with_reminder(citizen: &Citizen, at: &str) -> String {
    let hold = citizen.holds(PASS, at).await;
    let mut form = citizen.form(&hold.hold);
    form["reminder"] = json!(true);
    let made = citizen.ask(Method::POST, "/appointments", Some(&form)).await;
    made.good::<wire::AppointmentView>().token
}

fn subjects(received: &[proof::Received]) -> Vec<String> {
    received.iter().map(|one| Mail::read(one).subject).collect()
}

/// Where a mail program asks for no more of these.
fn unsubscribe_of(received: &proof::Received) -> Option<String> {
    let message = MessageParser::default()
        .parse(received.source.as_bytes())
        .expect("a message");
    let address = message
        .list_unsubscribe()
        .as_address()?
        .first()?
        .address()?
        .to_owned();
    let how = message
        .header("List-Unsubscribe-Post")
        .and_then(HeaderValue::as_text);
    assert_eq!(how, Some("List-Unsubscribe=One-Click"));
    Some(address)
}

on_both! {
    async fn whoever_wished_it_is_reminded_once_and_nobody_else(kind: Kind) {
        let post = Post::open(kind).await;
        let citizen = post.hall.citizen();
        books_with_reminder(&citizen, AT_NINE).await;
        citizen.named("Niemand Erinnert").books(PASS, "2026-11-26T10:00:00+01:00").await;
        assert_eq!(post.arrives().await.len(), 2);
        let received = half_hours(&post, 144).await;
        assert_eq!(subjects(&received), ["Erinnerung an Ihren Termin: Gemeinde kleinstadt"]);
        let mail = Mail::read(&received[0]);
        assert!(mail.text.contains("Mika Beispiel") && mail.text.contains("Bitte bringen Sie mit"), "{}", mail.text);
        post.hall.close().await;
    }

    async fn whoever_comes_at_another_time_is_reminded_of_that(kind: Kind) {
        let post = Post::open(kind).await;
        let citizen = post.hall.citizen();
        let token = books_with_reminder(&citizen, AT_NINE).await;
        let hold = citizen.holds(PASS, "2026-11-27T09:00:00+01:00").await;
        let moved = citizen.ask(Method::POST, &format!("/appointments/{token}/move"), Some(&json!({ "hold": hold.hold }))).await;
        assert!(moved.status.is_success());
        let received = half_hours(&post, 200).await;
        assert_eq!(subjects(&received).len(), 2, "{:?}", subjects(&received));
        let reminder = Mail::read(&received[1]);
        assert!(reminder.text.contains("Freitag, 27. November 2026") && !reminder.text.contains("26. November"), "{}", reminder.text);
        post.hall.close().await;
    }

    async fn whoever_takes_her_wish_back_or_does_not_come_hears_nothing(kind: Kind) {
        let post = Post::open(kind).await;
        let citizen = post.hall.citizen();
        let stays = books_with_reminder(&citizen, AT_NINE).await;
        let comes_not = books_with_reminder(&citizen, "2026-11-26T10:00:00+01:00").await;
        assert_eq!(post.arrives().await.len(), 2);
        let path = format!("/termin/{stays}/erinnerung");
        let page = citizen.reads(&format!("/termin/{stays}")).await.text();
        assert!(page.contains("Bitte nicht erinnern"), "{page}");
        let answer = citizen.submits(&path, &[]).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        assert!(citizen.reads(&format!("/termin/{stays}")).await.text().contains("Bitte erinnern"));
        let off = citizen.ask(Method::POST, &format!("/appointments/{comes_not}/cancel"), Some(&json!({}))).await;
        assert!(off.status.is_success());
        let received = half_hours(&post, 144).await;
        assert_eq!(subjects(&received), ["Ihr Termin wurde abgesagt: Gemeinde kleinstadt"]);
        assert_eq!(post.count("owed").await, 0);
        post.hall.close().await;
    }

    async fn a_mail_program_stops_reminders_with_one_click(kind: Kind) {
        let post = Post::open(kind).await;
        let citizen = post.hall.citizen();
        books_with_reminder(&citizen, AT_NINE).await;
        assert_eq!(unsubscribe_of(&post.arrives().await[0]), None, "a booking is not something one stops");
        let reminder = half_hours(&post, 144).await;
        let address = unsubscribe_of(&reminder[0]).expect("an address");
        // She comes at another time, of which she would be reminded, too.
        let (_, rest) = address.split_once("/termin/").expect("her appointment");
        let token = rest.strip_suffix("/erinnerung").expect("her wish");
        let hold = citizen.holds(PASS, "2026-12-01T09:00:00+01:00").await;
        let moved = citizen.ask(Method::POST, &format!("/appointments/{token}/move"), Some(&json!({ "hold": hold.hold }))).await;
        assert!(moved.status.is_success(), "{}", moved.text());
        // As mail programs do it, without opening anything and following nothing (RFC 8058).
        let path = address.strip_prefix(&post.hall.app.config.base_url()).and_then(|path| path.strip_prefix("/kleinstadt"));
        let answer = citizen.submits(path.expect("a path of the town"), &[("List-Unsubscribe", "One-Click")]).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let received = half_hours(&post, 300).await;
        assert_eq!(subjects(&received), ["Neue Uhrzeit für Ihren Termin: Gemeinde kleinstadt"]);
        post.hall.close().await;
    }

    async fn a_wish_can_be_made_later_and_twice_is_once(kind: Kind) {
        let post = Post::open(kind).await;
        let citizen = post.hall.citizen();
        let booked = citizen.books(PASS, AT_NINE).await;
        let path = format!("/termin/{}/erinnerung", booked.token);
        for wish in [&[("wunsch", "1")][..], &[("wunsch", "1")], &[], &[("wunsch", "1")]] {
            assert_eq!(citizen.submits(&path, wish).await.status, 303);
        }
        assert_eq!(subjects(&half_hours(&post, 144).await).len(), 2);
        post.hall.close().await;
    }

    async fn after_an_outage_a_reminder_comes_by_day_and_only_if_it_helps(kind: Kind) {
        let post = Post::open(kind).await;
        let citizen = post.hall.citizen();
        books_with_reminder(&citizen, AT_NINE).await;
        books_with_reminder(&citizen, "2026-11-26T11:30:00+01:00").await;
        assert_eq!(post.arrives().await.len(), 2);
        // Nothing goes out until the evening before.
        post.hall.passes_until("2026-11-25T22:00:00+01:00");
        assert!(post.arrives().await.is_empty(), "nobody is woken");
        post.hall.passes_until("2026-11-26T07:00:00+01:00");
        let received = post.arrives().await;
        assert_eq!(received.len(), 1, "two hours before, a reminder helps nobody");
        assert!(Mail::read(&received[0]).text.contains("11:30 bis"));
        assert_eq!((post.count("owed").await, post.count("withdrawn").await), (0, 1));
        post.hall.close().await;
    }

    async fn whoever_has_not_answered_hears_before_her_times_go(kind: Kind) {
        let post = Post::open(kind).await;
        let citizen = post.hall.citizen();
        let waits = citizen.books(PASS, "2026-12-03T09:00:00+01:00").await;
        let answers = citizen.books(PASS, "2026-12-03T10:00:00+01:00").await;
        let calls = citizen.books(PASS, "2026-12-03T11:00:00+01:00").await;
        assert_eq!(post.arrives().await.len(), 3);
        let clerk = post.hall.signed_in("clerk").await;
        clerk.reports_absence("person=kaya&zeitraum=von-bis&von=3.12.&ab=09:00&um=12:00").await;
        post.hall.minutes_pass(5);
        assert_eq!(post.arrives().await.len(), 3);
        // One takes a time, one asks for a call and hears that this has arrived, one does nothing.
        let page = citizen.reads(&format!("/termin/{}", answers.token)).await.text();
        let hold = page.split("name=\"hold\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a time");
        let taken = citizen.submits(&format!("/termin/{}/ersatz", answers.token), &[("hold", hold)]).await;
        assert_eq!(taken.status, 303);
        let asked = citizen.submits(&format!("/termin/{}/anruf", calls.token), &[("phone", "030 23125 410")]).await;
        assert_eq!(asked.status, 303, "{}", asked.text());
        let mut told = subjects(&post.arrives().await);
        told.sort();
        assert_eq!(told, ["Neue Uhrzeit für Ihren Termin: Gemeinde kleinstadt", "Wir rufen Sie an: Gemeinde kleinstadt"]);
        let received = half_hours(&post, 47).await;
        assert_eq!(subjects(&received), ["Ihre reservierten Uhrzeiten verfallen bald: Gemeinde kleinstadt"]);
        let mail = Mail::read(&received[0]);
        assert!(mail.links().contains(&waits.manage_url), "{}", mail.text);
        assert_eq!(mail.text.lines().filter(|line| line.starts_with("- ")).count(), 3, "{}", mail.text);
        assert_eq!(mail.calendar, "", "the time has left the calendar before");
        post.hall.close().await;
    }

    async fn a_reminder_owed_long_before_is_tried_again_like_anything_else(kind: Kind) {
        let post = Post::open(kind).await;
        books_with_reminder(&post.hall.citizen(), "2026-12-10T09:00:00+01:00").await;
        assert_eq!(post.arrives().await.len(), 1);
        post.hall.passes_until("2026-12-08T09:00:00+01:00");
        post.server.is(Mood::Later);
        assert!(post.arrives().await.is_empty());
        assert_eq!(post.count("dead").await, 0, "one hiccup is no reason to give up");
        post.server.is(Mood::Fine);
        let received = half_hours(&post, 3).await;
        assert_eq!(subjects(&received), ["Erinnerung an Ihren Termin: Gemeinde kleinstadt"]);
        post.hall.close().await;
    }

    async fn whoever_cannot_be_told_that_something_is_there_stands_on_the_call_list(kind: Kind) {
        let post = Post::open(kind).await;
        post.hall.citizen().books(PASS, "2026-11-23T11:00:00+01:00").await;
        assert_eq!(post.arrives().await.len(), 1);
        post.hall.passes_until("2026-11-23T11:00:00+01:00");
        let clerk = post.hall.signed_in("clerk").await;
        let page = clerk.opens("/suche?q=Mika").await.text();
        let path = page.split("/desk/kleinstadt").find(|part| part.starts_with("/termine/")).expect("her appointment");
        let path = path.split('"').next().expect("an address").to_owned();
        for (step, revision) in [("da", "1"), ("erledigt", "2")] {
            clerk.submits(&path, &[("schritt", step), ("revision", revision)]).await;
        }
        post.server.is(Mood::NoMailbox);
        assert_eq!(clerk.submits(&format!("{path}/abholbereit"), &[]).await.status, 303);
        assert!(post.arrives().await.is_empty());
        let calls = clerk.opens("/anrufliste").await.text();
        assert!(calls.contains("Mika Beispiel") && calls.contains("abgeholt werden kann"), "{calls}");
        assert!(clerk.opens(&path).await.text().contains("Bitte rufen Sie an"));
        post.hall.close().await;
    }

    async fn whoever_may_pick_something_up_is_told_by_day_once(kind: Kind) {
        let town = format!("{}\n", town::small().replace("[[departments]]", "[messages]\npickup = \"perso\"\n\n[keep]\nvisit_days = 60\n\n[[departments]]"));
        let post = Post::open_in(kind, &town).await;
        post.hall.citizen().books(PASS, "2026-11-23T11:00:00+01:00").await;
        assert_eq!(post.arrives().await.len(), 1);
        post.hall.passes_until("2026-11-23T11:00:00+01:00");
        let clerk = post.hall.signed_in("clerk").await;
        let page = clerk.opens("/suche?q=Mika").await.text();
        let path = page.split("/desk/kleinstadt").find(|part| part.starts_with("/termine/")).expect("her appointment");
        let path = path.split('"').next().expect("an address").to_owned();
        let early = clerk.submits(&format!("{path}/abholbereit"), &[]).await;
        assert_eq!(early.status, 409, "nothing was applied for yet");
        for (step, revision) in [("da", "1"), ("erledigt", "2")] {
            assert_eq!(clerk.submits(&path, &[("schritt", step), ("revision", revision)]).await.status, 303);
        }
        assert!(clerk.opens(&path).await.text().contains("Zur Abholung einladen"));
        // Weeks later, late at night; and a double click.
        post.hall.passes_until("2026-12-14T22:00:00+01:00");
        let clerk = post.hall.signed_in("lead").await;
        for _ in 0..2 {
            assert_eq!(clerk.submits(&format!("{path}/abholbereit"), &[]).await.status, 303);
        }
        assert!(post.arrives().await.is_empty(), "nobody is woken for that");
        post.hall.passes_until("2026-12-15T07:00:00+01:00");
        let mail = post.one().await;
        assert_eq!(mail.subject, "Zur Abholung bereit: Gemeinde kleinstadt");
        assert!(mail.links().iter().any(|link| link.ends_with("/kleinstadt?lang=de&service=perso:1")), "{}", mail.text);
        assert!(mail.text.contains("Ihr Besuch: Montag") && !mail.text.contains("Abgesagt"), "{}", mail.text);
        let page = post.hall.signed_in("administrator").await.opens(&path).await.text();
        assert!(!page.contains("Zur Abholung einladen") && page.contains("abgeholt werden kann"), "{page}");
        post.hall.close().await;
    }
}
