//! A citizen's way, by the contract.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use proof::{on_both, town};
use sea_orm::ConnectionTrait as _;
use serde_json::json;
use wire::{AppointmentState, AppointmentView, DayState, HoldView, ProblemCode};

const TUESDAY_0930: &str = "2026-11-24T09:30:00+01:00";
const TUESDAY_1015: &str = "2026-11-24T10:15:00+01:00";
const VISIT: &[(&str, u32)] = &[("perso", 2), ("pass", 1)];

on_both! {
    async fn a_citizen_holds_confirms_moves_and_cancels(hall: Hall) {
        let mika = hall.citizen();
        let free = mika.looks(&["perso:2", "pass:1"], "2026-11-23", 7).await;
        assert_eq!(free.minutes, 45);
        assert_eq!(free.days[1].label, "Dienstag, 24. November 2026");
        assert!(free.days[1].starts.iter().any(|start| start.at == TUESDAY_0930 && start.label == "09:30"));
        assert_eq!(free.days[5].state, DayState::Closed);

        let hold = mika.holds(VISIT, TUESDAY_0930).await;
        assert_eq!((hold.minutes, hold.seconds_left, hold.extendable), (45, 600, true));
        assert_eq!(hold.label, "Dienstag, 24. November 2026, 09:30 Uhr");
        let booked: AppointmentView = mika.asks_to_confirm(&hold.hold).await.good();
        assert_eq!(booked.state, AppointmentState::Booked);
        assert_eq!(booked.time_label, "09:30 bis 10:15 Uhr");
        assert_eq!(booked.email_hint.as_deref(), Some("m***@example.org"));
        assert!(booked.reference.starts_with("KS-") && booked.pin.len() == 6);
        assert_eq!(mika.views(&booked.token).await, booked);

        let later = mika.holds(VISIT, TUESDAY_1015).await;
        let path = format!("/appointments/{}/move", booked.token);
        let moved: AppointmentView =
            mika.ask(Method::POST, &path, Some(&json!({ "hold": later.hold }))).await.good();
        assert_eq!((moved.at.as_str(), &moved.reference), (TUESDAY_1015, &booked.reference));
        let again: AppointmentView =
            mika.ask(Method::POST, &path, Some(&json!({ "hold": later.hold }))).await.good();
        assert_eq!(again, moved);
        hall.citizen().books(VISIT, TUESDAY_0930).await;

        let path = format!("/appointments/{}/cancel", booked.token);
        let cancelled: AppointmentView = mika.ask(Method::POST, &path, None).await.good();
        assert_eq!(cancelled.state, AppointmentState::Cancelled);
        let again: AppointmentView = mika.ask(Method::POST, &path, None).await.good();
        assert_eq!(again, cancelled);
        mika.books(VISIT, TUESDAY_1015).await;
    }

    async fn what_everybody_may_read_travels_compressed_and_what_one_person_may_read_does_not(hall: Hall) {
        let token = hall.citizen().books(VISIT, TUESDAY_0930).await.token;
        for (path, compressed) in [
            ("", true),
            ("/availability?service=pass&from=2026-11-23&days=35", true),
            (&format!("/appointments/{token}"), false),
        ] {
            let request = Request::get(format!("/api/v1/towns/kleinstadt{path}"))
                .header(header::ACCEPT_ENCODING, "gzip, deflate, br, zstd")
                .body(Body::empty())
                .expect("a request");
            let answer = hall.send(request).await;
            assert_eq!(answer.status(), StatusCode::OK);
            assert_eq!(answer.headers().contains_key(header::CONTENT_ENCODING), compressed, "{path}");
        }
    }

    async fn a_time_that_is_held_is_had_by_nobody_else_until_the_hold_ends(hall: Hall) {
        let mika = hall.citizen();
        mika.holds(&[("pass", 1)], TUESDAY_0930).await;
        let refused = mika.asks_to_hold(&[("pass", 1)], TUESDAY_0930).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        let problem = refused.problem();
        assert_eq!(problem.code, ProblemCode::SlotTaken);
        let near: Vec<_> = problem.alternatives.iter().map(|time| time.at.as_str()).collect();
        assert_eq!(near, ["2026-11-24T09:00:00+01:00", "2026-11-24T09:15:00+01:00", "2026-11-24T09:45:00+01:00"]);
        assert_eq!(problem.phone.as_deref(), Some("0221 4710-123"));

        hall.minutes_pass(10);
        let free = mika.looks(&["pass"], "2026-11-24", 1).await;
        assert!(free.days[0].starts.iter().any(|start| start.at == TUESDAY_0930));
        mika.holds(&[("pass", 1)], TUESDAY_0930).await;
    }

    async fn a_hold_is_extended_once_and_confirmed_in_time_or_not_at_all(hall: Hall) {
        let mika = hall.citizen();
        let hold = mika.holds(VISIT, TUESDAY_0930).await;
        hall.minutes_pass(9);
        let path = format!("/holds/{}/extend", hold.hold);
        let extended: HoldView = mika.ask(Method::POST, &path, None).await.good();
        assert_eq!((extended.seconds_left, extended.extendable), (600, false));
        let refused = mika.ask(Method::POST, &path, None).await.problem();
        assert_eq!(refused.code, ProblemCode::AlreadyExtended);
        hall.minutes_pass(10);
        let late = mika.asks_to_confirm(&hold.hold).await;
        assert_eq!((late.status, late.problem().code), (StatusCode::GONE, ProblemCode::HoldExpired));
    }

    async fn a_released_hold_gives_its_time_back_at_once(hall: Hall) {
        let mika = hall.citizen();
        let hold = mika.holds(VISIT, TUESDAY_0930).await;
        let path = format!("/holds/{}", hold.hold);
        for _ in 0..2 {
            assert_eq!(mika.ask(Method::DELETE, &path, None).await.status, StatusCode::NO_CONTENT);
        }
        mika.holds(VISIT, TUESDAY_0930).await;
    }

    async fn the_same_key_gets_the_same_answer_and_other_words_are_refused(hall: Hall) {
        let mika = hall.citizen();
        let key = [("Idempotency-Key", "0123456789abcdef0123456789abcdef")];
        let wish = json!({ "services": [{ "service": "pass", "count": 1 }], "at": TUESDAY_0930 });
        let hold = async || mika.ask_with(Method::POST, "/holds", Some(&wish), &key).await;
        let first: HoldView = hold().await.good();
        assert_eq!(hold().await.good::<HoldView>(), first);
        let other = json!({ "services": [{ "service": "pass", "count": 2 }], "at": TUESDAY_0930 });
        let refused = mika.ask_with(Method::POST, "/holds", Some(&other), &key).await;
        assert_eq!((refused.status.as_u16(), refused.problem().code), (422, ProblemCode::IdempotencyMismatch));

        let form = mika.form(&first.hold);
        let confirm = async |form| mika.ask_with(Method::POST, "/appointments", Some(form), &key).await;
        let booked: AppointmentView = confirm(&form).await.good();
        assert_eq!(confirm(&form).await.good::<AppointmentView>(), booked);
        let mut changed = form.clone();
        changed["name"] = json!("Jemand Anderes");
        assert_eq!(confirm(&changed).await.problem().code, ProblemCode::IdempotencyMismatch);
        let second = mika.holds(&[("pass", 1)], TUESDAY_1015).await;
        assert_eq!(confirm(&mika.form(&second.hold)).await.problem().code, ProblemCode::IdempotencyMismatch);
    }

    async fn reference_and_pin_open_an_appointment_and_five_wrong_pins_close_it(hall: Hall) {
        let mika = hall.citizen();
        let booked = mika.books(VISIT, TUESDAY_0930).await;
        let lookup = async |pin: &str| {
            let asked = json!({ "reference": booked.reference.to_lowercase().replace('-', " "), "pin": pin });
            mika.ask(Method::POST, "/appointments/lookup", Some(&asked)).await
        };
        let found: AppointmentView = lookup(&booked.pin).await.good();
        assert_eq!((&found.pin, &found.at), (&booked.pin, &booked.at));
        assert_eq!(found.manage_url, "", "what opens for half an hour is not told as a link to keep");
        assert_ne!(found.token, booked.token);
        assert_eq!(mika.views(&found.token).await.reference, booked.reference);
        let wrong = if booked.pin == "000000" { "000001" } else { "000000" };
        for _ in 0..5 {
            assert_eq!(lookup(wrong).await.problem().code, ProblemCode::LookupRefused);
        }
        assert_eq!(lookup(&booked.pin).await.problem().code, ProblemCode::LookupRefused);
        assert_eq!(mika.views(&booked.token).await.reference, booked.reference);
        hall.minutes_pass(31);
        let gone = mika.ask(Method::GET, &format!("/appointments/{}", found.token), None).await;
        assert_eq!(gone.problem().code, ProblemCode::NotFound);
    }

    async fn every_wrong_field_is_named_at_once(hall: Hall) {
        let mika = hall.citizen();
        let hold = mika.holds(VISIT, TUESDAY_0930).await;
        let form = json!({
            "hold": hold.hold, "name": " ", "email": "mika@example", "phone": "abc", "language": "tlh",
            "note": "\u{7}", "privacy_accepted": false,
            "answers": [{ "service": "perso", "question": "age", "answer": "999" }],
        });
        let problem = mika.ask(Method::POST, "/appointments", Some(&form)).await.problem();
        let fields: Vec<_> = problem.fields.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(fields, ["name", "email", "phone", "note", "answers", "language", "privacy_accepted"]);
        assert!(problem.fields.iter().all(|field| field.text.len() > 15), "{:?}", problem.fields);
        let _: AppointmentView = mika.asks_to_confirm(&hold.hold).await.good();
    }

    async fn answers_narrow_papers_and_fee_of_the_confirmation(hall: Hall) {
        let mika = hall.citizen();
        let hold = mika.holds(&[("perso", 2)], TUESDAY_0930).await;
        let mut form = mika.form(&hold.hold);
        form["answers"] = json!([{ "service": "perso", "question": "age", "answer": "over_24" }]);
        let booked: AppointmentView = mika.ask(Method::POST, "/appointments", Some(&form)).await.good();
        let papers: Vec<_> = booked.documents.iter().map(|paper| paper.text.as_str()).collect();
        assert_eq!((papers, booked.fee.as_str()), (vec!["Alter Ausweis"], "92,00\u{a0}€"));
    }

    async fn a_calendar_file_says_when_and_where_and_counts_its_changes(hall: Hall) {
        let mika = hall.citizen();
        let booked = mika.books(VISIT, TUESDAY_0930).await;
        let path = format!("/appointments/{}/calendar.ics", booked.token);
        let file = mika.ask(Method::GET, &path, None).await;
        assert_eq!(file.headers["content-type"], "text/calendar; charset=utf-8");
        let text = file.text().replace("\r\n ", "");
        for line in ["DTSTART:20261124T083000Z", "DTEND:20261124T091500Z", "SEQUENCE:1", "SUMMARY:Termin: Gemeinde kleinstadt"] {
            assert!(text.contains(line), "{line} in {text}");
        }
        assert!(!text.contains("SUMMARY:Personalausweis"));
    }

    async fn a_sweep_tidies_expired_holds_and_leaves_the_others(hall: Hall) {
        let mika = hall.citizen();
        mika.holds(VISIT, TUESDAY_0930).await;
        mika.books(VISIT, TUESDAY_1015).await;
        hall.minutes_pass(5);
        let running = mika.holds(VISIT, "2026-11-24T08:30:00+01:00").await;
        hall.minutes_pass(8);
        assert_eq!(server::upkeep::sweep(&hall.app).await.expect("a sweep"), 1);
        assert_eq!(server::upkeep::sweep(&hall.app).await.expect("a sweep"), 0);
        let _: HoldView = mika.ask(Method::POST, &format!("/holds/{}/extend", running.hold), None).await.good();
    }

    async fn a_town_that_cannot_be_read_keeps_no_other_from_being_swept(hall: Hall) {
        hall.take_in(&town::staffed("zuletzt", 1)).await;
        hall.citizen().holds(VISIT, TUESDAY_0930).await;
        hall.citizen_of("zuletzt").holds(&[("pass", 1)], TUESDAY_0930).await;
        let db = hall.database.inspector().await;
        let broken = "UPDATE town_profile SET body = '{}' WHERE town_id = (SELECT id FROM town WHERE slug = 'kleinstadt')";
        db.execute_unprepared(broken).await.expect("broken by hand");
        db.execute_unprepared("UPDATE town SET version = version + 1").await.expect("and seen");
        db.close().await.expect("the inspector leaves");
        assert!(hall.app.db.town("kleinstadt").write().await.is_err(), "it really is broken");
        hall.minutes_pass(13);
        assert_eq!(server::upkeep::sweep(&hall.app).await.expect("a sweep"), 1);
    }
}
