//! Signing in at the town's identity provider, in real conversations with one (S-05): there and back, once, in one browser; to accounts
//! that were linked by their owners, and to no other.

use axum::http::header::SET_COOKIE;
use proof::{
    Answer, Clerk, Habit, Hall, IdentityProvider, Kind, PASSWORD, Signer, hall_with_provider, on_both, town,
};
use server::auth::AccountState;

const EMAIL: &str = "clerk@example.org";

/// A town hall with a provider, and somebody whose account is linked with the subject "kaya".
async fn linked(kind: Kind, more: &str) -> (Hall, IdentityProvider, Clerk) {
    let (hall, provider) = hall_with_provider(kind, more).await;
    let mut clerk = hall.signed_in("clerk").await;
    let answer = clerk.links_with(&provider, "kaya").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(
        answer.text().contains("Ihr Konto ist verbunden"),
        "{}",
        answer.text()
    );
    (hall, provider, clerk)
}

/// What the newest entries of the log say: part, field, before, after.
async fn noted(hall: &Hall, most: u32) -> Vec<String> {
    let tx = hall
        .app
        .db
        .town(hall.town.as_str())
        .read()
        .await
        .expect("the town");
    let entries = tx.audit(&[], i64::MAX, most).await.expect("readable");
    let told = entries.iter().flat_map(|entry| {
        let told = |field: &tenants::definition::FieldChange| {
            format!(
                "{}: {}: {} -> {}",
                entry.part, field.field, field.before, field.after
            )
        };
        entry.fields.iter().map(told).collect::<Vec<_>>()
    });
    told.collect()
}

fn is_refused(answer: &Answer, clerk: &Clerk, told: &str) {
    assert!(answer.text().contains(told), "{told}: {}", answer.text());
    assert!(
        answer.status.is_client_error() || answer.status.is_server_error(),
        "{}",
        answer.status
    );
    assert_eq!(clerk.cookie, None, "neither a session nor anything of the way");
}

