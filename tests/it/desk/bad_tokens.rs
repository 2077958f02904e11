//! Tokens that say nothing, each of them in a real conversation that is right but for one thing (S-05, G-14): nobody is let in by them.

use proof::{CLIENT, Draft, Signer, hall_with_provider, on_both};
use serde_json::{Value, json};

/// What becomes of a token after it was signed.
type Scrawl = Box<dyn Fn(String) -> String + Send + Sync>;

/// What is wrong, and how it comes to be.
type Wrong = (&'static str, Box<dyn Fn(&mut Draft) + Send + Sync>);

fn wrong(told: &'static str, lie: impl Fn(&mut Draft) + Send + Sync + 'static) -> Wrong {
    (told, Box::new(lie))
}

fn says(told: &'static str, claim: &'static str, value: Value) -> Wrong {
    wrong(told, move |token| token.says(claim, value.clone()))
}

fn hides(told: &'static str, claim: &'static str) -> Wrong {
    wrong(told, move |token| token.hides(claim))
}

/// Lies of a provider whose own key is known, at a moment.
fn lies(own: &Signer, rsa: &Signer, now: i64) -> Vec<Wrong> {
    let stranger = Signer::on_a_curve("erster");
    let (unknown, renamed) = (Signer::on_a_curve("fremder"), own.called("fremder"));
    let (public, modulus) = (own.public(), rsa.public());
    let issuer = "https://login.example";
    vec![
        wrong("unsigned", |token| {
            token.header = json!({ "alg": "none", "typ": "JWT" });
            token.signer = None;
        }),
        wrong("unsigned, with a name of a key", |token| {
            token.header["alg"] = "none".into();
            token.signer = None;
        }),
        wrong("signed by nobody, although it says so", |token| {
            token.signer = None
        }),
        wrong("signed with the public key as a shared secret", move |token| {
            token.header["alg"] = "HS256".into();
            token.shared = Some(public.clone());
        }),
        wrong(
            "signed with another public key as a shared secret",
            move |token| {
                token.header = json!({ "alg": "HS256", "typ": "JWT" });
                token.shared = Some(modulus.clone());
            },
        ),
        wrong("signed with the client's name as a shared secret", |token| {
            token.header = json!({ "alg": "HS256", "typ": "JWT" });
            token.shared = Some(CLIENT.into());
        }),
        wrong("signed with another key of the same name", move |token| {
            token.signer = Some(stranger.clone())
        }),
        wrong("signed with a key nobody knows", move |token| {
            token.header["kid"] = "fremder".into();
            token.signer = Some(unknown.clone());
        }),
        wrong(
            "signed with the right key under a name nobody knows",
            move |token| {
                token.header["kid"] = "fremder".into();
                token.signer = Some(renamed.clone());
            },
        ),
        wrong("signed by another algorithm than it says", |token| {
            token.header["alg"] = "RS256".into()
        }),
        wrong("signed by an algorithm there is not", |token| {
            token.header["alg"] = "ES999".into()
        }),
        wrong("with something critical in front that nobody knows", |token| {
            token.header["crit"] = json!(["exp"])
        }),
        wrong("of another type", |token| token.header["typ"] = "at+jwt".into()),
        wrong("with another token inside", |token| {
            token.header["cty"] = "JWT".into()
        }),
        wrong("with a header that is none", |token| token.header = json!("x")),
        says("of another issuer", "iss", issuer.into()),
        wrong("of the issuer with a slash", |token| {
            let issuer = format!("{}/", token.claims["iss"].as_str().expect("an issuer"));
            token.says("iss", issuer.into());
        }),
        wrong("of the issuer in capitals", |token| {
            let issuer = token.claims["iss"]
                .as_str()
                .expect("an issuer")
                .replace("http", "HTTP");
            token.says("iss", issuer.into());
        }),
        hides("of no issuer", "iss"),
        says("for another client", "aud", "eine-andere".into()),
        says(
            "for a client whose name begins alike",
            "aud",
            format!("{CLIENT}2").into(),
        ),
        says("for other clients", "aud", json!(["eine", "andere"])),
        says("for nobody", "aud", json!([])),
        hides("for whomever", "aud"),
        says(
            "for us and another, made for nobody",
            "aud",
            json!([CLIENT, "eine-andere"]),
        ),
        wrong("for us and another, made for the other", |token| {
            token.says("aud", json!([CLIENT, "eine-andere"]));
            token.says("azp", "eine-andere".into());
        }),
        says("made for another", "azp", "eine-andere".into()),
        says("over", "exp", (now - 61).into()),
        says("over since ever", "exp", 0.into()),
        says("without an end that is a number", "exp", "morgen".into()),
        hides("without an end", "exp"),
        says("of the future", "iat", (now + 61).into()),
        says("of the far future", "iat", 99_999_999_999_i64.into()),
        hides("of no time", "iat"),
        says("not yet", "nbf", (now + 61).into()),
        says("not yet, told as a text", "nbf", (now + 61).to_string().into()),
        says("of another sign-in", "nonce", "A".repeat(43).into()),
        says("of an empty sign-in", "nonce", "".into()),
        says("of a sign-in that is no text", "nonce", 1.into()),
        hides("of no sign-in", "nonce"),
        hides("about nobody", "sub"),
        says("about an empty name", "sub", "".into()),
        says("about a name that is no text", "sub", 7.into()),
        says("about a name beyond all length", "sub", "k".repeat(256).into()),
        says("about a name in two lines", "sub", "kaya\nkaya".into()),
    ]
}

on_both! {
    async fn nobody_gets_in_by_a_token_that_is_wrong_in_one_thing(kind: Kind) {
        let (hall, provider) = hall_with_provider(kind, "").await;
        let mut clerk = hall.signed_in("clerk").await;
        assert_eq!(clerk.links_with(&provider, "kaya").await.status, 200);
        // Somebody is linked with every name that a wrong token could bring in.
        let (own, rsa) = (provider.signer(), Signer::of_rsa("zweiter"));
        provider.signs_with(&[own.clone(), rsa.clone()]);
        let all = lies(&own, &rsa, hall.clock.now().timestamp());
        assert!(all.len() > 40);
        for (told, lie) in all {
            provider.lies(lie);
            let mut nobody = hall.clerk();
            let answer = nobody.signs_in_at(&provider, "kaya").await;
            assert_eq!(answer.status, 422, "{told}: {}", answer.text());
            assert!(answer.text().contains("hat die Anmeldung nicht bestätigt"), "{told}: {}", answer.text());
            assert_eq!(nobody.cookie, None, "{told}");
            provider.is_honest();
        }
        assert_eq!(hall.clerk().signs_in_at(&provider, "kaya").await.status, 303, "and none of this was for another reason");
        hall.close().await;
    }

    async fn nobody_gets_in_by_what_is_no_token_or_was_changed_on_the_way(kind: Kind) {
        let (hall, provider) = hall_with_provider(kind, "").await;
        let mut clerk = hall.signed_in("clerk").await;
        assert_eq!(clerk.links_with(&provider, "kaya").await.status, 200);
        let part = |token: &str, number: usize| token.split('.').nth(number).expect("a part").to_owned();
        // {"sub":"kaya"} and so on, without the signature fitting it.
        let others = "eyJzdWIiOiJrYXlhIn0";
        let scrawls: [(&str, Scrawl); 12] = [
            ("no token", Box::new(|_| "kein Token".to_owned())),
            ("nothing", Box::new(|_| String::new())),
            ("two parts", Box::new(move |token| format!("{}.{}", part(&token, 0), part(&token, 1)))),
            ("an empty signature", Box::new(move |token| format!("{}.{}.", part(&token, 0), part(&token, 1)))),
            ("four parts", Box::new(|token| format!("{token}.{}", "A".repeat(86)))),
            ("five parts, as if it were sealed", Box::new(|token| format!("{token}.AAAA.AAAA"))),
            ("a signature cut short", Box::new(|token| token[..token.len() - 4].to_owned())),
            ("a signature with a letter more", Box::new(|token| format!("{token}A"))),
            ("a signature with another letter", Box::new(|mut token| {
                let place = token.len() - 10;
                let other = if &token[place..=place] == "A" { "B" } else { "A" };
                token.replace_range(place..=place, other);
                token
            })),
            ("other claims under the signature", Box::new(move |token| format!("{}.{others}.{}", part(&token, 0), part(&token, 2)))),
            ("claims with a letter less", Box::new(move |token| {
                let claims = part(&token, 1);
                format!("{}.{}.{}", part(&token, 0), &claims[..claims.len() - 1], part(&token, 2))
            })),
            ("blanks around it", Box::new(|token| format!(" {token} "))),
        ];
        for (told, scrawl) in scrawls {
            provider.scrawls(scrawl);
            let mut nobody = hall.clerk();
            let answer = nobody.signs_in_at(&provider, "kaya").await;
            assert!(answer.status == 422 && nobody.cookie.is_none(), "{told}: {} {}", answer.status, answer.text());
            provider.is_honest();
        }
        assert_eq!(hall.clerk().signs_in_at(&provider, "kaya").await.status, 303);
        hall.close().await;
    }

    async fn what_is_unusual_but_sound_is_believed(kind: Kind) {
        let (hall, provider) = hall_with_provider(kind, "").await;
        let mut clerk = hall.signed_in("clerk").await;
        assert_eq!(clerk.links_with(&provider, "kaya").await.status, 200);
        let now = hall.clock.now().timestamp();
        let sound = [
            says("for us in a list", "aud", json!([CLIENT])),
            wrong("for us and another, made for us", |token| {
                token.says("aud", json!([CLIENT, "eine-andere"]));
                token.says("azp", CLIENT.into());
            }),
            says("over for less than a minute", "exp", (now - 59).into()),
            says("by a clock that is a bit fast", "iat", (now + 59).into()),
            says("from now on", "nbf", (now + 59).into()),
            wrong("with no name of a key, where there is one", |token| {
                token.header.as_object_mut().expect("a header").remove("kid");
            }),
            wrong("of no type", |token| {
                token.header.as_object_mut().expect("a header").remove("typ");
            }),
            says("with more than anybody asked for", "groups", json!(["a", { "b": 1 }])),
        ];
        for (told, truth) in sound {
            provider.lies(truth);
            let answer = hall.clerk().signs_in_at(&provider, "kaya").await;
            assert_eq!(answer.status, 303, "{told}: {}", answer.text());
        }
        hall.close().await;
    }

    async fn a_token_of_another_towns_client_at_the_same_provider_is_worth_nothing(kind: Kind) {
        let (hall, provider) = hall_with_provider(kind, "").await;
        let mut clerk = hall.signed_in("clerk").await;
        assert_eq!(clerk.links_with(&provider, "kaya").await.status, 200);
        let other = proof::town::staffed("anderswo", 2);
        let other = provider.in_town(&other, "").replace(CLIENT, "anderswo-client");
        hall.take_in(&other).await;
        let mut there = hall.clerk().at_town("anderswo");
        let departure = there.leaves().await;
        assert!(departure.contains("client_id=anderswo-client"), "{departure}");
        let theirs = provider.lets_in(&departure, "kaya");
        let code = theirs.split("code=").nth(1).and_then(|rest| rest.split('&').next()).expect("a code").to_owned();
        let mut here = hall.clerk();
        let own = here.leaves().await;
        let state = own.split("state=").nth(1).and_then(|rest| rest.split('&').next()).expect("a state").to_owned();
        let answer = here.comes_back(&format!("/anmelden/zurueck?code={code}&state={state}")).await;
        assert!(answer.status == 422 && here.cookie.is_none(), "{}", answer.text());
        hall.close().await;
    }
}
