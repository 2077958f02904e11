//! Pages of the desk that show what happens meanwhile.

use std::time::Duration;

use axum::http::Method;
use chrono::TimeDelta;
use proof::{Clerk, Connection, Database, Hall, Kind, News, PASSWORD, on_both, town};
use server::auth::sessions::{ABSOLUTE_HOURS, IDLE_MINUTES};
use server::config::Config;
use server::serve;
use wire::AppointmentView;

const SECOND: Duration = Duration::from_secs(1);
/// Longer than a heartbeat in tests.
const SOON: Duration = Duration::from_secs(3);
const TIMES: [&str; 3] = [
    "2026-11-24T09:00:00+01:00",
    "2026-11-24T10:00:00+01:00",
    "2026-11-24T11:00:00+01:00",
];

/// What a page that is made now knows.
async fn known(hall: &Hall) -> String {
    let town = hall
        .app
        .db
        .town(hall.town.as_str())
        .read()
        .await
        .expect("the town");
    hall.app.live.known(hall.app.db.pulse.beats(town.id()))
}

async fn up_to_date(hall: &Hall, clerk: &Clerk) -> News {
    clerk.watches(&known(hall).await).await
}

on_both! {
    async fn what_citizens_and_colleagues_do_is_heard_within_a_second(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        let mut news = up_to_date(&hall, &clerk).await;
        let citizen = hall.citizen();
        let hold = citizen.holds(&[("pass", 1)], TIMES[0]).await;
        assert!(news.hears(SECOND).await, "held");
        let _: AppointmentView = citizen.asks_to_confirm(&hold.hold).await.good();
        assert!(news.hears(SECOND).await, "booked");
        let away = [("person", "kaya"), ("zeitraum", "von-bis"), ("von", "2026-11-24")];
        let preview = clerk.opens("/abwesenheit?person=kaya&zeitraum=von-bis&von=2026-11-24").await;
        let seal = proof::hidden_fields(&preview.text()).into_iter().find(|(name, _)| name == "siegel").expect("a seal");
        let saved = clerk.submits("/abwesenheit", &[&away[..], &[("siegel", &seal.1)]].concat()).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        assert!(news.hears(SECOND).await, "reported away");
    }

    async fn what_happens_at_another_server_is_heard_within_a_second(hall: Hall) {
        hall.goes_live().await;
        // On SQLite there is one server.
        let Some(other) = hall.second_live_server().await else { return hall.close().await };
        let clerk = hall.signed_in("clerk").await;
        let mut news = up_to_date(&hall, &clerk).await;
        let citizen = hall.citizen().at_server(other);
        for time in TIMES {
            while news.hears(SECOND / 2).await {}
            citizen.holds(&[("pass", 1)], time).await;
            assert!(news.hears(SECOND).await, "{time}");
        }
        // What a server has done itself it hears once, not again from itself.
        while news.hears(SECOND / 2).await {}
        hall.citizen().holds(&[("pass", 1)], "2026-11-25T09:00:00+01:00").await;
        assert!(news.hears(SECOND).await);
        assert!(!news.hears(SECOND).await);
    }

    async fn another_towns_changes_and_what_no_page_shows_are_not_heard(hall: Hall) {
        let elsewhere = hall.take_in(&town::staffed("anderswo", 2)).await;
        hall.goes_live().await;
        let other = hall.second_live_server().await;
        let clerk = hall.signed_in("clerk").await;
        let mut news = up_to_date(&hall, &clerk).await;
        let citizen = hall.citizen_of(&elsewhere);
        citizen.holds(&[("pass", 1)], TIMES[0]).await;
        if let Some(other) = other {
            citizen.at_server(other).holds(&[("pass", 1)], TIMES[1]).await;
        }
        hall.signed_in("lead").await;
        hall.minutes_pass(2);
        assert_eq!(clerk.opens("/tag").await.status, 200, "and is marked as seen");
        assert!(!news.hears(SECOND).await);
        hall.citizen().holds(&[("pass", 1)], TIMES[0]).await;
        assert!(news.hears(SECOND).await, "it does listen");
    }

    async fn a_page_that_is_behind_catches_up_at_once_and_one_that_is_not_does_not(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        let before = known(&hall).await;
        assert!(!clerk.watches(&before).await.hears(SECOND / 2).await);
        hall.citizen().holds(&[("pass", 1)], TIMES[0]).await;
        for behind in [&before, "", "0123456789abcdef-1"] {
            assert!(clerk.watches(behind).await.hears(SECOND / 2).await, "{behind}");
        }
    }

    async fn many_changes_at_once_are_few_events(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        let mut news = up_to_date(&hall, &clerk).await;
        for _ in 0..10 {
            let hold = hall.citizen().holds(&[("pass", 1)], TIMES[0]).await;
            hall.citizen().ask(Method::DELETE, &format!("/holds/{}", hold.hold), None).await;
        }
        let mut heard = 0;
        while news.hears(SECOND / 2).await { heard += 1; }
        assert!((1..=8).contains(&heard), "{heard} events for 20 changes");
    }

    async fn a_stream_ends_when_its_session_does(hall: Hall) {
        let leaving = hall.signed_in("clerk").await;
        let news = up_to_date(&hall, &leaving).await;
        leaving.submits("/abmelden", &[]).await;
        assert!(news.ends(SOON).await, "signed out");

        let locked = hall.signed_in("lead").await;
        let news = up_to_date(&hall, &locked).await;
        let id = hall.account("lead@example.org").await.id.0;
        let administrator = hall.signed_in("administrator").await;
        administrator.submits(&format!("/konten/{id}/sperre"), &[("locked", "true")]).await;
        assert!(news.ends(SOON).await, "locked");
        assert_eq!(locked.asks_for_news("").await.status(), 303, "and does not begin again");

        let news = up_to_date(&hall, &administrator).await;
        hall.minutes_pass(IDLE_MINUTES - 1);
        assert!(!up_to_date(&hall, &administrator).await.ends(SOON).await, "still there");
        hall.minutes_pass(1);
        assert!(news.ends(SOON).await, "idle");
    }

    async fn a_page_that_looks_again_by_itself_keeps_no_session_alive(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        for _ in 0..IDLE_MINUTES / 10 {
            assert_eq!(clerk.opens_by_itself("/tag").await.status, 200);
            up_to_date(&hall, &clerk).await;
            hall.minutes_pass(10);
        }
        assert_eq!(clerk.opens_by_itself("/tag").await.status, 303, "nobody was there");

        let busy = hall.signed_in("lead").await;
        let news = up_to_date(&hall, &busy).await;
        for _ in 0..ABSOLUTE_HOURS * 3 {
            assert_eq!(busy.opens("/tag").await.status, 200, "somebody is there");
            hall.clock.advance(TimeDelta::minutes(20));
        }
        assert!(news.ends(SOON).await, "after twelve hours in any case");
    }
}

