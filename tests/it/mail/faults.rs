//! Mail servers fail in many ways; what is owed arrives once, or stands on somebody's desk (H17 to H20, L24).

use std::collections::BTreeSet;
use std::time::Duration;

use axum::http::Method;
use futures_util::future::join_all;
use proof::{Hidden, MailServer, Mood, on_both, town};
use serde_json::json;
use server::notices::{self, Carrier};
use tokio::time::{Instant, sleep};

use super::{Mail, Post};
use crate::desk::absence::count;

const PASS: &[(&str, u32)] = &[("pass", 1)];
const PERSO: &[(&str, u32)] = &[("perso", 1)];
const AT_NINE: &str = "2026-11-24T09:00:00+01:00";

/// Half an hour passes, and everything due is carried, so many times.
pub async fn half_hours(post: &Post, times: usize) -> Vec<proof::Received> {
    let mut received = Vec::new();
    for _ in 0..times {
        received.extend(post.arrives().await);
        post.hall.minutes_pass(30);
    }
    received
}

/// The server hangs up and forgets; a connection that were kept would be one more for each try.
async fn hangs_up(post: &Post) {
    let patience = Instant::now() + Duration::from_secs(5);
    while post.server.open_connections() > 0 {
        assert!(Instant::now() < patience, "the connection is still open");
        sleep(Duration::from_millis(10)).await;
    }
}

