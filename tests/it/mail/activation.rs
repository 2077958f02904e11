//! Where a town wants it, an address is proved before anything is promised: the time is kept meanwhile, and nothing is left of it when
//! nobody proves anything (H9, H17, L24).

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use chrono::TimeDelta;
use proof::{Answer, Citizen, Hall, Kind, Mood, hidden_fields, on_both, town};
use serde_json::{Value, json};
use server::clock::Clock;
use server::upkeep;
use tokio::join;
use wire::{AppointmentState, AppointmentView, ProblemCode};

use super::bounces;
use super::faults::half_hours;
use super::{Mail, Post};
use crate::desk::absence::count;
use crate::retention::is_kept;

const PASS: &[(&str, u32)] = &[("pass", 1)];
const AT_NINE: &str = "2026-11-24T09:00:00+01:00";
const AT_TEN: &str = "2026-11-24T10:00:00+01:00";

/// A town in which an address is proved within an hour.
fn careful(town: &str) -> String {
    let messages = "[messages]\nprove_address = true\nprove_within_minutes = 60\n\n[policy]";
    town.replacen("[policy]", messages, 1)
}

async fn open(kind: Kind) -> Post {
    Post::open_in(kind, &careful(&town::small())).await
}

/// Where a message leads, below the town's address.
fn path_in(mail: &Mail) -> String {
    let link = mail
        .links()
        .into_iter()
        .find(|link| link.contains("/bestaetigen?"));
    let link = link.unwrap_or_else(|| panic!("no link in\n{}", mail.text));
    link.split("/kleinstadt")
        .nth(1)
        .expect("a page of the town")
        .to_owned()
}

/// Presses the button behind a message's link.
async fn proves(citizen: &Citizen, path: &str) -> Answer {
    let (page, proof) = path.split_once("?nachweis=").expect("a proof");
    citizen.submits(page, &[("nachweis", proof)]).await
}

fn form(hold: &str, email: &str) -> Value {
    json!({ "hold": hold, "name": "Mika Beispiel", "email": email, "language": "de", "privacy_accepted": true })
}

async fn is_taken(post: &Post, time: &str) -> bool {
    post.hall.citizen().asks_to_hold(PASS, time).await.status == StatusCode::CONFLICT
}

async fn sweeps(hall: &Hall) {
    upkeep::sweep(&hall.app).await.expect("the towns are listed");
}

