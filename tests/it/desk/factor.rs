//! The second factor: the truth table of L41, one limiter for all codes (L45), new tokens (S-11).

use axum::http::header::CONTENT_TYPE;
use proof::{Clerk, Hall, PASSWORD, on_both, town};

const EMAIL: &str = "clerk@example.org";

/// Recovery codes on a page.
fn recovery_codes(page: &str) -> Vec<String> {
    let codes = page.split("<li><code>").skip(1);
    codes
        .map(|rest| rest.split('<').next().unwrap_or_default().to_owned())
        .collect()
}

/// Signs in with the password and leaves the code to be shown.
async fn half_in(hall: &Hall) -> Clerk {
    let mut clerk = hall.clerk();
    let answer = clerk.sign_in(EMAIL, PASSWORD).await;
    assert!(
        answer.leads_to().contains("/zweiter-faktor"),
        "{}",
        answer.leads_to()
    );
    clerk
}

/// Somebody whose second factor is set up, signed in; a minute later.
async fn enrolled(hall: &Hall) -> (Clerk, Vec<String>) {
    let mut clerk = hall.signed_in("clerk").await;
    let page = clerk.enrols(hall, EMAIL).await;
    assert_eq!(page.status, 200, "{}", page.text());
    hall.minutes_pass(1);
    (clerk, recovery_codes(&page.text()))
}