on_both! {
    async fn whoever_has_linked_her_account_signs_in_without_a_password(kind: Kind) {
        let (hall, provider, clerk) = linked(kind, "").await;
        assert!(clerk.opens("/konto").await.text().contains("Verbunden: Sie können sich mit Rathaus-Login anmelden."));
        let mut again = hall.clerk();
        let door = again.opens("/anmelden?weiter=/desk/kleinstadt/woche").await.text();
        assert!(door.contains("Mit Rathaus-Login anmelden") && door.contains("/desk/kleinstadt/woche"), "{door}");
        let page = again.submits("/anmelden/anbieter", &[("weiter", "/desk/kleinstadt/woche")]).await;
        let kept = page.headers[SET_COOKIE].to_str().expect("a cookie").to_owned();
        for word in ["__Host-unterwegs=", "HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
            assert!(kept.contains(word), "{kept}");
        }
        let departure = again.is_led_on(&page);
        let back = provider.lets_in(&departure, "kaya");
        let answer = again.comes_back(&back).await;
        assert_eq!((answer.status.as_u16(), answer.leads_to()), (303, "/desk/kleinstadt/woche"));
        let cookie = again.cookie.clone().expect("a session");
        assert!(cookie.starts_with("__Host-desk=") && !cookie.contains("unterwegs"), "{cookie}");
        assert_eq!(again.opens("/tag").await.status, 200);
        assert_ne!(again.cookie, clerk.cookie, "a session of its own");
        hall.minutes_pass(30);
        assert_eq!(again.opens("/tag").await.status, 303, "that ends as any other");
        hall.close().await;
    }

    async fn a_town_may_sign_with_rsa_and_change_its_keys_whenever_it_likes(kind: Kind) {
        let (hall, provider, _) = linked(kind, "").await;
        let second = Signer::of_rsa("zweiter");
        provider.signs_with(&[second, provider.signer()]);
        let _ = provider.asked();
        let mut clerk = hall.clerk();
        assert_eq!(clerk.signs_in_at(&provider, "kaya").await.status, 303);
        let asked = provider.asked();
        assert_eq!(asked.iter().filter(|what| *what == "jwks").count(), 1, "asked anew, once: {asked:?}");
        assert_eq!(clerk.signs_in_at(&provider, "kaya").await.status, 303);
        assert_eq!(provider.asked(), ["token"], "what is known is not asked again");
        hall.minutes_pass(16);
        assert_eq!(clerk.signs_in_at(&provider, "kaya").await.status, 303);
        assert_eq!(provider.asked(), ["openid-configuration", "jwks", "token"], "but after a while");
        hall.close().await;
    }

    async fn whoever_is_linked_with_nothing_hears_what_to_do_and_gets_no_account(kind: Kind) {
        let (hall, provider, _) = linked(kind, "").await;
        let before = hall.app.db.town(hall.town.as_str()).read().await.expect("the town").accounts().await.expect("readable").len();
        // The provider says of everybody that her address is clerk@example.org.
        for subject in ["fremd", "Kaya", "kaya ", "clerk@example.org"] {
            let mut stranger = hall.clerk();
            let answer = stranger.signs_in_at(&provider, subject).await;
            assert_eq!(answer.status, 422);
            is_refused(&answer, &stranger, "kein Konto verbunden, das in Gebrauch ist");
            assert!(answer.text().contains("unter „Mein Konto“"), "{}", answer.text());
        }
        let after = hall.app.db.town(hall.town.as_str()).read().await.expect("the town").accounts().await.expect("readable").len();
        assert_eq!(before, after);
        hall.close().await;
    }

    async fn the_same_subject_and_the_same_address_of_another_provider_are_somebody_else(kind: Kind) {
        let (hall, provider, _) = linked(kind, "").await;
        let foreign = IdentityProvider::open(&hall.clock).await;
        // The town changes its provider: whoever was linked is not, there.
        hall.take_in(&foreign.in_town(&town::small(), "")).await;
        let mut stranger = hall.clerk();
        let answer = stranger.signs_in_at(&foreign, "kaya").await;
        is_refused(&answer, &stranger, "kein Konto verbunden");
        // And with the old one again.
        hall.take_in(&provider.in_town(&town::small(), "")).await;
        assert_eq!(hall.clerk().signs_in_at(&provider, "kaya").await.status, 303);
        hall.close().await;
    }

    async fn another_towns_links_open_nothing_here(kind: Kind) {
        let (hall, provider, _) = linked(kind, "").await;
        let other = hall.take_in(&provider.in_town(&town::staffed("anderswo", 2), "")).await;
        let mut stranger = hall.clerk().at_town(&other);
        let answer = stranger.signs_in_at(&provider, "kaya").await;
        is_refused(&answer, &stranger, "kein Konto verbunden");
        // Nor does a way that was begun there end here.
        let mut clerk = hall.clerk().at_town(&other);
        let departure = clerk.leaves().await;
        let back = provider.lets_in(&departure, "kaya");
        let mut here = clerk.at_town(&hall.town);
        let answer = here.comes_back(&back).await;
        is_refused(&answer, &here, "Dieser Versuch gilt nicht mehr");
        hall.close().await;
    }

    async fn a_way_counts_once_in_the_browser_that_began_it_and_for_ten_minutes(kind: Kind) {
        let (hall, provider, _) = linked(kind, "").await;
        provider.is_careless();
        let mut clerk = hall.clerk();
        let departure = clerk.leaves().await;
        let back = provider.lets_in(&departure, "kaya");
        // Somebody has got hold of the address she is sent back to, or makes her open an own one.
        let mut thief = hall.clerk();
        let answer = thief.comes_back(&back).await;
        is_refused(&answer, &thief, "in einem anderen Browser begonnen");
        let _ = thief.leaves().await;
        let answer = thief.comes_back(&back).await;
        is_refused(&answer, &thief, "in einem anderen Browser begonnen");
        let kept = clerk.clone();
        assert_eq!(clerk.comes_back(&back).await.status, 303, "she herself comes in all the same");
        let mut replay = kept.clone();
        let answer = replay.comes_back(&back).await;
        is_refused(&answer, &replay, "schon benutzt");
        // The state of one way and the code of another.
        let (mut one, mut two) = (hall.clerk(), hall.clerk());
        let (to_one, to_two) = (one.leaves().await, two.leaves().await);
        let (back_one, back_two) = (provider.lets_in(&to_one, "kaya"), provider.lets_in(&to_two, "kaya"));
        let state = back_one.split("state=").nth(1).expect("a state");
        let code = back_two.split("code=").nth(1).and_then(|rest| rest.split('&').next()).expect("a code");
        let answer = one.comes_back(&format!("/anmelden/zurueck?code={code}&state={state}")).await;
        is_refused(&answer, &one, "hat die Anmeldung nicht bestätigt");
        for (minutes, status) in [(9, 303), (10, 422)] {
            let mut slow = hall.clerk();
            let departure = slow.leaves().await;
            hall.minutes_pass(minutes);
            let back = provider.lets_in(&departure, "kaya");
            assert_eq!(slow.comes_back(&back).await.status.as_u16(), status, "after {minutes} minutes");
        }
        hall.close().await;
    }

    async fn a_code_counts_once(kind: Kind) {
        let (hall, provider, _) = linked(kind, "").await;
        let (mut one, mut two) = (hall.clerk(), hall.clerk());
        let departure = one.leaves().await;
        let back = provider.lets_in(&departure, "kaya");
        assert_eq!(one.comes_back(&back).await.status, 303);
        let code = back.split("code=").nth(1).and_then(|rest| rest.split('&').next()).expect("a code");
        let own = two.leaves().await;
        let state = own.split("state=").nth(1).and_then(|rest| rest.split('&').next()).expect("a state");
        let answer = two.comes_back(&format!("/anmelden/zurueck?code={code}&state={state}")).await;
        is_refused(&answer, &two, "hat die Anmeldung nicht bestätigt");
        hall.close().await;
    }

    async fn what_a_provider_sends_back_instead_of_a_code_lets_nobody_in(kind: Kind) {
        let (hall, provider, _) = linked(kind, "").await;
        for (query, told) in [
            ("error=access_denied&error_description=%3Cb%3EHallo%3C%2Fb%3E&state={state}", "hat die Anmeldung nicht bestätigt"),
            ("state={state}", "hat die Anmeldung nicht bestätigt"),
            ("code=&state={state}", "hat die Anmeldung nicht bestätigt"),
            ("code=code-999&state={state}", "hat die Anmeldung nicht bestätigt"),
            ("code={code}&state={state}&iss=https%3A%2F%2Fevil.example", "hat die Anmeldung nicht bestätigt"),
            ("code={code}", "Dieser Versuch gilt nicht mehr"),
            ("code={code}&state=", "Dieser Versuch gilt nicht mehr"),
            ("code={code}&state=AAAA", "Dieser Versuch gilt nicht mehr"),
            ("", "Dieser Versuch gilt nicht mehr"),
        ] {
            let mut clerk = hall.clerk();
            let departure = clerk.leaves().await;
            let back = provider.lets_in(&departure, "kaya");
            let part = |name: &str| back.split(name).nth(1).and_then(|rest| rest.split('&').next()).expect("a part").to_owned();
            let query = query.replace("{state}", &part("state=")).replace("{code}", &part("code="));
            let answer = clerk.comes_back(&format!("/anmelden/zurueck?{query}")).await;
            assert!(!answer.text().contains("Hallo"), "nobody else's words");
            is_refused(&answer, &clerk, told);
        }
        // Its own name is fine.
        let mut clerk = hall.clerk();
        let departure = clerk.leaves().await;
        let back = provider.lets_in(&departure, "kaya");
        let named = reqwest::Url::parse_with_params(&format!("http://x{back}"), [("iss", &provider.issuer), ("session_state", &"x".to_owned())]);
        let named = named.expect("an address");
        assert_eq!(clerk.comes_back(&format!("{}?{}", named.path(), named.query().unwrap_or_default())).await.status, 303);
        hall.close().await;
    }

    async fn a_provider_that_fails_makes_nobody_wait_and_lets_nobody_in(kind: Kind) {
        let (hall, provider, _) = linked(kind, "").await;
        for what in ["openid-configuration", "jwks", "token"] {
            for habit in [Habit::Broken, Habit::Garbage, Habit::Endless, Habit::Silent, Habit::Elsewhere] {
                // What was known before is forgotten.
                hall.minutes_pass(16);
                let mut clerk = hall.clerk();
                let begun = std::time::Instant::now();
                let answer = if what == "token" {
                    let departure = clerk.leaves().await;
                    let back = provider.lets_in(&departure, "kaya");
                    provider.is(what, habit);
                    clerk.comes_back(&back).await
                } else {
                    provider.is(what, habit);
                    clerk.submits("/anmelden/anbieter", &[("weiter", "")]).await
                };
                let told = if what == "token" && habit != Habit::Silent && habit != Habit::Endless { "hat die Anmeldung nicht bestätigt" } else { "antwortet gerade nicht" };
                is_refused(&answer, &clerk, told);
                assert!(begun.elapsed().as_secs() < 4, "{what} {habit:?}");
                assert!(!provider.asked().iter().any(|asked| asked == "elsewhere"), "no redirect is followed");
                provider.is(what, Habit::Fine);
                assert_eq!(hall.clerk().signs_in_at(&provider, "kaya").await.status, 303, "{what} {habit:?}: and then it works again");
            }
        }
        hall.minutes_pass(16);
        for name in ["https://evil.example", &format!("{}/", provider.issuer), &provider.issuer.replace("127.0.0.1", "localhost")] {
            provider.calls_itself(Some(name));
            let clerk = hall.clerk();
            let answer = clerk.submits("/anmelden/anbieter", &[("weiter", "")]).await;
            is_refused(&answer, &clerk, "antwortet gerade nicht");
        }
        hall.close().await;
    }

    async fn the_second_factor_is_asked_for_here_unless_the_town_lets_theirs_count(kind: Kind) {
        let (hall, provider, _) = linked(kind, "").await;
        let mut clerk = hall.clerk();
        clerk.sign_in(EMAIL, PASSWORD).await;
        clerk.enrols(&hall, EMAIL).await;
        hall.minutes_pass(1);
        let mut half = hall.clerk();
        let answer = half.signs_in_at(&provider, "kaya").await;
        assert!(answer.leads_to().starts_with("/desk/kleinstadt/zweiter-faktor?"), "{}", answer.leads_to());
        assert_eq!(half.opens("/tag").await.status, 303);
        assert_eq!(half.shows_code("000000").await.status, 422);
        let code = hall.code_of(EMAIL).await;
        assert_eq!(half.shows_code(&code).await.status, 303);
        assert_eq!(half.opens("/tag").await.status, 200);

        hall.take_in(&provider.in_town(&town::small(), "second_factor = true")).await;
        let mut whole = hall.clerk();
        assert_eq!(whole.signs_in_at(&provider, "kaya").await.leads_to(), "/desk/kleinstadt");
        assert_eq!(whole.opens("/tag").await.status, 200);
        let mut by_password = hall.clerk();
        assert!(by_password.sign_in(EMAIL, PASSWORD).await.leads_to().contains("/zweiter-faktor"), "a password alone still is not enough");
        hall.close().await;
    }

    async fn where_a_second_factor_is_prescribed_theirs_is_enough_as_long_as_the_town_says_so(kind: Kind) {
        let (hall, provider, _) = linked(kind, "").await;
        let strict = town::small().replace("max_services = 6", "max_services = 6\nsecond_factor = \"required\"");
        hall.take_in(&provider.in_town(&strict, "")).await;
        let mut clerk = hall.clerk();
        clerk.signs_in_at(&provider, "kaya").await;
        assert!(clerk.opens("/tag").await.leads_to().contains("/zweiter-faktor"), "is to set one up");
        hall.take_in(&provider.in_town(&strict, "second_factor = true")).await;
        assert!(clerk.opens("/tag").await.leads_to().contains("/zweiter-faktor"), "that session began when it did not count");
        clerk.signs_in_at(&provider, "kaya").await;
        assert_eq!(clerk.opens("/tag").await.status, 200);
        hall.take_in(&provider.in_town(&strict, "")).await;
        assert!(clerk.opens("/tag").await.leads_to().contains("/zweiter-faktor"), "it no longer counts, at once");
        hall.close().await;
    }

    async fn a_town_may_want_the_provider_to_have_asked_strictly(kind: Kind) {
        let (hall, provider) = hall_with_provider(kind, "acr = \"gold\"").await;
        let mut clerk = hall.signed_in("clerk").await;
        provider.lies(|token| token.says("acr", "gold".into()));
        assert_eq!(clerk.links_with(&provider, "kaya").await.status, 200);
        let mut strict = hall.clerk();
        assert!(strict.leaves().await.contains("acr_values=gold"));
        assert_eq!(strict.signs_in_at(&provider, "kaya").await.status, 303);
        for acr in [Some("silver"), Some(""), Some("goldig"), None] {
            provider.lies(move |token| if let Some(acr) = acr { token.says("acr", acr.into()) });
            let mut clerk = hall.clerk();
            let answer = clerk.signs_in_at(&provider, "kaya").await;
            is_refused(&answer, &clerk, "hat die Anmeldung nicht bestätigt");
        }
        hall.close().await;
    }

    async fn a_locked_account_is_out_and_looks_like_none(kind: Kind) {
        let (hall, provider, _) = linked(kind, "").await;
        let admin = hall.signed_in("administrator").await;
        let id = hall.account(EMAIL).await.id.0;
        admin.submits(&format!("/konten/{id}/sperre"), &[("locked", "true")]).await;
        let (mut locked, mut stranger) = (hall.clerk(), hall.clerk());
        let answer = locked.signs_in_at(&provider, "kaya").await;
        is_refused(&answer, &locked, "kein Konto verbunden, das in Gebrauch ist");
        let unknown = stranger.signs_in_at(&provider, "fremd").await;
        assert_eq!((answer.status, answer.text()), (unknown.status, unknown.text()), "nobody learns which");
        assert_eq!(hall.account(EMAIL).await.state, AccountState::Suspended);
        admin.submits(&format!("/konten/{id}/sperre"), &[("locked", "false")]).await;
        assert_eq!(locked.signs_in_at(&provider, "kaya").await.status, 303);
        hall.close().await;
    }

    async fn only_whoever_proves_herself_links_and_unlinks_and_the_log_knows(kind: Kind) {
        let (hall, provider) = hall_with_provider(kind, "").await;
        let mut clerk = hall.signed_in("clerk").await;
        let page = clerk.opens("/konto").await.text();
        assert!(page.contains("Nicht verbunden.") && page.contains("action=\"/desk/kleinstadt/konto/anbieter\""), "{page}");
        for fields in [&[("password", "drei rote Eimer")][..], &[("password", "")]] {
            let answer = clerk.submits("/konto/anbieter", fields).await;
            assert!(answer.status == 422 && answer.text().contains("Es ist alles geblieben"), "{}", answer.text());
        }
        assert!(provider.asked().is_empty());
        clerk.enrols(&hall, EMAIL).await;
        hall.minutes_pass(1);
        assert_eq!(clerk.submits("/konto/anbieter", &[("password", PASSWORD)]).await.status, 422, "her code, too");
        let code = hall.code_of(EMAIL).await;
        let answer = clerk.submits("/konto/anbieter", &[("password", PASSWORD), ("code", &code)]).await;
        let departure = clerk.is_led_on(&answer);
        let mut elsewhere = hall.clerk();
        elsewhere.sign_in(EMAIL, PASSWORD).await;
        let back = provider.lets_in(&departure, "kaya");
        assert_eq!(clerk.comes_back(&back).await.status, 200);
        assert!(elsewhere.opens("/zweiter-faktor").await.leads_to().contains("/anmelden"), "other sessions have ended (S-11)");
        assert_eq!(noted(&hall, 1).await, ["account clerk@example.org: Anmeldung mit Rathaus-Login:  -> verbunden"]);

        // The same sign-in with another account, and another sign-in with the same account.
        let mut lead = hall.signed_in("lead").await;
        let answer = lead.links_with(&provider, "kaya").await;
        assert!(answer.status == 409 && answer.text().contains("schon mit einem Konto verbunden"), "{}", answer.text());
        hall.minutes_pass(1);
        let code = hall.code_of(EMAIL).await;
        let answer = clerk.submits("/konto/anbieter", &[("password", PASSWORD), ("code", &code)]).await;
        let departure = clerk.is_led_on(&answer);
        let back = provider.lets_in(&departure, "zweite");
        assert_eq!(clerk.comes_back(&back).await.status, 409);

        hall.minutes_pass(1);
        let code = hall.code_of(EMAIL).await;
        assert_eq!(clerk.submits("/konto/anbieter/trennen", &[("password", "drei rote Eimer"), ("code", &code)]).await.status, 422);
        hall.minutes_pass(1);
        let code = hall.code_of(EMAIL).await;
        let answer = clerk.submits("/konto/anbieter/trennen", &[("password", PASSWORD), ("code", &code)]).await;
        assert!(answer.status == 200 && answer.text().contains("Nicht verbunden."), "{}", answer.text());
        assert_eq!(noted(&hall, 1).await, ["account clerk@example.org: Anmeldung mit Rathaus-Login: verbunden -> "]);
        let mut stranger = hall.clerk();
        let answer = stranger.signs_in_at(&provider, "kaya").await;
        is_refused(&answer, &stranger, "kein Konto verbunden");
        hall.close().await;
    }

    async fn whoever_was_signed_out_on_the_way_links_nothing_any_more(kind: Kind) {
        let (hall, provider) = hall_with_provider(kind, "").await;
        let mut clerk = hall.signed_in("clerk").await;
        let page = clerk.submits("/konto/anbieter", &[("password", PASSWORD)]).await;
        let departure = clerk.is_led_on(&page);
        let back = provider.lets_in(&departure, "kaya");
        let mut owner = hall.clerk();
        owner.sign_in(EMAIL, PASSWORD).await;
        owner.submits("/konto/sitzungen", &[]).await;
        let answer = clerk.comes_back(&back).await;
        assert!(answer.status == 422 && answer.text().contains("gilt nicht mehr"), "{}", answer.text());
        let mut stranger = hall.clerk();
        let answer = stranger.signs_in_at(&provider, "kaya").await;
        is_refused(&answer, &stranger, "kein Konto verbunden");
        hall.close().await;
    }

    async fn an_invitation_can_be_answered_by_signing_in_there(kind: Kind) {
        let (hall, provider) = hall_with_provider(kind, "").await;
        hall.invite("neu@example.org", "lead").await;
        let link = hall.link_for("neu@example.org").await;
        let mut new = hall.clerk();
        let page = new.opens(&format!("/zugang/{link}")).await.text();
        assert!(page.contains("Mit Rathaus-Login verbinden"), "{page}");
        let answer = new.submits(&format!("/zugang/{link}/anbieter"), &[]).await;
        let departure = new.is_led_on(&answer);
        let back = provider.lets_in(&departure, "neue");
        let answer = new.comes_back(&back).await;
        assert_eq!((answer.status.as_u16(), answer.leads_to()), (303, "/desk/kleinstadt"));
        assert_eq!(new.opens("/einrichtung").await.status, 200, "she is a lead");
        assert_eq!(new.opens(&format!("/zugang/{link}")).await.status, 404, "burnt");
        assert_eq!(noted(&hall, 1).await, ["account neu@example.org: Anmeldung mit Rathaus-Login:  -> verbunden"]);
        assert_eq!(hall.clerk().sign_in("neu@example.org", "").await.status, 422);
        assert_eq!(hall.clerk().signs_in_at(&provider, "neue").await.status, 303);
        // Whoever has forgotten hers gets a password, and nothing else, by a link.
        let reset = hall.link_for("neu@example.org").await;
        let mut again = hall.clerk();
        assert!(!again.opens(&format!("/zugang/{reset}")).await.text().contains("Rathaus-Login"));
        assert_eq!(again.submits(&format!("/zugang/{reset}/anbieter"), &[]).await.status, 404);
        // A link that is used up while she is on her way.
        hall.invite("zwei@example.org", "clerk").await;
        let link = hall.link_for("zwei@example.org").await;
        let answer = again.submits(&format!("/zugang/{link}/anbieter"), &[]).await;
        let departure = again.is_led_on(&answer);
        let back = provider.lets_in(&departure, "zweite");
        let _ = hall.link_for("zwei@example.org").await;
        let answer = again.comes_back(&back).await;
        is_refused(&answer, &again, "gilt nicht mehr");
        assert_eq!(hall.account("zwei@example.org").await.state, AccountState::Invited);
        hall.close().await;
    }

    async fn of_many_who_come_back_by_one_way_at_once_one_gets_in(kind: Kind) {
        let (hall, provider, _) = linked(kind, "").await;
        provider.is_careless();
        let mut clerk = hall.clerk();
        let departure = clerk.leaves().await;
        let back = provider.lets_in(&departure, "kaya");
        let mut rush = tokio::task::JoinSet::new();
        for _ in 0..6 {
            let (clerk, back) = (clerk.clone(), back.clone());
            rush.spawn(async move { clerk.opens(&back).await.status.as_u16() });
        }
        let mut answers = rush.join_all().await;
        answers.sort_unstable();
        assert_eq!(answers, [303, 422, 422, 422, 422, 422]);
        hall.close().await;
    }

}

on_both! {
    async fn where_there_is_no_provider_nobody_hears_of_one(hall: Hall) {
        let mut clerk = hall.signed_in("clerk").await;
        for page in ["/anmelden", "/konto"] {
            let text = clerk.opens(page).await.text();
            assert!(!text.contains("anbieter") && !text.contains("Mit Passwort anmelden"), "{text}");
        }
        for (path, fields) in [("/anmelden/anbieter", &[("weiter", "")][..]), ("/konto/anbieter", &[("password", PASSWORD)])] {
            assert_eq!(clerk.submits(path, fields).await.status, 404, "{path}");
        }
        assert_eq!(clerk.comes_back("/anmelden/zurueck?code=a&state=b").await.status, 404);
        let link = hall.link_for(EMAIL).await;
        assert!(!clerk.opens(&format!("/zugang/{link}")).await.text().contains("anbieter"));
    }
}
