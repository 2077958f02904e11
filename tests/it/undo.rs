//! What was done by mistake is taken back for five minutes. Nobody hears of it, and nobody ever shares a time because of it.

use axum::http::Method;
use proof::{Answer, Citizen, Hall, on_both, town};
use sea_orm::ConnectionTrait as _;
use serde_json::json;
use server::upkeep;
use wire::{AppointmentState, AppointmentView};

use super::desk::absence::count;
use super::mail::{Mail, Post};

const PASS: &[(&str, u32)] = &[("pass", 1)];
const AT_NINE: &str = "2026-11-24T09:00:00+01:00";
const AT_TEN: &str = "2026-11-24T10:00:00+01:00";
const CANCELLED: &str = "Absage zurücknehmen";
const MOVED: &str = "Umbuchung zurücknehmen";

async fn cancels(citizen: &Citizen, one: &AppointmentView) {
    let path = format!("/appointments/{}/cancel", one.token);
    let answer = citizen.ask(Method::POST, &path, Some(&json!({}))).await;
    assert!(answer.status.is_success(), "{}", answer.text());
}

async fn moves(citizen: &Citizen, one: &AppointmentView, to: &str) {
    let hold = citizen.holds(PASS, to).await;
    let path = format!("/appointments/{}/move", one.token);
    let answer = citizen
        .ask(Method::POST, &path, Some(&json!({ "hold": hold.hold })))
        .await;
    assert!(answer.status.is_success(), "{}", answer.text());
}

async fn page(citizen: &Citizen, one: &AppointmentView) -> String {
    citizen.reads(&format!("/termin/{}", one.token)).await.text()
}

async fn takes_back(citizen: &Citizen, one: &AppointmentView, revision: &str) -> Answer {
    let path = format!("/termin/{}/zuruecknehmen", one.token);
    citizen.submits(&path, &[("revision", revision)]).await
}

async fn stands(citizen: &Citizen, one: &AppointmentView) -> (AppointmentState, String) {
    let view = citizen.views(&one.token).await;
    (view.state, view.at)
}

fn at(time: &str) -> (AppointmentState, String) {
    (AppointmentState::Booked, time.to_owned())
}

