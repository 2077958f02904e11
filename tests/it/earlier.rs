//! The list for earlier times: whoever came first is asked first, by day, at most three times; one tap takes a time that is really
//! kept, and no time is ever two people's. What nobody wants is for everybody again, at a moment nobody can guess.

use axum::http::Method;
use chrono::TimeDelta;
use mail_parser::MessageParser;
use proof::{Answer, Citizen, Hall, at, on_both, town};
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::json;
use server::app::App;
use server::chance::Chance;
use server::db::Db;
use server::key::Key;
use server::upkeep;
use wire::AppointmentView;

use crate::desk::absence::count;
use crate::mail::{Mail, Post, bounces};

const PASS: &[(&str, u32)] = &[("pass", 1)];
const LATE: &str = "2026-11-26T11:00:00+01:00";
const AT_NINE: &str = "2026-11-24T09:00:00+01:00";
const AT_EIGHT: &str = "2026-11-24T08:00:00+01:00";

/// A question that somebody was sent.
struct Question {
    to: String,
    text: String,
    /// The page on which she answers, below the town's address.
    page: String,
}

/// What a mail server has got of these kinds: questions about earlier times.
async fn questions(post: &Post) -> Vec<Question> {
    let arrived = post.arrives().await;
    let read = |source: &str| {
        let message = MessageParser::default()
            .parse(source.as_bytes())
            .expect("a message");
        message.body_text(0).expect("a text").into_owned()
    };
    let texts = arrived.iter().map(|one| (one.to.join(", "), read(&one.source)));
    let asked = texts.filter(|(_, text)| text.contains("frei geworden"));
    let question = |(to, text): (String, String)| {
        let link = text
            .lines()
            .find(|line| line.contains("frueher"))
            .expect("a link")
            .to_owned();
        let page = link
            .split_once("/kleinstadt")
            .expect("a page of the town")
            .1
            .trim()
            .to_owned();
        Question { to, text, page }
    };
    asked.map(question).collect()
}

async fn looks(hall: &Hall) {
    upkeep::look(&hall.app).await.expect("the list can be read");
}

/// Another server on the same database.
async fn second(hall: &Hall) -> App {
    let db = Db::connect(&hall.database.url, 16)
        .await
        .expect("the database opens");
    let config = (*hall.app.config).clone();
    App::new(db, Key::of([7; 32]), config, hall.clock.clone(), Chance::System).expect("an application")
}

async fn waits(citizen: &Citizen, appointment: &AppointmentView, fields: &[(&str, &str)]) -> Answer {
    citizen
        .submits(&format!("/termin/{}/frueher", appointment.token), fields)
        .await
}

/// Puts somebody without an appointment on the list. Returns her page.
async fn applies(citizen: &Citizen, name: &str, email: &str) -> String {
    let answer = citizen.submits("/frueher", &form(name, email)).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer
        .leads_to()
        .split_once("/kleinstadt")
        .expect("a page")
        .1
        .to_owned()
}

fn form<'a>(name: &'a str, email: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("service", "pass:1"),
        ("name", name),
        ("email", email),
        ("last", "2026-12-18"),
        ("agrees", "1"),
    ]
}

async fn cancels(citizen: &Citizen, appointment: &AppointmentView) {
    let path = format!("/appointments/{}/cancel", appointment.token);
    let answer = citizen.ask(Method::POST, &path, Some(&json!({}))).await;
    assert!(answer.status.is_success(), "{}", answer.text());
}

/// Gives her time back for good: what is erased cannot be taken back.
async fn gives_up(citizen: &Citizen, appointment: &AppointmentView) {
    let path = format!("/termin/{}/loeschen", appointment.token);
    let answer = citizen.submits(&path, &[]).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
}

/// The time that a page offers, as its button sends it.
fn offered(page: &str) -> Option<String> {
    let rest = page.split("name=\"hold\" value=\"").nth(1)?;
    rest.split('"').next().map(str::to_owned)
}

async fn offer_on(citizen: &Citizen, page: &str) -> Option<String> {
    let shown = citizen.reads(page).await;
    assert_eq!(shown.status, 200, "{}", shown.text());
    offered(&shown.text())
}

async fn says(citizen: &Citizen, page: &str, step: &str, hold: &str) -> Answer {
    citizen.submits(page, &[("schritt", step), ("hold", hold)]).await
}

