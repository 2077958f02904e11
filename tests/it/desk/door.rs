//! Getting in at the desk, and staying out (L41, S-06, S-10, S-11, S-13).

use axum::http::header::{REFERRER_POLICY, SET_COOKIE};
use chrono::TimeDelta;
use proof::{Answer, Clerk, Database, Hall, PASSWORD, on_both, town};
use server::auth::sessions::{ABSOLUTE_HOURS, IDLE_MINUTES};
use server::config::Config;

on_both! {
    async fn whoever_has_not_signed_in_is_led_to_the_door_and_back(hall: Hall) {
        let mut clerk = hall.clerk();
        let answer = clerk.opens("/tag?datum=24.11.").await;
        assert_eq!(answer.status, 303);
        assert!(answer.leads_to().ends_with("/anmelden?weiter=%2Fdesk%2Fkleinstadt%2Ftag%3Fdatum%3D24.11."), "{}", answer.leads_to());
        hall.employ("k.muster@example.org", "clerk", &[]).await;
        let answer = clerk.sign_in(" K.Muster@example.org", PASSWORD).await;
        assert_eq!((answer.status.as_u16(), answer.leads_to()), (303, "/desk/kleinstadt"));
        assert_eq!(clerk.opens("/tag").await.status, 200);
    }

    async fn the_cookie_is_bound_to_this_host_and_new_at_every_sign_in(hall: Hall) {
        hall.employ("k.muster@example.org", "clerk", &[]).await;
        let mut clerk = hall.clerk();
        let answer = clerk.sign_in("k.muster@example.org", PASSWORD).await;
        let cookie = answer.headers[SET_COOKIE].to_str().expect("a cookie").to_owned();
        assert!(cookie.starts_with("__Host-desk="), "{cookie}");
        for word in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(word), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
        assert_eq!(clerk.opens("").await.headers[REFERRER_POLICY], "same-origin");
        let first = clerk.cookie.clone();
        clerk.sign_in("k.muster@example.org", PASSWORD).await;
        assert_ne!(clerk.cookie, first, "a session cannot be laid under anybody");
    }

    async fn nobody_learns_from_a_no_whether_somebody_exists(hall: Hall) {
        hall.employ("k.muster@example.org", "clerk", &[]).await;
        let mut clerk = hall.clerk();
        let wrong = clerk.sign_in("k.muster@example.org", "drei rote Eimer").await;
        let unknown = clerk.sign_in("x.muster@example.org", "drei rote Eimer").await;
        assert_eq!((wrong.status.as_u16(), unknown.status.as_u16()), (422, 422));
        assert_eq!(wrong.text(), unknown.text().replace("x.muster", "k.muster"));
        assert!(wrong.headers.get(SET_COOKIE).is_none());
    }

    async fn after_five_wrong_passwords_the_right_one_has_to_wait(hall: Hall) {
        hall.employ("k.muster@example.org", "clerk", &[]).await;
        let mut clerk = hall.clerk();
        for _ in 0..5 {
            clerk.sign_in("k.muster@example.org", "drei rote Eimer").await;
        }
        assert_eq!(clerk.sign_in("k.muster@example.org", PASSWORD).await.status, 422);
        hall.minutes_pass(1);
        assert_eq!(clerk.sign_in("k.muster@example.org", PASSWORD).await.status, 303);
        clerk.sign_in("k.muster@example.org", "drei rote Eimer").await;
        assert_eq!(clerk.sign_in("k.muster@example.org", PASSWORD).await.status, 303, "the count began anew");
    }

    async fn a_session_ends_by_itself_and_by_signing_out(hall: Hall) {
        let idle = hall.signed_in("clerk").await;
        hall.minutes_pass(IDLE_MINUTES - 1);
        assert_eq!(idle.opens("/tag").await.status, 200, "and is marked as seen");
        hall.minutes_pass(IDLE_MINUTES - 1);
        assert_eq!(idle.opens("/tag").await.status, 200);
        hall.minutes_pass(IDLE_MINUTES);
        assert_eq!(idle.opens("/tag").await.status, 303);

        let busy = hall.signed_in("lead").await;
        for _ in 0..ABSOLUTE_HOURS * 3 {
            assert_eq!(busy.opens("/tag").await.status, 200);
            hall.clock.advance(TimeDelta::minutes(20));
        }
        assert_eq!(busy.opens("/tag").await.status, 303, "after twelve hours in any case");

        let leaving = hall.signed_in("administrator").await;
        assert_eq!(leaving.submits("/abmelden", &[]).await.status, 303);
        assert_eq!(leaving.opens("/tag").await.status, 303, "the old cookie opens nothing");
    }

    async fn a_no_takes_as_long_for_strangers_as_for_colleagues(hall: Hall) {
        hall.employ("k.muster@example.org", "clerk", &[]).await;
        let (known, unknown) = (median(&hall, "k.muster@example.org").await, median(&hall, "x.muster@example.org").await);
        assert!((known - unknown).abs() < 0.05 * known, "{known:.0} ms and {unknown:.0} ms");
    }

    async fn a_session_laid_under_somebody_is_not_taken_over(hall: Hall) {
        let attacker = hall.signed_in("clerk").await;
        hall.employ("k.muster@example.org", "administrator", &[]).await;
        let mut victim = hall.clerk();
        victim.cookie.clone_from(&attacker.cookie);
        assert_eq!(victim.sign_in("k.muster@example.org", PASSWORD).await.status, 303);
        assert_ne!(victim.cookie, attacker.cookie);
        assert_eq!(victim.opens("/konten").await.status, 200);
        assert_eq!(attacker.opens("/konten").await.status, 403, "still only her own role");
    }

    async fn a_change_from_elsewhere_is_refused(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        for headers in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none")],
            &[("sec-fetch-site", "cross-site"), ("origin", "http://127.0.0.1:8080")],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[],
        ] {
            let answer = clerk.submits_with("/abmelden", &[], headers).await;
            assert_eq!(answer.status, 403, "{headers:?}");
        }
        assert_eq!(clerk.opens("/tag").await.status, 200, "nothing happened");
        let answer = clerk.submits_with("/abmelden", &[], &[("origin", "http://127.0.0.1:8080")]).await;
        assert_eq!(answer.status, 303, "an older browser");
    }

    async fn a_cookie_opens_one_town_only(hall: Hall) {
        let clerk = hall.signed_in("administrator").await;
        let other = hall.take_in(&town::staffed("anderswo", 2)).await;
        assert_eq!(clerk.clone().at_town(&other).opens("/tag").await.status, 303);
        assert_eq!(clerk.at_town("nirgendwo").opens("/tag").await.status, 404);
    }
}

