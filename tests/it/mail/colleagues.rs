//! Colleagues are written to as well: what an administrator tries out, and lists of the day. To their own addresses only.

use chrono::TimeDelta;
use proof::{Hall, Mood, Received, on_both};
use server::upkeep::daily_lists;

use super::{Mail, Post};

const PASS: &[(&str, u32)] = &[("pass", 1)];
const AT_NINE: &str = "2026-11-24T09:00:00+01:00";
const PAGE: &str = "/wortlaut/booked";

/// The account that is Kaya's: its column is hers.
async fn kaya(hall: &Hall) -> proof::Clerk {
    let clerk = hall.signed_in("clerk").await;
    let db = hall.database.inspector().await;
    let sql = "UPDATE account SET staff_id = (SELECT id FROM staff_member WHERE slug = 'kaya') WHERE email = 'clerk@example.org'";
    sea_orm::ConnectionTrait::execute_unprepared(&db, sql)
        .await
        .expect("linked");
    db.close().await.expect("the inspector leaves");
    clerk
}

/// Lets the clock show this time on Tuesday.
fn on_tuesday(post: &Post, time: &str) {
    let at = proof::at(&format!("2026-11-24T{time}:00+01:00"));
    let minutes = (at - post.hall.app.clock.now()).num_minutes();
    post.hall.minutes_pass(minutes);
}

fn lists(received: &[Received]) -> Vec<Mail> {
    received.iter().map(Mail::read).collect()
}