on_both! {
    async fn a_mail_server_that_is_down_for_a_day_loses_nothing(kind: Kind) {
        let post = Post::open(kind).await;
        post.server.is(Mood::Down);
        post.hall.citizen().books(PASS, AT_NINE).await;
        assert!(half_hours(&post, 48).await.is_empty());
        assert_eq!((post.count("owed").await, post.count("dead").await), (1, 0));
        post.server.is(Mood::Fine);
        assert_eq!(half_hours(&post, 2).await.len(), 1);
        assert_eq!(post.count("sent").await, 1);
        post.hall.close().await;
    }

    async fn not_now_is_not_never(kind: Kind) {
        for mood in [Mood::Greylisting, Mood::Later, Mood::NotYou, Mood::CutInData] {
            let post = Post::open(kind).await;
            post.server.is(mood);
            post.hall.citizen().books(PASS, AT_NINE).await;
            assert!(post.arrives().await.is_empty(), "{mood:?}");
            assert_eq!(post.count("owed").await, 1, "{mood:?}");
            if mood != Mood::Greylisting {
                post.server.is(Mood::Fine);
            }
            assert_eq!(half_hours(&post, 2).await.len(), 1, "{mood:?}");
            assert_eq!(post.count("sent").await, 1, "{mood:?}");
            post.hall.close().await;
        }
    }

    async fn what_cannot_be_delivered_is_given_up_visibly_and_at_once(kind: Kind) {
        let post = Post::open(kind).await;
        post.server.is(Mood::NoMailbox);
        post.hall.citizen().books(PASS, AT_NINE).await;
        assert!(post.arrives().await.is_empty());
        assert_eq!(post.count("dead").await, 1);
        assert_eq!(count(&post.hall, "errand").await, 0, "it is not tried again by itself");
        assert_eq!(count(&post.hall, "sending WHERE outcome = 'refused' AND answer LIKE '%5.1.1%'").await, 1);
        post.hall.close().await;
    }

    async fn after_three_days_it_is_given_up(kind: Kind) {
        let post = Post::open(kind).await;
        post.server.is(Mood::Later);
        post.hall.citizen().books(PASS, "2026-12-01T09:00:00+01:00").await;
        assert!(half_hours(&post, 2 * 73).await.is_empty());
        assert_eq!((post.count("owed").await, post.count("dead").await), (0, 1));
        let tries = count(&post.hall, "sending").await;
        assert!((80..200).contains(&tries), "{tries} tries in three days");
        post.hall.close().await;
    }

    async fn a_message_whose_fate_nobody_knows_goes_again_under_the_same_name(kind: Kind) {
        let post = Post::open(kind).await;
        post.server.is(Mood::CutAfterData);
        post.hall.citizen().books(PASS, AT_NINE).await;
        let first = Mail::read(&post.arrives().await[0]);
        post.server.is(Mood::Fine);
        let again = half_hours(&post, 3).await;
        assert_eq!(again.len(), 1, "once more, not for ever");
        let second = Mail::read(&again[0]);
        assert_eq!((first.id, first.text), (second.id, second.text));
        post.hall.close().await;
    }

    async fn of_two_things_at_once_only_the_later_is_told(kind: Kind) {
        let post = Post::open(kind).await;
        post.server.is(Mood::Down);
        let citizen = post.hall.citizen();
        let booked = citizen.books(PASS, AT_NINE).await;
        assert!(post.arrives().await.is_empty());
        let path = format!("/appointments/{}/cancel", booked.token);
        let cancelled = citizen.ask(Method::POST, &path, Some(&json!({}))).await;
        assert!(cancelled.status.is_success(), "{}", cancelled.text());
        post.server.is(Mood::Fine);
        let received = half_hours(&post, 3).await;
        assert_eq!(received.len(), 1);
        assert_eq!(Mail::read(&received[0]).subject, "Ihr Termin wurde abgesagt: Gemeinde kleinstadt");
        assert_eq!((post.count("sent").await, post.count("withdrawn").await), (1, 1));
        post.hall.close().await;
    }

    async fn whoever_cannot_be_told_of_her_loss_is_called(kind: Kind) {
        let post = Post::open(kind).await;
        let clerk = post.hall.signed_in("clerk").await;
        post.hall.citizen().books(PASS, AT_NINE).await;
        assert_eq!(post.arrives().await.len(), 1);
        post.server.is(Mood::NoMailbox);
        clerk.reports_absence("person=kaya&zeitraum=von-bis&von=24.11.&ab=09:00&um=12:00").await;
        post.hall.minutes_pass(5);
        assert!(post.arrives().await.is_empty());
        let calls = clerk.opens("/anrufliste").await.text();
        assert!(calls.contains("Mika Beispiel"), "{calls}");
        post.hall.close().await;
    }

    async fn times_that_are_kept_do_not_run_out_while_mail_is_stuck(kind: Kind) {
        let post = Post::open(kind).await;
        let clerk = post.hall.signed_in("clerk").await;
        post.hall.citizen().books(PASS, "2026-12-03T09:00:00+01:00").await;
        assert_eq!(post.arrives().await.len(), 1);
        post.server.is(Mood::Down);
        clerk.reports_absence("person=kaya&zeitraum=von-bis&von=3.12.&ab=09:00&um=12:00").await;
        let kept = "appointment WHERE state = 'held'";
        assert_eq!(count(&post.hall, kept).await, 3);
        // An offer lasts 24 hours of working days; mail is stuck for two days.
        half_hours(&post, 96).await;
        post.server.is(Mood::Fine);
        let received = half_hours(&post, 2).await;
        assert_eq!(received.len(), 1, "{received:?}");
        let told = Mail::read(&received[0]).text;
        assert_eq!(told.lines().filter(|line| line.starts_with("- ")).count(), 3, "{told}");
        // From now on it runs.
        half_hours(&post, 44).await;
        let calls = post.hall.signed_in("lead").await.opens("/anrufliste").await.text();
        assert!(calls.contains("Niemand muss angerufen werden"), "she may still answer: {calls}");
        post.hall.close().await;
    }

    async fn a_mail_server_that_does_not_come_to_an_end_is_left(kind: Kind) {
        for mood in [Mood::Silent, Mood::Tarpit(200)] {
            let post = Post::open(kind).await;
            post.server.is(mood);
            post.books_for("mika@example.org", AT_NINE).await;
            let begin = Instant::now();
            post.carries_impatiently().await;
            assert!(begin.elapsed() < Duration::from_secs(5), "{mood:?}: {:?}", begin.elapsed());
            assert_eq!(post.count("owed").await, 1, "{mood:?}");
            let told = "sending WHERE outcome = 'later' AND answer LIKE '%longer than 1 s%'";
            assert_eq!(count(&post.hall, told).await, 1, "{mood:?}");
            hangs_up(&post).await;
            post.server.is(Mood::Fine);
            assert_eq!(half_hours(&post, 2).await.len(), 1, "{mood:?}");
            post.hall.close().await;
        }
    }

    async fn nobody_waits_for_a_domain_that_does_not_answer(kind: Kind) {
        let post = Post::open(kind).await;
        let citizen = post.hall.citizen();
        let day = citizen.looks(&["pass"], "2026-11-25", 5).await;
        let starts: Vec<_> = day.days.iter().flat_map(|day| &day.starts).map(|start| start.at.clone()).collect();
        // Far more than are taken from the list at once, and whoever is somewhere else is last.
        for at in &starts[..40] {
            post.books_for("mika@sticky.example", at).await;
        }
        for at in &starts[40..44] {
            post.books_for("mika@example.org", at).await;
        }
        post.server.is(Mood::TarpitFor("sticky.example"));
        let carrier = post.server.carrier();
        let turn = notices::turn(&post.hall.app, &carrier);
        let _ = tokio::time::timeout(Duration::from_secs(8), turn).await;
        let received = post.server.empties();
        let to: Vec<_> = received.iter().flat_map(|one| &one.to).collect();
        assert_eq!(to, ["mika@example.org"; 4], "they did not wait for somebody else's patience");
        post.hall.close().await;
    }

    async fn nothing_is_handed_to_a_mail_server_that_cannot_prove_its_name(kind: Kind) {
        for hidden in [Hidden::Asked, Hidden::Always] {
            let server = MailServer::hiding(hidden).await;
            let post = Post::open_with(kind, &town::small(), server).await;
            post.books_for("mika@example.org", AT_NINE).await;
            assert!(post.arrives().await.is_empty(), "{hidden:?}");
            let objections = post.server.objections();
            assert!(objections.iter().any(|one| one.contains("alert")), "{hidden:?}: {objections:?}");
            assert_eq!((post.count("owed").await, post.count("dead").await), (1, 0), "{hidden:?}");
            let told = "sending WHERE outcome = 'later' AND answer LIKE '%certificate%'";
            assert_eq!(count(&post.hall, told).await, 1, "{hidden:?}");
            post.hall.close().await;
        }
    }

    async fn nothing_is_said_in_the_open_to_a_mail_server_that_hides_nothing(kind: Kind) {
        let post = Post::open(kind).await;
        post.books_for("mika@example.org", AT_NINE).await;
        let mut config = post.server.config();
        config.mail.smtp = format!("smtp://mika:geheim@{}?tls=required", post.server.address).as_str().into();
        let carrier = Carrier::of(&config).expect("a mail server").expect("is named");
        notices::turn(&post.hall.app, &carrier).await.expect("the list can be read");
        assert!(post.server.empties().is_empty());
        assert_eq!(post.count("owed").await, 1);
        assert_eq!(count(&post.hall, "sending WHERE answer LIKE '%STARTTLS%'").await, 1);
        post.hall.close().await;
    }

    async fn many_carriers_tell_everybody_once(kind: Kind) {
        let post = Post::open(kind).await;
        let citizen = post.hall.citizen();
        let day = citizen.looks(&["perso"], "2026-11-25", 5).await;
        let starts: Vec<_> = day.days.iter().flat_map(|day| &day.starts).map(|start| start.at.clone()).collect();
        assert!(starts.len() >= 40);
        for at in starts.iter().take(40) {
            citizen.books(PERSO, at).await;
        }
        let carrier = post.server.carrier();
        let turns = (0..4).map(|_| notices::turn(&post.hall.app, &carrier));
        let given: usize = join_all(turns).await.into_iter().map(|given| given.expect("readable")).sum();
        assert_eq!(given, 40, "a message is given to one of them");
        let received = post.server.empties();
        let ids: BTreeSet<_> = received.iter().map(|one| one.headers()["Message-ID"].clone()).collect();
        assert_eq!((received.len(), ids.len()), (40, 40));
        post.hall.close().await;
    }
}