on_both! {
    async fn the_navigation_counts_what_waits_in_her_departments(hall: Hall) {
        let citizen = hall.citizen();
        for time in &TIMES[..2] {
            citizen.books(&[("pass", 1)], time).await;
        }
        let clerk = hall.signed_in("clerk").await;
        let badge = "3 betroffene Termine";
        assert!(!clerk.opens("/tag").await.text().contains("betroffene Termine"));
        citizen.books(&[("pass", 1)], TIMES[2]).await;
        // Nobody but Kaya can do passports.
        assert_eq!(clerk.reports_absence("person=kaya&zeitraum=von-bis&von=2026-11-24").await.status, 303);
        for page in ["/tag", "/suche", "/betroffene"] {
            assert!(clerk.opens(page).await.text().contains(badge), "{page}");
        }
        assert_eq!(clerk.opens("/betroffene").await.text().matches("/suchen\"").count(), 3, "as many as the list has");

        hall.take_in(&town::two_departments()).await;
        hall.employ("fern@example.org", "clerk", &["bauamt"]).await;
        let mut far = hall.clerk();
        far.sign_in("fern@example.org", PASSWORD).await;
        assert!(!far.opens("/tag").await.text().contains("betroffene Termine"), "another department's");
    }

    async fn a_day_drawn_for_one_is_handed_to_others_only_as_long_as_it_is_true_and_theirs(hall: Hall) {
        hall.take_in(&town::two_departments()).await;
        hall.employ("fern@example.org", "clerk", &["bauamt"]).await;
        let mut far = hall.clerk();
        far.sign_in("fern@example.org", PASSWORD).await;
        let (one, other) = (hall.signed_in("clerk").await, hall.signed_in("lead").await);
        let day = "/tag?datum=24.11.";
        let named = async |clerk: &Clerk, name: &str| clerk.opens_by_itself(day).await.text().contains(name);
        let citizen = hall.citizen().named("Ada Wichtig");
        assert!(!named(&one, "Ada").await);
        let promise = citizen.books(&[("pass", 1)], TIMES[0]).await;
        assert!(named(&one, "Ada").await && named(&other, "Ada").await, "at once");
        assert!(!named(&far, "Ada").await && named(&far, "hollmann").await, "another department's");
        let wednesday = one.opens_by_itself("/tag?datum=25.11.").await.text();
        assert!(!wednesday.contains("Ada"), "another day");
        // What this server has not heard of: it looks for itself soon, and a clerk who asks herself is told at once.
        let other_server = hall.second_server().await;
        let path = format!("/appointments/{}/cancel", promise.token);
        let gone = hall.citizen().at_server(other_server).ask(Method::POST, &path, None).await;
        assert_eq!(gone.status, 200, "{}", gone.text());
        assert!(named(&one, "Ada").await, "as it was drawn a moment ago");
        assert!(!one.opens(day).await.text().contains("Ada"));
        hall.clock.advance(TimeDelta::seconds(1));
        assert!(!named(&one, "Ada").await);
    }

    async fn a_page_says_what_it_knows_and_where_it_is_told_more(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        hall.citizen().holds(&[("pass", 1)], TIMES[0]).await;
        let page = clerk.opens("/tag").await.text();
        let expected = format!("<body data-news=\"/desk/kleinstadt/neues\" data-known=\"{}\">", known(&hall).await);
        assert!(page.contains(&expected), "{page}");
        let door = hall.clerk().opens("/anmelden").await.text();
        assert!(door.contains("<body>") && !door.contains("live"), "{door}");
    }
}