on_both! {
    async fn every_cell_of_the_truth_table(hall: Hall) {
        for is_enrolled in [false, true] {
            for password in [Some(PASSWORD), Some("drei rote Eimer"), None] {
                for code in ["right", "wrong", "absent", "replayed"] {
                    let cell = format!("{is_enrolled} {password:?} {code}");
                    let email = format!("{}{}{code}@example.org", u8::from(is_enrolled), password.map_or(0, str::len));
                    hall.employ(&email, "clerk", &[]).await;
                    let mut replayed = "000000".to_owned();
                    if is_enrolled {
                        let mut before = hall.clerk();
                        before.sign_in(&email, PASSWORD).await;
                        before.enrols(&hall, &email).await;
                        replayed = hall.code_of(&email).await;
                    }
                    let shown = match code {
                        "right" if is_enrolled => { hall.minutes_pass(1); hall.code_of(&email).await }
                        "right" | "replayed" => replayed,
                        "wrong" => "123 45".to_owned(),
                        _ => String::new(),
                    };
                    let mut clerk = hall.clerk();
                    let mut fields = vec![("email", email.as_str())];
                    fields.extend(password.map(|password| ("password", password)));
                    let answer = clerk.submits("/anmelden", &fields).await;
                    clerk.keeps(&answer);
                    if code != "absent" {
                        clerk.shows_code(&shown).await;
                    }
                    let expected = password == Some(PASSWORD) && (!is_enrolled || code == "right");
                    for page in ["/tag", "/konto"] {
                        let status = clerk.opens(page).await.status.as_u16();
                        assert_eq!(status, if expected { 200 } else { 303 }, "{cell}");
                    }
                    // A code in the password's form helps nobody (the hole of L41).
                    fields.push(("code", &shown));
                    let mut both = hall.clerk();
                    let answer = both.submits("/anmelden", &fields).await;
                    both.keeps(&answer);
                    assert_eq!((answer.status.as_u16(), both.cookie), (400, None), "{cell}");
                }
            }
        }
    }

    async fn a_half_session_opens_nothing_and_its_token_dies(hall: Hall) {
        let (_, _) = enrolled(&hall).await;
        let mut clerk = half_in(&hall).await;
        let half = clerk.clone();
        for page in ["", "/tag", "/konto", "/zweiter-faktor/einrichten"] {
            let answer = clerk.opens(page).await;
            assert_eq!(answer.status, 303, "{page}");
            assert!(answer.leads_to().contains("/zweiter-faktor"), "{page}: {}", answer.leads_to());
        }
        assert_eq!(clerk.opens("/zweiter-faktor/bild.svg").await.status, 404, "the secret is never shown again");
        clerk.submits("/zweiter-faktor/beginnen", &[]).await;
        assert!(hall.account(EMAIL).await.is_enrolled());
        assert_eq!(clerk.submits("/konto/sitzungen", &[]).await.status, 401);
        let code = hall.code_of(EMAIL).await;
        assert_eq!(clerk.shows_code(&code).await.status, 303);
        assert_ne!(clerk.cookie, half.cookie, "a new token (S-11)");
        assert_eq!(clerk.opens("/tag").await.status, 200);
        assert!(half.opens("/zweiter-faktor").await.leads_to().contains("/anmelden"));
    }

    async fn wrong_codes_and_wrong_passwords_share_one_count(hall: Hall) {
        let (_, codes) = enrolled(&hall).await;
        let mut clerk = half_in(&hall).await;
        for _ in 0..3 {
            assert_eq!(clerk.shows_code("000 00").await.status, 422);
        }
        // The right password in between makes nothing forgotten.
        let mut clerk = half_in(&hall).await;
        for _ in 0..2 {
            clerk.shows_code("00000").await;
        }
        let code = hall.code_of(EMAIL).await;
        assert_eq!(clerk.shows_code(&code).await.status, 422, "has to wait");
        assert_eq!(clerk.shows_code(&codes[0]).await.status, 422, "with a recovery code, too");
        assert_eq!(hall.clerk().sign_in(EMAIL, PASSWORD).await.status, 422);
        hall.minutes_pass(1);
        let code = hall.code_of(EMAIL).await;
        assert_eq!(clerk.shows_code(&code).await.status, 303);
        assert_eq!(hall.account(EMAIL).await.failures, 0);
    }

    async fn a_hundred_guesses_at_once_are_judged_one_after_the_other(hall: Hall) {
        enrolled(&hall).await;
        let clerk = half_in(&hall).await;
        let mut rush = tokio::task::JoinSet::new();
        for number in 0..40 {
            let clerk = clerk.clone();
            rush.spawn(async move { clerk.submits("/zweiter-faktor", &[("code", &format!("x{number:05}"))]).await.status });
        }
        rush.join_all().await;
        assert_eq!(hall.account(EMAIL).await.failures, 5, "the others found it locked");
    }

    async fn of_two_who_show_one_code_at_once_one_gets_in(hall: Hall) {
        enrolled(&hall).await;
        let code = hall.code_of(EMAIL).await;
        let (mut one, mut other) = (half_in(&hall).await, half_in(&hall).await);
        let (a, b) = tokio::join!(one.shows_code(&code), other.shows_code(&code));
        let mut both = [a.status.as_u16(), b.status.as_u16()];
        both.sort_unstable();
        assert_eq!(both, [303, 422]);
    }

    async fn a_recovery_code_works_once(hall: Hall) {
        let (_, codes) = enrolled(&hall).await;
        assert_eq!(codes.len(), 10);
        let mut clerk = half_in(&hall).await;
        assert_eq!(clerk.shows_code(&codes[2].to_lowercase()).await.status, 303);
        assert!(clerk.opens("/konto").await.text().contains("Unbenutzte Ersatzcodes: 9"));
        let mut again = half_in(&hall).await;
        assert_eq!(again.shows_code(&codes[2]).await.status, 422);
        assert_eq!(again.shows_code(&codes[3]).await.status, 303);
    }

    async fn setting_up_ends_every_other_session_and_giving_up_needs_both(hall: Hall) {
        let mut clerk = hall.signed_in("clerk").await;
        let mut elsewhere = hall.clerk();
        elsewhere.sign_in(EMAIL, PASSWORD).await;
        assert!(clerk.opens("/zweiter-faktor/einrichten").await.text().contains("Einrichtung beginnen"));
        clerk.submits("/zweiter-faktor/beginnen", &[]).await;
        let page = clerk.opens("/zweiter-faktor/einrichten").await.text();
        assert!(page.contains("/zweiter-faktor/bild.svg"), "{page}");
        let picture = clerk.opens("/zweiter-faktor/bild.svg").await;
        assert_eq!((picture.headers[CONTENT_TYPE].as_bytes(), &picture.headers["cache-control"]), (&b"image/svg+xml"[..], &"no-store".parse().expect("a value")));
        assert_eq!(clerk.submits("/zweiter-faktor/einrichten", &[("code", "00000")]).await.status, 422);
        let before = clerk.cookie.clone();
        assert_eq!(clerk.enrols(&hall, EMAIL).await.status, 200);
        assert_ne!(clerk.cookie, before);
        assert_eq!(elsewhere.opens("/tag").await.status, 303);
        hall.minutes_pass(1);
        for (password, code) in [("drei rote Eimer", hall.code_of(EMAIL).await), (PASSWORD, "00000".to_owned())] {
            assert_eq!(clerk.submits("/konto/zweiter-faktor", &[("password", password), ("code", &code)]).await.status, 422);
        }
        let code = hall.code_of(EMAIL).await;
        assert_eq!(clerk.submits("/konto/zweiter-faktor", &[("password", PASSWORD), ("code", &code)]).await.status, 200);
        assert!(hall.account(EMAIL).await.factor.is_none());
        assert_eq!(elsewhere.sign_in(EMAIL, PASSWORD).await.leads_to(), "/desk/kleinstadt");
    }

    async fn where_the_town_asks_for_it_nobody_gets_further_without(hall: Hall) {
        let mut clerk = hall.signed_in("clerk").await;
        let strict = town::small().replace("max_services = 6", "max_services = 6\nsecond_factor = \"required\"");
        hall.take_in(&strict).await;
        assert!(clerk.opens("/tag").await.leads_to().contains("/zweiter-faktor"), "at once");
        let mut fresh = hall.clerk();
        assert!(fresh.sign_in(EMAIL, PASSWORD).await.leads_to().contains("/zweiter-faktor"));
        for page in ["", "/tag", "/konto"] {
            assert!(fresh.opens(page).await.leads_to().contains("/zweiter-faktor?"), "{page}");
        }
        assert!(fresh.opens("/zweiter-faktor").await.leads_to().ends_with("/zweiter-faktor/einrichten"));
        assert!(fresh.opens("/zweiter-faktor/einrichten").await.text().contains("Ein zweiter Faktor ist hier vorgeschrieben"));
        assert_eq!(fresh.enrols(&hall, EMAIL).await.status, 200);
        assert_eq!(fresh.opens("/tag").await.status, 200);
        hall.minutes_pass(1);
        let code = hall.code_of(EMAIL).await;
        let answer = fresh.submits("/konto/zweiter-faktor", &[("password", PASSWORD), ("code", &code)]).await;
        assert_eq!(answer.status, 422, "and cannot be given up");
        assert!(hall.account(EMAIL).await.is_enrolled());
        assert!(clerk.opens("/tag").await.leads_to().contains("/anmelden"), "the other session has ended");
        clerk.sign_in(EMAIL, PASSWORD).await;
        assert_eq!(clerk.shows_code(&code).await.status, 303);
    }
}