on_both! {
    async fn what_was_called_off_by_mistake_stands_again_and_nobody_hears_of_it(kind: Kind) {
        let post = Post::open(kind).await;
        let citizen = post.hall.citizen();
        let booked = citizen.books(PASS, AT_NINE).await;
        assert_eq!(post.arrives().await.len(), 1);
        cancels(&citizen, &booked).await;
        assert!(page(&citizen, &booked).await.contains(CANCELLED));
        let link = citizen.reads(&format!("/termin/{}/zuruecknehmen", booked.token)).await;
        assert_eq!(link.status, 303);
        assert_eq!(stands(&citizen, &booked).await.0, AppointmentState::Cancelled, "a link changes nothing (L57)");
        for _ in 0..2 {
            let back = takes_back(&citizen, &booked, "2").await;
            assert_eq!(back.status, 303, "{}", back.text());
        }
        assert_eq!(stands(&citizen, &booked).await, at(AT_NINE));
        let shown = citizen.reads(&format!("/termin/{}?zurueckgenommen=1", booked.token)).await.text();
        assert!(shown.contains("Ihr Termin gilt wieder wie zuvor") && !shown.contains(CANCELLED), "{shown}");
        post.hall.minutes_pass(6);
        assert!(post.arrives().await.is_empty(), "there is nothing to tell");
        assert_eq!(count(&post.hall, "history WHERE deed = 'returned' AND actor = 'citizen'").await, 1);
        post.hall.close().await;
    }

    async fn what_was_moved_by_mistake_is_at_its_old_time_and_nobody_hears_of_it(kind: Kind) {
        let post = Post::open(kind).await;
        let citizen = post.hall.citizen();
        let booked = citizen.books(PASS, AT_NINE).await;
        assert_eq!(post.arrives().await.len(), 1);
        moves(&citizen, &booked, AT_TEN).await;
        let shown = page(&citizen, &booked).await;
        assert!(shown.contains(MOVED) && shown.contains("Dienstag, 24. November 2026, 09:00 Uhr"), "{shown}");
        for _ in 0..2 {
            assert_eq!(takes_back(&citizen, &booked, "2").await.status, 303);
        }
        assert_eq!(stands(&citizen, &booked).await, at(AT_NINE));
        assert!(!page(&citizen, &booked).await.contains(MOVED), "back is not another step");
        post.hall.minutes_pass(6);
        assert!(post.arrives().await.is_empty(), "there is nothing to tell");
        citizen.holds(PASS, AT_TEN).await;
        post.hall.close().await;
    }

    async fn whoever_heard_hears_what_holds_again(kind: Kind) {
        let post = Post::open(kind).await;
        let citizen = post.hall.citizen();
        let (off, moved) = (citizen.books(PASS, AT_NINE).await, citizen.books(PASS, AT_TEN).await);
        assert_eq!(post.arrives().await.len(), 2);
        cancels(&citizen, &off).await;
        moves(&citizen, &moved, "2026-11-24T11:00:00+01:00").await;
        // A server whose clock is ahead has sent them.
        let db = post.hall.database.inspector().await;
        db.execute_unprepared("UPDATE notice SET state = 'sent'").await.expect("sent");
        db.close().await.expect("the inspector leaves");
        assert_eq!(takes_back(&citizen, &off, "2").await.status, 303);
        let mail = post.one().await;
        assert_eq!((mail.subject.as_str(), mail.method.as_str()), ("Ihr Termin findet statt: Gemeinde kleinstadt", "REQUEST"));
        assert!(mail.calendar.contains("SEQUENCE:3") && mail.calendar.contains("STATUS:CONFIRMED"), "{}", mail.calendar);
        assert_eq!(takes_back(&citizen, &moved, "2").await.status, 303);
        let mail = post.one().await;
        assert_eq!(mail.subject, "Neue Uhrzeit für Ihren Termin: Gemeinde kleinstadt");
        assert!(mail.calendar.contains("SEQUENCE:3") && mail.calendar.contains("DTSTART:20261124T090000Z"), "{}", mail.calendar);
        post.hall.close().await;
    }

    async fn five_minutes_later_it_is_told_and_stays(kind: Kind) {
        let post = Post::open(kind).await;
        let citizen = post.hall.citizen();
        let (off, moved) = (citizen.books(PASS, AT_NINE).await, citizen.books(PASS, AT_TEN).await);
        post.arrives().await;
        cancels(&citizen, &off).await;
        moves(&citizen, &moved, "2026-11-24T11:00:00+01:00").await;
        post.hall.minutes_pass(4);
        assert!(post.arrives().await.is_empty());
        post.hall.minutes_pass(1);
        assert_eq!(post.arrives().await.len(), 2);
        for (one, label) in [(&off, CANCELLED), (&moved, MOVED)] {
            assert!(!page(&citizen, one).await.contains(label));
            let late = takes_back(&citizen, one, "2").await;
            assert!(late.status == 409 && late.text().contains("Das lässt sich nicht mehr zurücknehmen"), "{}", late.text());
        }
        assert_eq!(stands(&citizen, &off).await.0, AppointmentState::Cancelled);
        assert_eq!(stands(&citizen, &moved).await, at("2026-11-24T11:00:00+01:00"));
        post.hall.close().await;
    }

    async fn a_message_that_was_stuck_waits_for_what_makes_it_untrue(kind: Kind) {
        let post = Post::open(kind).await;
        let citizen = post.hall.citizen();
        let back = citizen.books(PASS, AT_NINE).await;
        let off = citizen.books(PASS, AT_TEN).await;
        for one in [&back, &off] {
            cancels(&citizen, one).await;
        }
        assert!(post.arrives().await.is_empty(), "nobody is told that a cancelled appointment was made");
        assert_eq!(takes_back(&citizen, &back, "2").await.status, 303);
        post.hall.minutes_pass(5);
        let received = post.arrives().await;
        let mut subjects: Vec<_> = received.iter().map(|one| Mail::read(one).subject).collect();
        subjects.sort();
        assert_eq!(subjects, ["Ihr Termin wurde abgesagt: Gemeinde kleinstadt", "Ihr Termin: Gemeinde kleinstadt"]);
        post.hall.close().await;
    }

    async fn a_time_that_somebody_else_has_stays_hers(kind: Kind) {
        let hall = Hall::open(kind, &town::staffed("kleinstadt", 1)).await;
        let citizen = hall.citizen();
        let (off, moved) = (citizen.books(PASS, AT_NINE).await, citizen.books(PASS, AT_TEN).await);
        cancels(&citizen, &off).await;
        moves(&citizen, &moved, "2026-11-24T11:00:00+01:00").await;
        citizen.holds(PASS, AT_NINE).await;
        citizen.holds(PASS, AT_TEN).await;
        for (one, label, stays) in [(&off, CANCELLED, "bleibt abgesagt"), (&moved, MOVED, "Es bleibt bei der neuen Uhrzeit")] {
            assert!(!page(&citizen, one).await.contains(label));
            let gone = takes_back(&citizen, one, "2").await;
            let text = gone.text();
            assert!(gone.status == 409 && text.contains("inzwischen vergeben") && text.contains(stays), "{text}");
            assert!(text.contains("In der Nähe sind frei: Dienstag, 24. November 2026, 0"), "{text}");
        }
        let again = page(&citizen, &off).await;
        assert!(again.contains("Neuen Termin vereinbaren"), "{again}");
        hall.close().await;
    }

    async fn somebody_else_keeps_it_where_the_first_is_not_free_any_more(kind: Kind) {
        let hall = Hall::open(kind, &town::staffed("kleinstadt", 2)).await;
        let citizen = hall.citizen();
        let off = citizen.books(PASS, AT_NINE).await;
        cancels(&citizen, &off).await;
        // One of the two is taken, whichever it is.
        citizen.holds(PASS, AT_NINE).await;
        assert_eq!(takes_back(&citizen, &off, "2").await.status, 303);
        assert_eq!(stands(&citizen, &off).await, at(AT_NINE));
        assert_eq!(citizen.asks_to_hold(PASS, AT_NINE).await.status, 409);
        hall.close().await;
    }

    async fn only_what_was_shown_is_taken_back_and_only_by_whom_it_was_done(kind: Kind) {
        let hall = Hall::open(kind, &town::staffed("kleinstadt", 2)).await;
        let citizen = hall.citizen();
        let one = citizen.books(PASS, AT_NINE).await;
        moves(&citizen, &one, AT_TEN).await;
        cancels(&citizen, &one).await;
        assert_eq!(takes_back(&citizen, &one, "2").await.status, 409, "the move is not the last step any more");
        assert_eq!(takes_back(&citizen, &one, "3").await.status, 303);
        assert_eq!(stands(&citizen, &one).await, at(AT_TEN));
        assert_eq!(takes_back(&citizen, &one, "2").await.status, 409, "nor is it again");
        for nonsense in ["", "x", "-1", "99999999999"] {
            let answer = takes_back(&citizen, &one, nonsense).await;
            assert!(answer.status.is_client_error(), "{nonsense}: {}", answer.status);
        }
        let clerk = hall.signed_in("clerk").await;
        let day = clerk.opens("/tag?datum=24.11.").await.text();
        let mut links = day.split('"').filter_map(|part| part.strip_prefix("/desk/kleinstadt"));
        let path = links.find(|path| path.starts_with("/termine/")).expect("a link").to_owned();
        let fields = [("schritt", "absagen"), ("revision", "4"), ("grund", "Wasserschaden")];
        assert_eq!(clerk.submits(&path, &fields).await.status, 303);
        assert!(!page(&citizen, &one).await.contains(CANCELLED));
        assert_eq!(takes_back(&citizen, &one, "5").await.status, 409, "what the town calls off is off");
        hall.close().await;
    }

    async fn whoever_comes_by_number_and_pin_takes_back_too(kind: Kind) {
        let hall = Hall::open(kind, &town::small()).await;
        let citizen = hall.citizen();
        let booked = citizen.books(PASS, AT_NINE).await;
        let fields = [("reference", booked.reference.as_str()), ("pin", booked.pin.as_str())];
        let found = citizen.submits("/termin/finden", &fields).await;
        let page = found.headers["location"].to_str().expect("an address").to_owned();
        let page = page.strip_prefix("/kleinstadt").and_then(|page| page.split('?').next()).expect("of the town").to_owned();
        assert_eq!(citizen.submits(&format!("{page}/absagen"), &[]).await.status, 303);
        assert!(citizen.reads(&page).await.text().contains(CANCELLED));
        assert_eq!(citizen.submits(&format!("{page}/zuruecknehmen"), &[("revision", "2")]).await.status, 303);
        assert_eq!(stands(&citizen, &booked).await, at(AT_NINE));
        hall.close().await;
    }

    async fn nobody_who_waits_is_asked_about_a_time_before_it_is_really_free(kind: Kind) {
        let post = Post::open(kind).await;
        let (hall, citizen) = (&post.hall, post.hall.citizen());
        let early = citizen.books(PASS, AT_NINE).await;
        let late = citizen.books(PASS, "2026-11-26T09:00:00+01:00").await;
        let wishes = |one: &AppointmentView| format!("/termin/{}/frueher", one.token);
        assert!(citizen.submits(&wishes(&late), &[("weekday", "1"), ("weekday", "3")]).await.status.is_redirection());
        // She who calls off waits for something earlier herself.
        assert!(citizen.submits(&wishes(&early), &[("weekday", "1"), ("weekday", "3")]).await.status.is_redirection());
        cancels(&citizen, &early).await;
        upkeep::look(&hall.app).await.expect("looks");
        assert_eq!(count(hall, "earlier_offer").await, 0);
        assert_eq!(citizen.asks_to_hold(PASS, AT_NINE).await.status, 409, "meanwhile it is nobody's");
        assert_eq!(takes_back(&citizen, &early, "2").await.status, 303);
        assert_eq!(count(hall, "earlier_wish WHERE state = 'waiting'").await, 2, "she waits as before");
        hall.minutes_pass(6);
        upkeep::look(&hall.app).await.expect("looks");
        assert_eq!((count(hall, "earlier_offer").await, count(hall, "freed").await), (0, 0));
        cancels(&citizen, &early).await;
        hall.minutes_pass(5);
        upkeep::look(&hall.app).await.expect("looks");
        assert_eq!(count(hall, "earlier_offer").await, 1);
        let gone = takes_back(&citizen, &early, "4").await;
        assert_eq!(gone.status, 409);
        post.hall.close().await;
    }

    async fn of_her_and_somebody_who_wants_the_time_one_has_it(kind: Kind) {
        let hall = Hall::open(kind, &town::staffed("kleinstadt", 1)).await;
        let (mut hers, mut theirs) = (0, 0);
        let rival = hall.citizen().at_server(hall.second_server().await);
        let citizen = hall.citizen();
        for round in 0..16 {
            let time = format!("2026-11-24T{:02}:{:02}:00+01:00", 8 + round / 4, 15 * (round % 4));
            let booked = citizen.books(PASS, &time).await;
            cancels(&citizen, &booked).await;
            let (first, held, second) = tokio::join!(
                takes_back(&citizen, &booked, "2"),
                rival.asks_to_hold(PASS, &time),
                takes_back(&rival, &booked, "2"),
            );
            let held = held.status.is_success();
            for back in [first, second] {
                assert_eq!(back.status == 303, !held, "{time}: {} {}, the other {held}", back.status, back.text());
            }
            (hers, theirs) = (hers + u32::from(!held), theirs + u32::from(held));
        }
        println!("{kind:?}: {hers} times hers, {theirs} times somebody else's");
        assert_eq!(count(&hall, "history WHERE deed = 'returned'").await, i64::from(hers), "a double click is one step");
        hall.close().await;
    }
}