on_both! {
    async fn open_streams_take_no_turns_from_requests_and_are_counted_by_themselves(kind: Kind) {
        let mut config = Config { concurrent_requests: 2, ..Config::default() };
        config.live.streams = 8;
        let hall = Hall::tuned(Database::new(kind).await, &town::small(), config).await;
        let (clerk, lead) = (hall.signed_in("clerk").await, hall.signed_in("lead").await);
        let mut streams = Vec::new();
        for _ in 0..6 {
            streams.push(up_to_date(&hall, &clerk).await);
        }
        assert_eq!(clerk.asks_for_news("").await.status(), 429, "six windows of a session");
        for _ in 0..2 {
            streams.push(up_to_date(&hall, &lead).await);
        }
        assert_eq!(lead.asks_for_news("").await.status(), 429, "the server is full");
        assert_eq!(lead.opens("/tag").await.status, 200);
        hall.citizen().holds(&[("pass", 1)], TIMES[0]).await;
        for news in &mut streams {
            assert!(news.hears(SECOND).await);
        }
        streams.clear();
        up_to_date(&hall, &lead).await;
        hall.close().await;
    }

    async fn a_server_that_stops_waits_for_no_stream(kind: Kind) {
        let hall = Hall::open(kind, &town::small()).await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (clerk, tasks) = (hall.signed_in("clerk").await, hall.tasks.clone());
        let browser = async {
            let headers = format!("cookie: {}\r\n", clerk.cookie.as_deref().expect("a session"));
            let mut connection = Connection::open(address).expect("the server accepts");
            connection.send("GET", "/desk/kleinstadt/neues", &headers, "").expect("the server hears");
            tokio::time::sleep(SECOND / 2).await;
            tasks.stop();
            connection
        };
        let serving = async { tokio::join!(serve::run(hall.app.clone(), listener, None, &tasks), browser) };
        let (served, mut connection) = tokio::time::timeout(SOON, serving).await.expect("it stops at once");
        served.expect("it served");
        let begun = connection.read().expect_err("a stream").to_string();
        assert_eq!(begun, "an answer in chunks");
        hall.check().await;
    }
}

/// Somebody who may see less hears no more than that something has changed.
#[tokio::test]
async fn an_event_says_nothing_of_what_has_changed() {
    let hall = Hall::open(Kind::Sqlite, &town::two_departments()).await;
    hall.employ("fern@example.org", "clerk", &["bauamt"]).await;
    let mut clerk = hall.clerk();
    clerk.sign_in("fern@example.org", PASSWORD).await;
    let mut news = clerk.watches("").await;
    hall.citizen()
        .named("Ada Wichtig")
        .books(&[("pass", 1)], TIMES[0])
        .await;
    assert!(news.hears(SECOND).await);
    assert!(!news.told().contains("Ada"), "{}", news.told());
    hall.close().await;
}