async fn is_free(hall: &Hall, at: &str) -> bool {
    let offer = hall.citizen().looks(&["pass:1"], "2026-11-23", 7).await;
    offer
        .days
        .iter()
        .any(|day| day.starts.iter().any(|start| start.at == at))
}

fn windowed(minutes: u32) -> String {
    town::small().replace(
        "[theme]",
        &format!("[messages]\nrelease_within_minutes = {minutes}\n\n[theme]"),
    )
}

on_both! {
    async fn a_cancelled_time_is_kept_for_whoever_waits_and_one_tap_takes_it(kind: Kind) {
        let post = Post::open(kind).await;
        let hall = &post.hall;
        let citizen = hall.citizen();
        let early = citizen.clone().named("Erste Eva").books(PASS, AT_NINE).await;
        let own = citizen.books(PASS, LATE).await;
        post.arrives().await;
        let joined = waits(&citizen, &own, &[("weekday", "1"), ("from", "08:00"), ("until", "10:00")]).await;
        assert_eq!(joined.status, 303, "{}", joined.text());
        looks(hall).await;
        assert!(questions(&post).await.is_empty(), "nothing has become free");

        gives_up(&citizen, &early).await;
        assert!(!is_free(hall, AT_NINE).await, "nobody is faster than the list");
        looks(hall).await;
        let asked = questions(&post).await;
        assert_eq!(asked.len(), 1);
        let question = &asked[0];
        assert_eq!(question.to, "mika@example.org");
        for told in ["Dienstag, 24. November 2026, 09:00 Uhr", "Donnerstag, 26. November 2026, 11:00 Uhr", "11:00 Uhr"] {
            assert!(question.text.contains(told), "{told}:\n{}", question.text);
        }
        assert!(!is_free(hall, AT_NINE).await, "it is really kept");
        // A scanner follows the link: nothing happens (L57).
        let hold = offer_on(&citizen, &question.page).await.expect("an offer");
        assert_eq!(offer_on(&citizen, &question.page).await.as_ref(), Some(&hold));
        assert_eq!(citizen.views(&own.token).await.at, LATE);

        // What was asked stands with everything else that was sent, for her to see and to take along.
        let shown = citizen.reads(&format!("/termin/{}", own.token)).await.text();
        assert!(shown.contains("Frühere Uhrzeit: Montag, 23. November 2026, 07:00 Uhr, per E-Mail verschickt"), "{shown}");
        let file = citizen.reads(&format!("/termin/{}/daten.json?lang=de", own.token)).await.text();
        assert!(file.contains("\"Frühere Uhrzeit\""), "{file}");

        let taken = says(&citizen, &question.page, "nehmen", &hold).await;
        assert_eq!(taken.status, 303, "{}", taken.text());
        assert_eq!(citizen.views(&own.token).await.at, AT_NINE);
        assert_eq!(says(&citizen, &question.page, "nehmen", &hold).await.status, 303, "twice is once");
        assert_eq!(count(hall, "notice WHERE kind = 'moved'").await, 1);
        assert!(is_free(hall, LATE).await, "nobody else waits: the old time is for everybody");
        assert_eq!(count(hall, "earlier_wish WHERE state = 'taken'").await, 1);
        post.hall.close().await;
    }

    async fn whoever_has_no_appointment_gets_one(kind: Kind) {
        let post = Post::open(kind).await;
        let hall = &post.hall;
        let citizen = hall.citizen();
        let early = citizen.books(PASS, AT_NINE).await;
        post.arrives().await;
        let shown = citizen.reads("/zeit?service=pass:1").await.text();
        assert!(shown.contains("/kleinstadt/frueher?lang=de&amp;service=pass:1"), "{shown}");
        let page = applies(&citizen, "Wartende Wilma", "wilma@example.org").await;
        gives_up(&citizen, &early).await;
        looks(hall).await;
        let asked = questions(&post).await;
        assert_eq!((asked.len(), asked[0].to.as_str()), (1, "wilma@example.org"));
        assert!(asked[0].page.starts_with(page.split('?').next().expect("a path")), "her own page");
        let hold = offer_on(&citizen, &page).await.expect("an offer");
        let taken = says(&citizen, &page, "nehmen", &hold).await;
        assert_eq!(taken.status, 303, "{}", taken.text());
        let appointment = taken.leads_to().split_once("/kleinstadt").expect("her appointment").1.to_owned();
        let shown = citizen.reads(&appointment).await.text();
        assert!(shown.contains("Wartende Wilma") && shown.contains("PIN") && shown.contains("Geburtsurkunde"), "{shown}");
        let told = post.one().await;
        assert_eq!((told.to.as_str(), told.subject.as_str()), ("wilma@example.org", "Ihr Termin: Gemeinde kleinstadt"));
        assert_eq!(says(&citizen, &page, "nehmen", &hold).await.status, 303, "twice is once");
        assert_eq!(count(hall, "appointment WHERE state = 'booked'").await, 1);
        assert_eq!(count(hall, "earlier_wish WHERE name IS NOT NULL OR email IS NOT NULL").await, 0, "the list forgets her");
        post.hall.close().await;
    }

    async fn the_next_in_order_is_asked_when_the_first_declines_is_silent_or_leaves(kind: Kind) {
        let post = Post::open(kind).await;
        let hall = &post.hall;
        let citizen = hall.citizen();
        let early = citizen.books(PASS, AT_NINE).await;
        let mut pages = Vec::new();
        for name in ["eins", "zwei", "drei", "vier"] {
            pages.push(applies(&citizen, name, &format!("{name}@example.org")).await);
            hall.minutes_pass(1);
        }
        post.arrives().await;
        gives_up(&citizen, &early).await;
        let next = async || {
            looks(hall).await;
            let asked = questions(&post).await;
            assert_eq!(asked.len(), 1, "one at a time");
            asked[0].to.clone()
        };
        assert_eq!(next().await, "eins@example.org");
        let hold = offer_on(&citizen, &pages[0]).await.expect("an offer");
        assert_eq!(says(&citizen, &pages[1], "nehmen", &hold).await.status, 410, "somebody else's");
        assert_eq!(says(&citizen, &pages[0], "nicht", &hold).await.status, 303);
        assert_eq!(says(&citizen, &pages[0], "nehmen", &hold).await.status, 410, "let go is let go");
        assert_eq!(next().await, "zwei@example.org");
        // Four hours, from 07:04 on the wall.
        hall.minutes_pass(4 * 60 + 1);
        assert_eq!(next().await, "drei@example.org");
        assert_eq!(says(&citizen, &pages[2], "aufhoeren", "").await.status, 303);
        assert_eq!(next().await, "vier@example.org");
        hall.minutes_pass(4 * 60 + 1);
        looks(hall).await;
        assert!(questions(&post).await.is_empty(), "nobody is asked about the same time twice");
        assert!(is_free(hall, AT_NINE).await, "it is for everybody now");
        assert_eq!(count(hall, "earlier_wish WHERE state = 'waiting'").await, 3);
        post.hall.close().await;
    }

    async fn nobody_is_asked_more_than_three_times_and_the_third_letter_says_so(kind: Kind) {
        let post = Post::open(kind).await;
        let hall = &post.hall;
        let citizen = hall.citizen();
        let page = applies(&citizen, "Wartende Wilma", "wilma@example.org").await;
        for (number, day) in [(1, "24"), (2, "25"), (3, "26"), (4, "27")] {
            let other = citizen.books(PASS, &format!("2026-11-{day}T11:00:00+01:00")).await;
            post.arrives().await;
            gives_up(&citizen, &other).await;
            looks(hall).await;
            let asked = questions(&post).await;
            if number > 3 {
                assert!(asked.is_empty());
                break;
            }
            assert_eq!(asked.len(), 1);
            assert_eq!(asked[0].text.contains("das dritte und letzte Angebot"), number == 3, "{}", asked[0].text);
            let hold = offer_on(&citizen, &page).await.expect("an offer");
            assert_eq!(says(&citizen, &page, "nicht", &hold).await.status, 303);
            looks(hall).await;
        }
        assert!(citizen.reads(&page).await.text().contains("dreimal eine Uhrzeit angeboten"));
        assert_eq!(count(hall, "earlier_wish WHERE state = 'used_up' AND email IS NULL").await, 1);
        post.hall.close().await;
    }

    async fn by_night_nobody_is_written_to_and_the_time_is_kept_meanwhile(kind: Kind) {
        let post = Post::open(kind).await;
        let hall = &post.hall;
        let citizen = hall.citizen();
        let early = citizen.books(PASS, "2026-11-25T11:00:00+01:00").await;
        let page = applies(&citizen, "Wartende Wilma", "wilma@example.org").await;
        post.arrives().await;
        hall.clock.set(at("2026-11-23T21:30:00+01:00"));
        gives_up(&citizen, &early).await;
        looks(hall).await;
        assert!(questions(&post).await.is_empty(), "she sleeps");
        assert!(offer_on(&citizen, &page).await.is_some(), "and it is kept for her");
        hall.clock.set(at("2026-11-24T06:59:00+01:00"));
        looks(hall).await;
        assert!(questions(&post).await.is_empty());
        assert!(!is_free(hall, "2026-11-25T11:00:00+01:00").await);
        hall.clock.set(at("2026-11-24T07:00:00+01:00"));
        let asked = questions(&post).await;
        assert_eq!(asked.len(), 1);
        assert!(asked[0].text.contains("24. November 2026, 11:00 Uhr"), "four hours from seven: {}", asked[0].text);
        post.hall.close().await;
    }

    async fn the_time_to_answer_does_not_run_while_the_mail_is_stuck(kind: Kind) {
        let post = Post::open(kind).await;
        let hall = &post.hall;
        let citizen = hall.citizen();
        let early = citizen.books(PASS, "2026-11-25T11:00:00+01:00").await;
        applies(&citizen, "Wartende Wilma", "wilma@example.org").await;
        post.arrives().await;
        post.server.is(proof::Mood::Later);
        gives_up(&citizen, &early).await;
        looks(hall).await;
        for _ in 0..16 {
            assert!(questions(&post).await.is_empty());
            hall.minutes_pass(30);
            looks(hall).await;
        }
        assert_eq!(count(hall, "earlier_offer WHERE state = 'open'").await, 1, "eight hours later it is still kept");
        post.server.is(proof::Mood::Fine);
        hall.minutes_pass(40);
        let asked = questions(&post).await;
        assert_eq!(asked.len(), 1);
        hall.minutes_pass(3 * 60);
        looks(hall).await;
        assert_eq!(count(hall, "earlier_offer WHERE state = 'open'").await, 1);
        post.hall.close().await;
    }

    async fn a_wish_ends_with_its_appointment(kind: Kind) {
        let hall = Hall::open(kind, &town::small()).await;
        let citizen = hall.citizen();
        let own = citizen.books(PASS, LATE).await;
        let early = citizen.books(PASS, AT_NINE).await;
        assert_eq!(waits(&citizen, &own, &[]).await.status, 303);
        assert_eq!(waits(&citizen, &own, &[]).await.status, 303, "once is enough");
        assert_eq!(count(&hall, "earlier_wish").await, 1);
        gives_up(&citizen, &early).await;
        looks(&hall).await;
        assert_eq!(count(&hall, "earlier_offer WHERE state = 'open'").await, 1);
        cancels(&citizen, &own).await;
        assert_eq!(count(&hall, "earlier_wish WHERE state = 'over'").await, 1);
        assert_eq!(count(&hall, "earlier_offer WHERE state = 'open'").await, 0);
        assert_eq!(count(&hall, "notice WHERE kind = 'earlier' AND state = 'withdrawn'").await, 1, "nobody asks her any more");
        hall.minutes_pass(5);
        looks(&hall).await;
        assert!(is_free(&hall, AT_NINE).await && is_free(&hall, LATE).await);
        hall.close().await;
    }

    async fn what_is_typed_wrong_is_told_beside_its_field_and_kept(kind: Kind) {
        let hall = Hall::open(kind, &town::small()).await;
        let citizen = hall.citizen();
        let wrong = [("service", "pass:1"), ("name", "W"), ("email", "wilma"), ("from", "12:00"), ("until", "08:00"), ("last", "2026-12-18")];
        let answer = citizen.submits("/frueher", &wrong).await;
        assert_eq!(answer.status, 422);
        let page = answer.text();
        for field in ["name", "email", "until", "agrees"] {
            assert!(page.contains(&format!("id=\"{field}-error\"")), "{field}: {page}");
        }
        assert!(page.contains("value=\"wilma\"") && page.contains("value=\"12:00\""));
        assert_eq!(count(&hall, "earlier_wish").await, 0);
        let own = citizen.books(PASS, LATE).await;
        let answer = waits(&citizen, &own, &[("from", "8 Uhr")]).await;
        assert_eq!((answer.status.as_u16(), answer.text().contains("id=\"from-error\"")), (422, true));
        for path in ["/frueher/x", "/frueher/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "/termin/x/frueher"] {
            assert_eq!(citizen.reads(path).await.status, 404, "{path}");
        }
        hall.close().await;
    }

    async fn what_nobody_wants_is_for_everybody_at_a_moment_nobody_can_guess(kind: Kind) {
        let hall = Hall::open(kind, &windowed(30)).await;
        let citizen = hall.citizen();
        let early = citizen.books(PASS, AT_EIGHT).await;
        gives_up(&citizen, &early).await;
        assert!(!is_free(&hall, AT_EIGHT).await);
        let refused = citizen.asks_to_hold(PASS, AT_EIGHT).await;
        assert_eq!(refused.status, 409, "{}", refused.text());
        let clerk = hall.signed_in("clerk").await;
        let page = clerk.opens("/vergeben?anliegen=pass&ab=2026-11-24").await.text();
        assert!(page.contains(AT_EIGHT), "the desk can give it: {page}");
        let mut moments = std::collections::BTreeSet::new();
        for minute in 0..=31 {
            looks(&hall).await;
            if is_free(&hall, AT_EIGHT).await {
                moments.insert(minute);
            }
            hall.minutes_pass(1);
        }
        assert!(moments.contains(&31), "{moments:?}");
        hall.close().await;
    }

    async fn no_crash_keeps_a_time_from_everybody_for_ever(kind: Kind) {
        let hall = Hall::open(kind, &windowed(30)).await;
        let citizen = hall.citizen();
        let early = citizen.books(PASS, AT_NINE).await;
        gives_up(&citizen, &early).await;
        // Nobody looks: whoever should have is gone.
        hall.minutes_pass(29);
        assert!(!is_free(&hall, AT_NINE).await);
        hall.minutes_pass(2);
        assert!(is_free(&hall, AT_NINE).await);
        hall.close().await;
    }

    async fn whoever_phones_is_on_the_list_too_and_the_clerk_is_the_messenger(kind: Kind) {
        let hall = Hall::open(kind, &town::two_departments()).await;
        let citizen = hall.citizen();
        let early = citizen.books(PASS, AT_NINE).await;
        let clerk = hall.signed_in("clerk").await;
        assert!(clerk.opens("/vergeben?anliegen=pass").await.text().contains("/desk/kleinstadt/frueher?anliegen=pass"));
        let form = clerk.opens("/frueher?anliegen=pass").await;
        let wrong = clerk.sends_back("/frueher", &form, &[("anliegen", "pass"), ("name", "Ruferin Rita"), ("from", "spät")]).await;
        assert_eq!(wrong.status, 422);
        for told in ["id=\"phone-error\"", "id=\"from-error\"", "value=\"Ruferin Rita\""] {
            assert!(wrong.text().contains(told), "{told}: {}", wrong.text());
        }
        let put = clerk.sends_back("/frueher", &wrong, &[("anliegen", "pass"), ("name", "Ruferin Rita"), ("phone", "0221 4710456"), ("last", "18.12.")]).await;
        assert_eq!(put.status, 303, "{}", put.text());
        assert!(clerk.opens("/frueher").await.text().contains("Ruferin Rita"));
        gives_up(&citizen, &early).await;
        looks(&hall).await;
        assert_eq!(count(&hall, "notice WHERE kind = 'earlier'").await, 0, "no message reaches her");
        let page = clerk.opens("/frueher").await.text();
        for told in ["Bitte anrufen", "0221 4710456", "Di 24.11., 09:00", "Mo 23.11., 11:00", "1 von 3", "1 Angebot am Telefon weiterzugeben"] {
            assert!(page.contains(told), "{told}: {page}");
        }
        let hold = offered(&page).expect("an offer");
        let action = page.split("action=\"/desk/kleinstadt").find(|part| part.starts_with("/frueher/")).expect("a form");
        let action = action.split('"').next().expect("an address").to_owned();
        hall.employ("bau@example.org", "clerk", &["bauamt"]).await;
        let mut other = hall.clerk();
        other.sign_in("bau@example.org", proof::PASSWORD).await;
        assert!(!other.opens("/frueher").await.text().contains("Ruferin Rita"), "another department's");
        assert_eq!(other.submits(&action, &[("schritt", "nehmen"), ("hold", &hold)]).await.status, 404);

        let taken = clerk.submits(&action, &[("schritt", "nehmen"), ("hold", &hold)]).await;
        assert_eq!(taken.status, 303, "{}", taken.text());
        let appointment = taken.leads_to().split_once("/kleinstadt").expect("an appointment").1.to_owned();
        let shown = clerk.opens(&appointment).await.text();
        assert!(shown.contains("Ruferin Rita") && shown.contains("0221 4710456"), "{shown}");
        assert!(clerk.opens("/frueher").await.text().contains("Niemand wartet"));
        // From her appointment's page she is put on the list again, and taken off.
        let link = shown.split("href=\"/desk/kleinstadt").find(|part| part.starts_with("/frueher?termin=")).expect("a link");
        let form = clerk.opens(link.split('"').next().expect("an address")).await;
        assert_eq!(clerk.sends_back("/frueher", &form, &[("weekday", "0")]).await.status, 303);
        let page = clerk.opens("/frueher").await.text();
        assert!(page.contains("Montag; zu jeder Uhrzeit"), "{page}");
        let action = page.split("action=\"/desk/kleinstadt").find(|part| part.starts_with("/frueher/")).expect("a form");
        let action = action.split('"').next().expect("an address").to_owned();
        for _ in 0..2 {
            assert_eq!(clerk.submits(&action, &[("schritt", "aufhoeren")]).await.status, 303);
        }
        assert_eq!(count(&hall, "earlier_wish WHERE state = 'waiting'").await, 0);
        hall.close().await;
    }

    async fn of_two_servers_that_look_at_once_one_asks(kind: Kind) {
        for _ in 0..4 {
            let hall = Hall::open(kind, &town::small()).await;
            let other = second(&hall).await;
            let citizen = hall.citizen();
            let early = citizen.books(PASS, AT_NINE).await;
            for name in ["eins", "zwei"] {
                applies(&citizen, name, &format!("{name}@example.org")).await;
            }
            gives_up(&citizen, &early).await;
            // Also where the one that had taken it was slow, and both have it.
            let inspector = hall.database.inspector().await;
            let (one, two) = tokio::join!(upkeep::look(&hall.app), upkeep::look(&other));
            assert_eq!(one.expect("looked") + two.expect("looked"), 1, "it is one server's");
            sea_orm::ConnectionTrait::execute_unprepared(&inspector, "UPDATE earlier_look SET due_at = 0, lease_until = NULL").await.expect("due again");
            let (one, two) = tokio::join!(upkeep::look(&hall.app), upkeep::look(&other));
            one.and(two).expect("looked");
            inspector.close().await.expect("closed");
            assert_eq!(count(&hall, "earlier_offer").await, 1);
            assert_eq!(count(&hall, "appointment WHERE state = 'held'").await, 1);
            assert_eq!(count(&hall, "notice WHERE kind = 'earlier'").await, 1);
            other.db.clone().close().await.expect("closed");
            hall.close().await;
        }
    }

    async fn two_taps_at_once_take_once_and_leaving_meanwhile_ends_one_way(kind: Kind) {
        for second_step in ["nehmen", "aufhoeren", "nicht"] {
            let hall = Hall::open(kind, &town::small()).await;
            let citizen = hall.citizen();
            let early = citizen.books(PASS, AT_NINE).await;
            let own = citizen.books(PASS, LATE).await;
            assert_eq!(waits(&citizen, &own, &[]).await.status, 303);
            gives_up(&citizen, &early).await;
            looks(&hall).await;
            let page = format!("/termin/{}/frueher", own.token);
            let hold = offer_on(&citizen, &page).await.expect("an offer");
            let (one, two) = tokio::join!(says(&citizen, &page, "nehmen", &hold), says(&citizen, &page, second_step, &hold));
            for answer in [&one, &two] {
                assert!([303, 410].contains(&answer.status.as_u16()), "{}", answer.text());
            }
            let moved = count(&hall, "notice WHERE kind = 'moved'").await;
            let at = citizen.views(&own.token).await.at;
            assert_eq!(moved == 1, at == AT_NINE, "{second_step}: moved {moved} times, and now at {at}");
            assert!(moved <= 1);
            assert_eq!(one.status == 303, moved == 1, "{second_step}: she was told the truth");
            looks(&hall).await;
            assert_eq!(is_free(&hall, AT_NINE).await, moved == 0);
            hall.close().await;
        }
    }

    async fn a_tap_at_the_very_moment_the_time_is_given_back_takes_it_or_does_not(kind: Kind) {
        for early_by in [-1, 0, 1] {
            let hall = Hall::open(kind, &town::small()).await;
            let citizen = hall.citizen();
            let early = citizen.books(PASS, "2026-11-25T11:00:00+01:00").await;
            let page = applies(&citizen, "Wartende Wilma", "wilma@example.org").await;
            gives_up(&citizen, &early).await;
            looks(&hall).await;
            let hold = offer_on(&citizen, &page).await.expect("an offer");
            hall.clock.advance(TimeDelta::hours(4) + TimeDelta::seconds(early_by));
            let (taken, _) = tokio::join!(says(&citizen, &page, "nehmen", &hold), upkeep::look(&hall.app));
            let booked = count(&hall, "appointment WHERE state = 'booked'").await;
            assert_eq!((taken.status == 303, booked), (early_by < 0, i64::from(early_by < 0)), "{}", taken.text());
            looks(&hall).await;
            assert_eq!(is_free(&hall, "2026-11-25T11:00:00+01:00").await, booked == 0);
            hall.close().await;
        }
    }

    async fn a_question_goes_by_the_lane_of_whom_it_asks(kind: Kind) {
        let hall = Hall::open(kind, &town::small()).await;
        let citizen = hall.citizen();
        let (early, second) = (citizen.books(PASS, AT_NINE).await, citizen.books(PASS, LATE).await);
        applies(&citizen, "Wilma", "wilma@langsam.example").await;
        assert_eq!(waits(&citizen, &second, &[]).await.status, 303);
        let more = citizen.books(PASS, "2026-11-24T10:00:00+01:00").await;
        gives_up(&citizen, &early).await;
        gives_up(&citizen, &more).await;
        looks(&hall).await;
        let db = hall.database.inspector().await;
        let rows = db
            .query_all_raw(Statement::from_string(db.get_database_backend(), "SELECT id FROM notice WHERE kind = 'earlier'"))
            .await
            .expect("questions");
        let ids: Vec<uuid::Uuid> = rows.iter().map(|row| row.try_get("", "id").expect("an id")).collect();
        db.close().await.expect("the inspector leaves");
        let tx = hall.app.db.town("kleinstadt").read().await.expect("the town");
        let mut lanes: Vec<_> = tx.mail_addresses(&ids).await.expect("addresses").into_iter().map(|(_, to)| to).collect();
        lanes.sort();
        assert_eq!(lanes, ["mika@example.org", "wilma@langsam.example"]);
        drop(tx);
        hall.close().await;
    }

    async fn whom_no_question_reaches_is_asked_by_a_clerk_from_then_on(kind: Kind) {
        let post = bounces::open(kind, &town::small()).await;
        let hall = &post.hall;
        let citizen = hall.citizen();
        let early = citizen.clone().named("Erste Eva").books(PASS, AT_NINE).await;
        let second = citizen.clone().named("Zweite Zoe").books(PASS, "2026-11-24T10:00:00+01:00").await;
        let hold = citizen.holds(PASS, LATE).await;
        let mut form = citizen.form(&hold.hold);
        form["phone"] = json!("0221 4710-123");
        let own: AppointmentView = citizen.ask(Method::POST, "/appointments", Some(&form)).await.good();
        post.arrives().await;
        assert_eq!(waits(&citizen, &own, &[]).await.status, 303);
        hall.minutes_pass(1);
        let page = applies(&citizen, "Nadja Neu", "nadja@example.org").await;
        gives_up(&citizen, &early).await;
        looks(hall).await;
        let sent = Mail::read(&post.arrives().await[0]);
        assert_eq!(sent.to, "mika@example.org");
        let back = bounces::notification(&sent.id, "failed", "5.1.1");
        for _ in 0..2 {
            assert_eq!(bounces::hands_in(&post, bounces::SECRET, back.as_bytes()).await, 204);
        }
        assert_eq!(count(hall, "earlier_offer WHERE state = 'lapsed'").await, 1);
        looks(hall).await;
        assert_eq!(questions(&post).await[0].to, "nadja@example.org", "the time goes to the next on the list");
        assert!(offer_on(&citizen, &page).await.is_some());

        gives_up(&citizen, &second).await;
        looks(hall).await;
        assert!(questions(&post).await.is_empty(), "nobody writes there any more");
        let list = hall.signed_in("clerk").await.opens("/frueher").await.text();
        let calls = list.split("Bitte anrufen").nth(1).expect("somebody to call").split("</table>").next().expect("a table");
        assert!(calls.contains("Mika Beispiel") && !calls.contains("Nadja Neu"), "{calls}");
        post.hall.close().await;
    }
}