on_both! {
    async fn a_network_that_guesses_at_many_doors_waits_and_others_do_not(kind: Kind) {
        let mut config = Config { trusted_proxy_hops: 1, ..Config::default() };
        config.limits.sign_ins_per_minute = 10_000;
        let hall = Hall::tuned(Database::new(kind).await, &town::small(), config).await;
        let other = hall.take_in(&town::staffed("anderswo", 1)).await;
        hall.employ("k.muster@example.org", "clerk", &[]).await;
        hall.employ("m.muster@example.org", "clerk", &[]).await;
        hall.employ("t.muster@example.org", "clerk", &[]).await;
        hall.employ_at(&other, "k.muster@example.org", "clerk", &[]).await;
        // A code is still asked for, whoever comes from wherever.
        let mut enrolled = hall.clerk();
        enrolled.keeps(&shows(&enrolled, "198.51.100.7", "m.muster@example.org", PASSWORD).await);
        enrolled.enrols(&hall, "m.muster@example.org").await;
        hall.minutes_pass(1);
        enrolled.keeps(&shows(&enrolled, "198.51.100.7", "m.muster@example.org", PASSWORD).await);

        let mut rush = tokio::task::JoinSet::new();
        for number in 0..29 {
            let clerk = if number % 2 == 0 { hall.clerk() } else { hall.clerk().at_town(&other) };
            rush.spawn(async move {
                let email = if number < 4 { "k.muster@example.org".to_owned() } else { format!("x{number}@example.org") };
                shows(&clerk, &format!("203.0.113.{number}"), &email, "drei rote Eimer").await.status
            });
        }
        assert!(rush.join_all().await.iter().all(|status| *status == 422));
        let clerk = hall.clerk();
        let right = shows(&clerk, "203.0.113.200", "k.muster@example.org", PASSWORD).await;
        assert_eq!(right.status, 303, "twenty-nine are a town hall on Monday");
        for _ in 0..4 {
            let slip = shows(&clerk, "203.0.113.201", "k.muster@example.org", "drei rote Eimer").await;
            assert_eq!(slip.status, 422, "it counts for her account alone");
        }
        let wrong = shows(&clerk, "203.0.113.201", "t.muster@example.org", "drei rote Eimer").await;
        let waits = shows(&clerk, "203.0.113.202", "t.muster@example.org", PASSWORD).await;
        assert_eq!((waits.status.as_u16(), waits.text()), (422, wrong.text()), "and no word of why");
        let at_home = shows(&clerk, "203.0.113.203", "k.muster@example.org", PASSWORD).await;
        assert_eq!(at_home.status, 303, "what others try does not keep out who works here");
        let elsewhere = clerk.clone().at_town(&other);
        assert_eq!(shows(&elsewhere, "203.0.113.1", "k.muster@example.org", PASSWORD).await.status, 422);
        assert_eq!(shows(&clerk, "203.0.114.1", "k.muster@example.org", PASSWORD).await.status, 303, "another network");
        let code = hall.code_of("m.muster@example.org").await;
        let answer = enrolled.submits_with("/zweiter-faktor", &[("code", &code)], &from("203.0.113.3")).await;
        assert_eq!(answer.status, 422, "codes are tried there, too");
        hall.minutes_pass(1);
        let code = hall.code_of("m.muster@example.org").await;
        let answer = enrolled.submits_with("/zweiter-faktor", &[("code", &code)], &from("203.0.113.3")).await;
        assert_eq!(answer.status, 303);
        assert_eq!(shows(&clerk, "203.0.113.1", "k.muster@example.org", PASSWORD).await.status, 303);
        hall.close().await;
    }
}

/// Headers of a page of ours that comes through our proxy from this address.
fn from(address: &str) -> [(&str, &str); 2] {
    [("sec-fetch-site", "same-origin"), ("x-forwarded-for", address)]
}

/// Shows a password at the door, coming from an address.
async fn shows(clerk: &Clerk, address: &str, email: &str, password: &str) -> Answer {
    let fields = [("email", email), ("password", password)];
    clerk.submits_with("/anmelden", &fields, &from(address)).await
}

/// How long a request takes, in milliseconds: the middle one of several.
async fn median(hall: &Hall, email: &str) -> f64 {
    let mut took = Vec::new();
    for _ in 0..7 {
        let begun = std::time::Instant::now();
        hall.clerk().sign_in(email, "drei rote Eimer").await;
        took.push(begun.elapsed().as_secs_f64() * 1000.0);
        // So that the known account never has to wait.
        hall.minutes_pass(61);
    }
    took.sort_by(f64::total_cmp);
    took[took.len() / 2]
}