on_both! {
    async fn an_appointment_is_promised_once_its_address_is_proved(kind: Kind) {
        let post = open(kind).await;
        let citizen = post.hall.citizen();
        let hold = citizen.holds(PASS, AT_NINE).await;
        let mut filled = citizen.form(&hold.hold);
        filled["reminder"] = json!(true);
        let made: AppointmentView = citizen.ask(Method::POST, "/appointments", Some(&filled)).await.good();
        assert_eq!((made.state, made.changeable), (AppointmentState::Pending, false));
        let told = made.proof.clone().expect("what to do");
        assert!(told.contains("m***@example.org") && told.contains("bis 08:00 Uhr"), "{told}");
        let again: AppointmentView = citizen.ask(Method::POST, "/appointments", Some(&filled)).await.good();
        assert_eq!(again, made, "asked again, the same answer");
        assert_eq!(count(&post.hall, "history").await, 0, "nothing has happened yet");

        let mail = post.one().await;
        assert_eq!((mail.to.as_str(), mail.calendar.as_str()), ("mika@example.org", ""));
        assert_eq!(mail.subject, "Bitte bestätigen Sie Ihren Termin: Gemeinde kleinstadt");
        assert!(mail.text.contains("bis Montag, 23. November 2026, 08:00 Uhr"), "{}", mail.text);
        let path = path_in(&mail);
        assert_eq!(citizen.views(&made.token).await.proof, made.proof);

        // Programs that look for harm in mails open every link.
        for method in [Method::GET, Method::HEAD, Method::GET] {
            let request = Request::builder().method(method).uri(format!("/kleinstadt{path}"));
            let answer = citizen.sends(request.body(Body::empty()).expect("a request")).await;
            assert_eq!(answer.status, StatusCode::OK);
        }
        assert_eq!(citizen.views(&made.token).await.state, AppointmentState::Pending);
        assert!(citizen.reads(&path).await.text().contains("E-Mail-Adresse bestätigen"));

        // What whoever typed the address has seen proves nothing.
        let own = format!("/termin/{}", made.token);
        let page = citizen.reads(&own).await.text();
        let (_, proof) = path.split_once("?nachweis=").expect("a proof");
        assert!(page.contains("m***@example.org") && !page.contains("/bestaetigen") && !page.contains(proof), "{page}");
        for wrong in [made.token.as_str(), "", "geheim"] {
            let refused = citizen.submits(&format!("{own}/bestaetigen"), &[("nachweis", wrong)]).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND);
        }
        assert!(!made.manage_url.contains(proof) && !post.hall.citizen().views(&made.token).await.ics_url.contains(proof));

        for _ in 0..2 {
            assert_eq!(proves(&citizen, &path).await.status, StatusCode::SEE_OTHER, "twice is once");
        }
        let booked = citizen.views(&made.token).await;
        assert_eq!((booked.state, booked.proof, booked.changeable), (AppointmentState::Booked, None, true));
        assert_eq!((booked.reference, booked.pin), (made.reference, made.pin));
        let mail = post.one().await;
        assert_eq!((mail.subject.as_str(), mail.method.as_str()), ("Ihr Termin: Gemeinde kleinstadt", "REQUEST"));
        assert!(mail.calendar.contains("STATUS:CONFIRMED"));
        assert_eq!(count(&post.hall, "history WHERE deed = 'booked' AND revision = 1").await, 1);
        assert_eq!(citizen.reads(&path).await.status, StatusCode::SEE_OTHER, "the old link leads to the appointment");
        assert!(citizen.reads(&own).await.text().contains("Termin absagen"));
        post.hall.close().await;
    }

    async fn whoever_is_reached_by_phone_only_is_promised_it_at_once(kind: Kind) {
        let town = careful(&town::small()).replace("required = \"email\"", "required = \"either\"");
        let post = Post::open_in(kind, &town).await;
        let citizen = post.hall.citizen();
        let hold = citizen.holds(PASS, AT_NINE).await;
        let mut filled = form(&hold.hold, "");
        filled["phone"] = json!("0221 4710-123");
        let made: AppointmentView = citizen.ask(Method::POST, "/appointments", Some(&filled)).await.good();
        assert_eq!((made.state, made.proof), (AppointmentState::Booked, None));
        post.hall.close().await;
    }

    async fn a_time_that_is_kept_can_be_had_by_nobody_else_and_nothing_is_left_of_it_when_it_lapses(kind: Kind) {
        let post = open(kind).await;
        let citizen = post.hall.citizen().named("Zacharias Vergisslich");
        let made = citizen.books(PASS, AT_NINE).await;
        let path = path_in(&post.one().await);
        post.hall.clock.advance(TimeDelta::minutes(60) - TimeDelta::microseconds(1));
        assert!(is_taken(&post, AT_NINE).await);
        assert!(is_kept(&post.hall.database, "Vergisslich"));

        post.hall.clock.advance(TimeDelta::microseconds(1));
        // Gone in everybody's eyes, also before anybody has tidied it away.
        for _ in 0..2 {
            let page = citizen.reads(&path).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND);
            assert!(page.text().contains("nicht mehr für Sie reserviert") && page.text().contains("href=\"/kleinstadt?lang=de\""), "{}", page.text());
            assert_eq!(proves(&citizen, &path).await.status, StatusCode::NOT_FOUND);
            assert_eq!(citizen.reads(&format!("/termin/{}", made.token)).await.status, StatusCode::NOT_FOUND);
            let found = json!({ "reference": made.reference, "pin": made.pin });
            let found = citizen.ask(Method::POST, "/appointments/lookup", Some(&found)).await;
            assert_eq!(found.problem().code, ProblemCode::LookupRefused);
            post.hall.minutes_pass(3);
            sweeps(&post.hall).await;
        }
        assert_eq!(count(&post.hall, "appointment").await, 0);
        assert_eq!(count(&post.hall, "notice").await + count(&post.hall, "sending").await + count(&post.hall, "tally").await, 0);
        upkeep::forget(&post.hall.app).await.expect("the towns are listed");
        assert!(!is_kept(&post.hall.database, "Vergisslich"), "nothing is left of her");
        assert!(post.arrives().await.is_empty());
        post.hall.citizen().books(PASS, AT_NINE).await;
        post.hall.close().await;
    }

    async fn a_proof_in_the_instant_of_the_end_has_one_outcome(kind: Kind) {
        let post = Post::open_in(kind, &careful(&town::staffed("kleinstadt", 1))).await;
        let hall = &post.hall;
        let opened = hall.clock.now();
        let rivals_clock = Clock::manual(opened);
        let rival = hall.citizen().at_server(hall.server_with_clock(rivals_clock.clone()).await);
        let offer = hall.citizen().looks(&["umzug"], "2026-11-24", 20).await;
        let times = offer.days.into_iter().flat_map(|day| day.starts).step_by(2).take(24);
        let (mut kept, mut lost) = (0, 0);
        for (round, start) in times.enumerate() {
            // Every other time the rival's server is ahead: to it, the time is over.
            let is_ahead = round % 2 == 1;
            hall.clock.set(opened);
            rivals_clock.set(opened);
            let citizen = hall.citizen();
            let hold = citizen.holds(&[("umzug", 1)], &start.at).await;
            let made = citizen.ask(Method::POST, "/appointments", Some(&form(&hold.hold, &format!("m{round}@example.org")))).await;
            let made: AppointmentView = made.good();
            let path = path_in(&post.one().await);
            let end = opened + TimeDelta::minutes(60);
            let late = end - TimeDelta::microseconds(1);
            hall.clock.set(late);
            rivals_clock.set(if is_ahead { end } else { late });
            let strike = async {
                for _ in 0..round % 5 {
                    tokio::task::yield_now().await;
                }
                hall.clock.set(end);
                rivals_clock.set(end);
            };
            let (proved, taken, ()) = join!(proves(&citizen, &path), rival.asks_to_hold(&[("umzug", 1)], &start.at), strike);
            let (has_it, is_gone) = (proved.status == StatusCode::SEE_OTHER, taken.status == StatusCode::CREATED);
            assert!(!(has_it && is_gone), "two owners of {}", start.at);
            hall.clock.set(end + TimeDelta::minutes(3));
            rivals_clock.set(end + TimeDelta::minutes(3));
            if has_it {
                kept += 1;
                assert_eq!(citizen.views(&made.token).await.state, AppointmentState::Booked);
                assert_eq!(rival.asks_to_hold(&[("umzug", 1)], &start.at).await.problem().code, ProblemCode::SlotTaken);
                let _ = post.one().await;
            } else {
                lost += 1;
                assert_eq!(proved.status, StatusCode::NOT_FOUND);
                assert!(is_gone || rival.asks_to_hold(&[("umzug", 1)], &start.at).await.status == StatusCode::CREATED);
                assert!(post.arrives().await.is_empty());
            }
            sweeps(hall).await;
        }
        println!("{kept} proved in time, {lost} too late");
        post.hall.close().await;
    }

    async fn the_time_to_answer_begins_when_the_question_is_there(kind: Kind) {
        let post = open(kind).await;
        post.server.is(Mood::Down);
        let made = post.hall.citizen().books(PASS, AT_NINE).await;
        assert!(half_hours(&post, 10).await.is_empty());
        sweeps(&post.hall).await;
        assert!(is_taken(&post, AT_NINE).await, "nothing runs out that nobody could answer");
        let told = post.hall.citizen().views(&made.token).await.proof.expect("what to do");
        assert!(told.contains("bis 13:00 Uhr"), "an hour from now at least: {told}");
        post.server.is(Mood::Fine);
        // No pause is longer than this.
        post.hall.minutes_pass(40);
        let mail = post.one().await;
        assert!(mail.text.contains("13:40 Uhr"), "{}", mail.text);
        post.hall.minutes_pass(59);
        assert_eq!(proves(&post.hall.citizen(), &path_in(&mail)).await.status, StatusCode::SEE_OTHER);
        assert_eq!(post.hall.citizen().views(&made.token).await.state, AppointmentState::Booked);
        post.hall.close().await;
    }

    async fn nobody_waits_longer_than_the_visit_itself(kind: Kind) {
        let post = open(kind).await;
        post.server.is(Mood::Down);
        let made = post.hall.citizen().books(PASS, AT_NINE).await;
        assert!(half_hours(&post, 2 * 25).await.is_empty());
        let told = post.hall.citizen().views(&made.token).await.proof.expect("what to do");
        assert!(told.contains("bis 09:00 Uhr"), "{told}");
        post.hall.passes_until("2026-11-24T09:03:00+01:00");
        sweeps(&post.hall).await;
        assert_eq!(count(&post.hall, "appointment").await, 0);
        post.server.is(Mood::Fine);
        assert!(post.arrives().await.is_empty(), "nothing is asked any more");
        post.hall.close().await;
    }

    async fn an_address_that_does_not_exist_keeps_no_time(kind: Kind) {
        let post = open(kind).await;
        post.server.is(Mood::NoMailbox);
        post.hall.citizen().books(PASS, AT_NINE).await;
        assert!(post.arrives().await.is_empty());
        assert_eq!(post.count("dead").await, 1);
        let clerk = post.hall.signed_in("clerk").await;
        assert!(clerk.opens("/anrufliste").await.text().contains("Bitte um Bestätigung der Adresse"), "somebody may call her");
        post.hall.minutes_pass(63);
        sweeps(&post.hall).await;
        assert!(!is_taken(&post, AT_NINE).await);
        assert!(!clerk.opens("/anrufliste").await.text().contains("Bitte um Bestätigung"));
        post.hall.close().await;
    }

    async fn what_comes_back_is_known_and_lets_the_time_lapse_unless_she_has_answered(kind: Kind) {
        let post = bounces::open(kind, &careful(&town::small())).await;
        let comes_back = async |mail: &Mail| {
            let told = bounces::notification(&mail.id, "failed", "5.1.1");
            assert_eq!(bounces::hands_in(&post, bounces::SECRET, told.as_bytes()).await, 204);
        };
        post.hall.citizen().books(PASS, AT_NINE).await;
        comes_back(&post.one().await).await;
        assert_eq!(count(&post.hall, "appointment WHERE mail_fails").await, 1);
        assert_eq!(post.count("dead").await, 1);
        post.hall.minutes_pass(63);
        assert!(post.arrives().await.is_empty(), "nothing goes there by itself");
        sweeps(&post.hall).await;
        assert_eq!(count(&post.hall, "appointment").await, 0);

        let made = post.hall.citizen().books(PASS, AT_NINE).await;
        let mail = post.one().await;
        assert_eq!(proves(&post.hall.citizen(), &path_in(&mail)).await.status, StatusCode::SEE_OTHER);
        comes_back(&mail).await;
        assert_eq!(count(&post.hall, "appointment WHERE mail_fails").await + post.count("dead").await, 0, "she has read it");
        assert_eq!(post.one().await.subject, "Ihr Termin: Gemeinde kleinstadt");
        assert_eq!(post.hall.citizen().views(&made.token).await.state, AppointmentState::Booked);
        post.hall.close().await;
    }

    async fn one_address_cannot_keep_many_times(kind: Kind) {
        let post = open(kind).await;
        let citizen = post.hall.citizen();
        let asks = async |email: &str, time: &str| {
            let hold = citizen.holds(PASS, time).await;
            citizen.ask(Method::POST, "/appointments", Some(&form(&hold.hold, email))).await
        };
        for time in [AT_NINE, AT_TEN, "2026-11-24T11:00:00+01:00"] {
            assert!(asks("mika@example.org", time).await.status.is_success());
        }
        let refused = asks("Mika@example.org", "2026-11-25T09:00:00+01:00").await.problem();
        assert_eq!((refused.code, refused.fields[0].field.as_str()), (ProblemCode::InvalidInput, "email"));
        assert!(asks("jo@example.org", "2026-11-25T10:00:00+01:00").await.status.is_success());
        // Whoever proves one may keep another.
        let mails = post.arrives().await;
        let hers = mails.iter().find(|mail| mail.to == ["mika@example.org"]).expect("asked");
        assert_eq!(proves(&citizen, &path_in(&Mail::read(hers))).await.status, StatusCode::SEE_OTHER);
        assert!(asks("mika@example.org", "2026-11-25T11:00:00+01:00").await.status.is_success());
        post.hall.close().await;
    }

    async fn the_question_goes_again_a_few_times_and_keeps_nothing_longer(kind: Kind) {
        let post = open(kind).await;
        let citizen = post.hall.citizen();
        let made = citizen.books(PASS, AT_NINE).await;
        let own = format!("/termin/{}", made.token);
        let again = async || citizen.submits(&format!("{own}/nochmal"), &[]).await;
        assert_eq!(again().await.status, StatusCode::SEE_OTHER, "it is on its way");
        let first = post.one().await;
        for _ in 0..2 {
            post.hall.minutes_pass(10);
            assert_eq!(again().await.status, StatusCode::SEE_OTHER);
            assert_eq!(path_in(&post.one().await), path_in(&first));
            assert!(citizen.views(&made.token).await.proof.expect("what to do").contains("bis 08:00 Uhr"));
        }
        let often = again().await;
        assert_eq!(often.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(often.text().contains("schon mehrmals geschickt"));
        assert!(post.arrives().await.is_empty());
        assert_eq!(proves(&citizen, &path_in(&first)).await.status, StatusCode::SEE_OTHER);
        assert_eq!(again().await.status, StatusCode::SEE_OTHER, "there is nothing to ask any more");
        assert_eq!(post.arrives().await.len(), 1, "but to confirm");
        post.hall.close().await;
    }

    async fn whoever_gives_it_back_leaves_nothing(kind: Kind) {
        let post = open(kind).await;
        let citizen = post.hall.citizen();
        let made = citizen.books(PASS, AT_NINE).await;
        let own = format!("/termin/{}", made.token);
        assert!(citizen.reads(&own).await.text().contains(&format!("{own}/absagen")));
        assert_eq!(citizen.submits(&format!("{own}/absagen"), &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(count(&post.hall, "appointment").await + count(&post.hall, "claim").await, 0);
        assert!(citizen.reads(&own).await.text().contains("nicht mehr für Sie reserviert"));
        assert!(!is_taken(&post, AT_NINE).await);
        assert!(post.arrives().await.is_empty(), "nobody is asked");

        let made = citizen.books(PASS, AT_TEN).await;
        let gone = citizen.ask(Method::POST, &format!("/appointments/{}/cancel", made.token), None).await;
        assert_eq!(gone.good::<AppointmentView>().state, AppointmentState::Cancelled);
        assert_eq!(count(&post.hall, "appointment WHERE name IS NOT NULL").await, 0);
        post.hall.close().await;
    }

    async fn a_clerk_sees_what_is_not_confirmed_and_confirms_it_by_phone(kind: Kind) {
        let post = open(kind).await;
        let made = post.hall.citizen().named("Paul Pass").books(PASS, AT_NINE).await;
        let clerk = post.hall.signed_in("clerk").await;
        let day = clerk.opens("/tag?datum=2026-11-24").await.text();
        assert!(day.contains("noch nicht bestätigt") && day.contains("Paul Pass"), "{day}");
        let found = clerk.opens("/suche?q=Paul").await.text();
        let id = found.split("/termine/").nth(1).expect("found").split('"').next().expect("an id");
        let page = clerk.opens(&format!("/termine/{id}")).await.text();
        assert!(page.contains("Termin bestätigen") && page.contains("noch nicht bestätigt"), "{page}");
        // Nothing is promised yet that could be told on paper.
        assert!(!page.contains("Brief schreiben"), "{page}");
        for (paper, field) in [("merkzettel", "pin"), ("brief", "anschrift")] {
            let answer = clerk.submits(&format!("/termine/{id}/{paper}"), &[(field, "")]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{paper}");
        }
        let revision = hidden_fields(&page).into_iter().find(|(name, _)| name == "revision").expect("a revision").1;
        let fields = [("schritt", "bestaetigen"), ("revision", revision.as_str())];
        assert_eq!(clerk.submits(&format!("/termine/{id}"), &fields).await.status, StatusCode::SEE_OTHER);
        assert_eq!(post.hall.citizen().views(&made.token).await.state, AppointmentState::Booked);
        assert_eq!(post.one().await.subject, "Ihr Termin: Gemeinde kleinstadt", "and no question any more");
        post.hall.close().await;
    }

    async fn what_a_clerk_has_confirmed_waits_on_no_list(kind: Kind) {
        let post = open(kind).await;
        post.server.is(Mood::NoMailbox);
        let made = post.hall.citizen().books(PASS, AT_NINE).await;
        assert!(post.arrives().await.is_empty());
        let clerk = post.hall.signed_in("clerk").await;
        let list = clerk.opens("/anrufliste").await.text();
        assert!(list.contains("Bitte um Bestätigung der Adresse"), "{list}");
        let id = list.split("/termine/").nth(1).expect("the appointment").split('"').next().expect("an id");
        let fields = [("schritt", "bestaetigen"), ("revision", "1")];
        assert_eq!(clerk.submits(&format!("/termine/{id}"), &fields).await.status, StatusCode::SEE_OTHER);
        assert_eq!(post.hall.citizen().views(&made.token).await.state, AppointmentState::Booked);
        assert!(!clerk.opens("/anrufliste").await.text().contains("Bitte um Bestätigung der Adresse"));
        assert_eq!(post.count("dead").await, 0);
        post.hall.close().await;
    }

    async fn what_is_not_promised_ends_when_its_person_falls_ill(kind: Kind) {
        let post = open(kind).await;
        let citizen = post.hall.citizen();
        let made = citizen.books(PASS, AT_NINE).await;
        let path = path_in(&post.one().await);
        let clerk = post.hall.signed_in("clerk").await;
        let plan = clerk.opens("/abwesenheit?person=kaya&zeitraum=von-bis&von=24.11.&ab=09:00&um=12:00").await.text();
        assert!(plan.contains("Reservierung endet") && plan.contains("Adresse noch nicht bestätigt"), "{plan}");
        clerk.reports_absence("person=kaya&zeitraum=von-bis&von=24.11.&ab=09:00&um=12:00").await;
        assert_eq!(count(&post.hall, "appointment").await + count(&post.hall, "call_entry").await, 0);
        for page in [path.clone(), format!("/termin/{}", made.token)] {
            let page = citizen.reads(&page).await.text();
            assert!(page.contains("nicht mehr für Sie reserviert") && page.contains("Neuen Termin vereinbaren"), "{page}");
        }
        assert_eq!(proves(&citizen, &path).await.status, StatusCode::NOT_FOUND);
        post.hall.minutes_pass(10);
        assert!(post.arrives().await.is_empty());
        post.hall.close().await;
    }
}
