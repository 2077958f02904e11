//! Links that set a password (S-07, S-08, L43, L47).

use chrono::TimeDelta;
use proof::{Hall, PASSWORD, on_both, town};

const EMAIL: &str = "k.muster@example.org";
const NEW: &str = "vier gelbe Gabeln";

/// Uses a link; the status.
async fn sets(hall: &Hall, link: &str, password: &str, again: &str) -> u16 {
    let fields = [("new", password), ("again", again)];
    let answer = hall.clerk().submits(&format!("/zugang/{link}"), &fields).await;
    answer.status.as_u16()
}

on_both! {
    async fn an_invitation_sets_the_first_password_once(hall: Hall) {
        hall.invite(EMAIL, "clerk").await;
        let mut clerk = hall.clerk();
        assert_eq!(clerk.sign_in(EMAIL, "").await.status, 422, "invited, but nobody yet");
        let link = hall.link_for(EMAIL).await;
        for _ in 0..2 {
            let page = clerk.opens(&format!("/zugang/{link}")).await;
            assert_eq!(page.status, 200);
            assert!(page.text().contains("K. Muster") && page.text().contains("Gemeinde kleinstadt"), "{}", page.text());
        }
        assert!(hall.account(EMAIL).await.password.is_none(), "looking changes nothing");
        for (password, again) in [("kurz", "kurz"), ("passwort1234", "passwort1234"), (NEW, PASSWORD), ("Kleinstadt-2026!", "Kleinstadt-2026!"), ("kmuster@example.org", "kmuster@example.org")] {
            assert_eq!(sets(&hall, &link, password, again).await, 422, "{password}");
        }
        assert_eq!(sets(&hall, &link, NEW, NEW).await, 200);
        assert_eq!(sets(&hall, &link, PASSWORD, PASSWORD).await, 404, "burnt");
        assert_eq!(clerk.sign_in(EMAIL, NEW).await.status, 303);
    }

    async fn a_new_password_ends_every_session_and_every_link(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        let first = hall.link_for("clerk@example.org").await;
        let second = hall.link_for("clerk@example.org").await;
        assert_eq!(sets(&hall, &first, NEW, NEW).await, 404, "a new link ends the one before");
        assert_eq!(clerk.opens("/tag").await.status, 200);
        assert_eq!(sets(&hall, &second, NEW, NEW).await, 200);
        assert_eq!(clerk.opens("/tag").await.status, 303);
        let mut again = hall.clerk();
        assert_eq!(again.sign_in("clerk@example.org", PASSWORD).await.status, 422);
        assert_eq!(again.sign_in("clerk@example.org", NEW).await.status, 303);
    }

    async fn of_many_who_use_a_link_at_once_one_does(hall: Hall) {
        hall.invite(EMAIL, "clerk").await;
        let link = hall.link_for(EMAIL).await;
        let mut rush = tokio::task::JoinSet::new();
        for number in 0..6 {
            let (clerk, path) = (hall.clerk(), format!("/zugang/{link}"));
            rush.spawn(async move {
                let password = format!("vier gelbe Gabeln {number}");
                clerk.submits(&path, &[("new", &password), ("again", &password)]).await.status.as_u16()
            });
        }
        let mut answers = rush.join_all().await;
        answers.sort_unstable();
        assert_eq!(answers, [200, 404, 404, 404, 404, 404]);
    }

    async fn links_end_and_all_dead_ones_look_the_same(hall: Hall) {
        // No administrator yet, so whoever has this link can do everything: 15 minutes.
        hall.invite("chef@example.org", "administrator").await;
        hall.invite(EMAIL, "clerk").await;
        hall.employ("alt@example.org", "administrator", &[]).await;
        for (email, lasts) in [(EMAIL, TimeDelta::days(7)), ("chef@example.org", TimeDelta::days(7)), ("alt@example.org", TimeDelta::minutes(30))] {
            let link = format!("/zugang/{}", hall.link_for(email).await);
            hall.clock.advance(lasts - TimeDelta::seconds(1));
            assert_eq!(hall.clerk().opens(&link).await.status, 200, "{email}");
            hall.clock.advance(TimeDelta::seconds(1));
            assert_eq!(hall.clerk().opens(&link).await.status, 404, "{email}");
        }
        let other = hall.take_in(&town::staffed("anderswo", 2)).await;
        let live = hall.link_for(EMAIL).await;
        let foreign = hall.clerk().at_town(&other).opens(&format!("/zugang/{live}")).await;
        let unknown = hall.clerk().at_town(&other).opens(&format!("/zugang/{}", "A".repeat(43))).await;
        let nonsense = hall.clerk().at_town(&other).opens("/zugang/x").await;
        assert_eq!((foreign.status.as_u16(), &foreign.body), (404, &unknown.body));
        assert_eq!(nonsense.body, unknown.body);
        assert!(foreign.text().contains("neuen Link"), "{}", foreign.text());
    }

    async fn the_first_administrator_has_a_quarter_of_an_hour(hall: Hall) {
        hall.invite("chef@example.org", "administrator").await;
        let link = format!("/zugang/{}", hall.link_for("chef@example.org").await);
        hall.minutes_pass(14);
        assert_eq!(hall.clerk().opens(&link).await.status, 200);
        hall.minutes_pass(1);
        assert_eq!(hall.clerk().opens(&link).await.status, 404);
    }

    async fn a_link_does_not_skip_the_second_factor(hall: Hall) {
        let mut clerk = hall.signed_in("clerk").await;
        clerk.enrols(&hall, "clerk@example.org").await;
        let link = hall.link_for("clerk@example.org").await;
        assert_eq!(sets(&hall, &link, NEW, NEW).await, 200);
        let mut again = hall.clerk();
        let answer = again.sign_in("clerk@example.org", NEW).await;
        assert!(answer.leads_to().starts_with("/desk/kleinstadt/zweiter-faktor?"), "{}", answer.leads_to());
        assert_eq!(again.opens("/tag").await.status, 303);
        hall.minutes_pass(1);
        let code = hall.code_of("clerk@example.org").await;
        assert_eq!(again.shows_code(&code).await.status, 303);
        assert_eq!(again.opens("/tag").await.status, 200);
    }
}