on_both! {
    async fn a_trial_goes_to_the_own_address_with_words_nobody_else_reads_yet(kind: Kind) {
        let post = Post::open(kind).await;
        let clerk = post.hall.signed_in("administrator").await;
        let page = clerk.opens(PAGE).await;
        let typed = [("schritt", "probe-de"), ("anfang-de", "Hallo {name}, nur zur Probe."), ("email", "fremd@example.org")];
        let answer = clerk.sends_back(PAGE, &page, &typed).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert!(answer.text().contains("administrator@example.org") && answer.text().contains("nur zur Probe"), "{}", answer.text());
        let received = post.arrives().await;
        assert_eq!(received.len(), 1, "{received:?}");
        let mail = Mail::read(&received[0]);
        assert_eq!(mail.to, "administrator@example.org");
        assert_eq!(mail.subject, "Probe: Ihr Termin: Gemeinde kleinstadt");
        assert!(mail.text.contains("Hallo Erika Mustermann, nur zur Probe.") && mail.text.contains("Probenachricht"), "{}", mail.text);
        assert!(mail.calendar.is_empty(), "nothing to put into a calendar");
        assert!(!post.hall.exports().await.contains("nur zur Probe"), "nothing is saved");
        assert!(post.arrives().await.is_empty());
        post.hall.citizen().books(PASS, AT_NINE).await;
        assert!(post.one().await.text.contains("Ihr Termin ist vereinbart."), "citizens read what is saved");
        assert_eq!(post.count("sent").await, 2);
        post.hall.close().await;
    }

    async fn a_few_trials_an_hour_are_enough(kind: Kind) {
        let post = Post::open(kind).await;
        let mut clerk = post.hall.signed_in("administrator").await;
        let page = clerk.opens(PAGE).await;
        for _ in 0..5 {
            assert_eq!(clerk.sends_back(PAGE, &page, &[("schritt", "probe-en")]).await.status, 200);
        }
        let refused = clerk.sends_back(PAGE, &page, &[("schritt", "probe-en")]).await;
        assert!(refused.status == 429 && refused.text().contains("Bitte versuchen Sie es in einer Stunde"), "{}", refused.text());
        assert_eq!(post.arrives().await.len(), 5);
        post.hall.minutes_pass(61);
        clerk.sign_in("administrator@example.org", proof::PASSWORD).await;
        assert_eq!(clerk.sends_back(PAGE, &page, &[("schritt", "probe-en")]).await.status, 200);
        let wrong = clerk.sends_back(PAGE, &page, &[("schritt", "probe-de"), ("anfang-de", "{nmae}")]).await;
        assert_eq!(wrong.status, 422);
        assert_eq!(post.arrives().await.len(), 1);
        post.hall.close().await;
    }

    async fn a_trial_is_tried_again_and_gone_with_its_account(kind: Kind) {
        let post = Post::open(kind).await;
        let clerk = post.hall.signed_in("administrator").await;
        let page = clerk.opens(PAGE).await;
        clerk.sends_back(PAGE, &page, &[("schritt", "probe-de")]).await;
        post.server.is(Mood::Later);
        assert!(post.arrives().await.is_empty());
        assert_eq!(post.count("owed").await, 1);
        post.server.is(Mood::Fine);
        post.hall.minutes_pass(2);
        assert_eq!(post.arrives().await.len(), 1);
        clerk.sends_back(PAGE, &page, &[("schritt", "probe-de")]).await;
        post.hall.employ("zweite@example.org", "administrator", &[]).await;
        let mut second = post.hall.clerk();
        second.sign_in("zweite@example.org", proof::PASSWORD).await;
        let id = post.hall.account("administrator@example.org").await.id.0;
        second.submits(&format!("/konten/{id}/sperre"), &[("locked", "true")]).await;
        assert!(post.arrives().await.is_empty(), "who is locked out is not written to");
        assert_eq!(post.count("withdrawn").await, 1);
        post.hall.close().await;
    }

    async fn whoever_wishes_it_has_her_list_before_the_first_visit_once(kind: Kind) {
        let post = Post::open(kind).await;
        let mut clerk = kaya(&post.hall).await;
        let booked = post.hall.citizen().books(PASS, AT_NINE).await;
        let _ = post.one().await;
        on_tuesday(&post, "06:45");
        assert_eq!(daily_lists(&post.hall.app).await.expect("owed"), 0, "nobody wishes one");
        clerk.sign_in("clerk@example.org", proof::PASSWORD).await;
        let account = clerk.opens("/konto").await.text();
        assert!(account.contains("Tagesliste"), "{account}");
        let wished = clerk.submits("/konto/tagesliste", &[("daily", "true")]).await;
        assert!(wished.status == 200 && wished.text().contains("ab jetzt morgens um 6:30 Uhr"), "{}", wished.text());

        let second = post.hall.app.clone();
        let (here, there) = tokio::join!(daily_lists(&post.hall.app), daily_lists(&second));
        assert_eq!(here.expect("owed") + there.expect("owed"), 1, "once, whatever number of servers");
        let received = post.arrives().await;
        assert_eq!(received.len(), 1);
        let list = &lists(&received)[0];
        assert_eq!((list.to.as_str(), list.subject.as_str()), ("clerk@example.org", "Ihre Liste für heute: Gemeinde kleinstadt"));
        let line = format!("09:00 Uhr: Reisepass beantragen · Mika Beispiel · {}", booked.reference);
        assert!(list.text.contains(&line), "{}", list.text);
        assert!(!list.text.contains("mika@example.org") && !list.text.contains(&booked.manage_url), "{}", list.text);
        assert!(list.text.contains("unter „Mein Konto“"), "it says how to stop it: {}", list.text);
        assert!(list.html.contains("Mika Beispiel") && list.html.contains("/desk/kleinstadt/tag?datum=2026-11-24"), "{}", list.html);
        assert_eq!(daily_lists(&post.hall.app).await.expect("owed"), 0);
        assert!(post.arrives().await.is_empty());

        let stopped = clerk.submits("/konto/tagesliste", &[]).await;
        assert!(stopped.text().contains("kommt nicht mehr"), "{}", stopped.text());
        post.hall.minutes_pass(24 * 60);
        post.hall.citizen().books(PASS, "2026-11-25T10:00:00+01:00").await;
        assert_eq!(daily_lists(&post.hall.app).await.expect("owed"), 0, "she has switched it off");
        post.hall.close().await;
    }

    async fn no_list_comes_at_night_for_an_empty_day_or_when_the_day_is_over(kind: Kind) {
        let post = Post::open(kind).await;
        let clerk = kaya(&post.hall).await;
        clerk.submits("/konto/tagesliste", &[("daily", "true")]).await;
        let owes = async || daily_lists(&post.hall.app).await.expect("owed");
        on_tuesday(&post, "06:45");
        assert_eq!(owes().await, 0, "nobody comes");
        post.hall.clock.advance(-TimeDelta::hours(12));
        post.hall.citizen().books(PASS, AT_NINE).await;
        let _ = post.one().await;
        on_tuesday(&post, "06:29");
        assert_eq!(owes().await, 0, "too early");
        on_tuesday(&post, "06:30");
        assert_eq!(owes().await, 1);
        // The mail server is down until the last visit is over.
        post.server.is(Mood::Later);
        assert!(post.arrives().await.is_empty());
        post.server.is(Mood::Fine);
        on_tuesday(&post, "09:16");
        assert!(post.arrives().await.is_empty(), "it helps nobody any more");
        assert_eq!(post.count("withdrawn").await, 1);
        // Nor is it owed when servers were down all morning.
        post.hall.minutes_pass(24 * 60 - 120);
        post.hall.citizen().books(PASS, "2026-11-25T09:00:00+01:00").await;
        let _ = post.arrives().await;
        post.hall.minutes_pass(150);
        assert_eq!(owes().await, 0);
        post.hall.close().await;
    }

    async fn whoever_is_away_gets_no_list(kind: Kind) {
        let post = Post::open(kind).await;
        let clerk = kaya(&post.hall).await;
        clerk.submits("/konto/tagesliste", &[("daily", "true")]).await;
        post.hall.citizen().books(PASS, AT_NINE).await;
        let away = clerk.reports_absence("person=kaya&zeitraum=von-bis&von=24.11.").await;
        assert_eq!(away.status, 303, "{}", away.text());
        on_tuesday(&post, "06:45");
        assert_eq!(daily_lists(&post.hall.app).await.expect("owed"), 0);
        post.hall.close().await;
    }
}
