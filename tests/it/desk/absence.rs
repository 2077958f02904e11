//! The day somebody is ill: who takes over, who is left, and that nothing is saved that was not shown.

use axum::http::Method;
use proof::{Answer, Clerk, Hall, on_both, town};
use sea_orm::{ConnectionTrait as _, Statement};

const AT_NINE: &str = "2026-11-24T09:00:00+01:00";

pub(super) async fn preview(clerk: &Clerk, person: &str) -> Answer {
    let answer = clerk
        .opens(&format!(
            "/abwesenheit?person={person}&zeitraum=von-bis&von=24.11."
        ))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
}

pub(super) async fn save(clerk: &Clerk, preview: &Answer) -> Answer {
    clerk.sends_back("/abwesenheit", preview, &[]).await
}

pub async fn count(hall: &Hall, sql: &str) -> i64 {
    let db = hall.database.inspector().await;
    let statement = Statement::from_string(
        db.get_database_backend(),
        format!("SELECT count(*) AS n FROM {sql}"),
    );
    let row = db
        .query_one_raw(statement)
        .await
        .expect("an answer")
        .expect("a row");
    let number = row.try_get("", "n").expect("a number");
    db.close().await.expect("the inspector leaves");
    number
}

on_both! {
    async fn a_colleague_takes_over_at_the_same_time_and_who_is_left_is_owed_a_message(hall: Hall) {
        let citizen = hall.citizen();
        // Kaya does both, Petersen the identity card only; of two at nine Kaya has the passport.
        let card = citizen.clone().named("Clara Karte").books(&[("perso", 1)], AT_NINE).await;
        citizen.clone().named("Paul Pass").books(&[("pass", 1)], "2026-11-24T10:00:00+01:00").await;
        let clerk = hall.signed_in("clerk").await;
        let shown = preview(&clerk, "kaya").await;
        let page = shown.text();
        assert!(page.contains("petersen übernimmt") && page.contains("niemand sonst ist dafür befähigt"), "{page}");
        assert_eq!(count(&hall, "absence").await, 0, "a preview changes nothing");
        let saved = save(&clerk, &shown).await;
        assert_eq!((saved.status.as_u16(), saved.leads_to().ends_with("/betroffene?gespeichert=1")), (303, true), "{}", saved.text());

        assert_eq!(citizen.views(&card.token).await.at, AT_NINE, "nobody's time changes unasked");
        let list = clerk.opens("/betroffene").await.text();
        assert!(list.contains("Paul Pass") && !list.contains("Clara Karte"), "{list}");
        assert_eq!(count(&hall, "notice WHERE kind = 'displaced' AND due_at = owed_at + 300000000").await, 1);
        assert_eq!(count(&hall, "notice WHERE kind <> 'booked' AND kind <> 'displaced'").await, 0, "and nobody else hears of it");
        // Her time is not offered any more, at once.
        let free = citizen.looks(&["pass"], "2026-11-24", 1).await;
        assert!(free.days[0].starts.is_empty());
        let again = save(&clerk, &shown).await;
        assert_eq!((again.status.as_u16(), again.leads_to()), (303, saved.leads_to()), "a second click is no mistake");
    }

    async fn nothing_is_saved_that_was_not_shown(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        let shown = preview(&clerk, "kaya").await;
        assert!(shown.text().contains("keine Termine betroffen"));
        hall.citizen().named("Paul Pass").books(&[("pass", 1)], AT_NINE).await;
        let answer = save(&clerk, &shown).await;
        assert_eq!(answer.status, 409);
        assert!(answer.text().contains("nichts wurde gespeichert") && answer.text().contains("Paul Pass"));
        assert_eq!(count(&hall, "absence").await, 0);
        assert_eq!(save(&clerk, &answer).await.status, 303, "and then what is shown now");
    }

    async fn two_clerks_who_save_the_same_absence_make_one(hall: Hall) {
        hall.citizen().books(&[("pass", 1)], AT_NINE).await;
        let clerk = hall.signed_in("clerk").await;
        let shown = preview(&clerk, "kaya").await;
        let other = clerk.clone();
        let (one, two) = tokio::join!(save(&clerk, &shown), save(&other, &shown));
        assert_eq!([one.status.as_u16(), two.status.as_u16()], [303, 303]);
        assert_eq!(one.leads_to(), two.leads_to());
        assert_eq!(count(&hall, "absence").await, 1);
        assert_eq!(count(&hall, "notice WHERE kind = 'displaced'").await, 1);
    }

    async fn a_reservation_with_somebody_who_is_away_comes_to_nothing(hall: Hall) {
        let citizen = hall.citizen();
        let hold = citizen.holds(&[("pass", 1)], AT_NINE).await;
        let clerk = hall.signed_in("clerk").await;
        let shown = preview(&clerk, "kaya").await;
        assert!(shown.text().contains("Reservierung endet"), "{}", shown.text());
        assert_eq!(save(&clerk, &shown).await.status, 303);
        assert_eq!(citizen.asks_to_confirm(&hold.hold).await.status, 410);
    }

    async fn what_another_department_lost_is_not_shown(hall: Hall) {
        hall.take_in(&town::two_departments()).await;
        let citizen = hall.citizen();
        citizen.clone().named("Bea Bauherr").books(&[("beratung", 1)], AT_NINE).await;
        citizen.clone().named("Paul Pass").books(&[("pass", 1)], AT_NINE).await;
        let administrator = hall.signed_in("administrator").await;
        assert_eq!(save(&administrator, &preview(&administrator, "hollmann").await).await.status, 303);
        hall.employ("nah@example.org", "clerk", &["buergerbuero"]).await;
        let mut clerk = hall.clerk();
        clerk.sign_in("nah@example.org", proof::PASSWORD).await;
        let page = preview(&clerk, "kaya").await.text();
        assert!(page.contains("Paul Pass") && !page.contains("Bea Bauherr"), "{page}");
    }

    async fn a_reservation_that_is_over_stands_in_nobodys_way(hall: Hall) {
        let citizen = hall.citizen();
        citizen.clone().named("Clara Karte").books(&[("perso", 1)], AT_NINE).await;
        // The other colleague's nine o'clock, until the hold is over; nobody has swept it yet.
        citizen.holds(&[("perso", 1)], AT_NINE).await;
        hall.minutes_pass(11);
        let clerk = hall.signed_in("clerk").await;
        let shown = preview(&clerk, "kaya").await;
        assert!(shown.text().contains("petersen übernimmt"), "{}", shown.text());
        let saved = save(&clerk, &shown).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
    }

    async fn who_was_left_is_given_to_whoever_is_free_by_then(hall: Hall) {
        hall.take_in(&town::small().replace("skills = [\"perso\"]", "skills = [\"perso\", \"pass\"]")).await;
        let citizen = hall.citizen();
        let anna = citizen.clone().named("Anna Pass").books(&[("pass", 1)], AT_NINE).await;
        let paul = citizen.clone().named("Paul Pass").books(&[("pass", 1)], AT_NINE).await;
        let clerk = hall.signed_in("clerk").await;
        assert_eq!(save(&clerk, &preview(&clerk, "kaya").await).await.status, 303);
        let list = clerk.opens("/betroffene").await.text();
        let prefix = format!("action=\"/desk/{}/termine", hall.town);
        let action = list.split(&prefix).nth(1).and_then(|rest| rest.split('"').next()).expect("a button");
        let action = format!("/termine{action}");
        let answer = clerk.submits(&action, &[("revision", "2")]).await;
        assert!(answer.text().contains("Noch ist niemand frei"), "{}", answer.text());
        let other = if list.contains("Anna Pass") { paul } else { anna };
        let gone = citizen.ask(Method::POST, &format!("/appointments/{}/cancel", other.token), None).await;
        assert_eq!(gone.status, 200, "{}", gone.text());
        assert_eq!(clerk.submits(&action, &[("revision", "2")]).await.status, 303);
        assert_eq!(clerk.submits(&action, &[("revision", "2")]).await.status, 409, "once is enough");
        assert!(clerk.opens("/betroffene").await.text().contains("Alle Termine haben jemanden"));
    }

    async fn who_is_left_may_choose_another_time_or_none(hall: Hall) {
        let citizen = hall.citizen();
        let moving = citizen.books(&[("pass", 1)], AT_NINE).await;
        let leaving = citizen.books(&[("pass", 1)], "2026-11-24T10:00:00+01:00").await;
        let clerk = hall.signed_in("clerk").await;
        assert_eq!(save(&clerk, &preview(&clerk, "kaya").await).await.status, 303);
        let seen = citizen.views(&moving.token).await;
        assert!(seen.state == wire::AppointmentState::Displaced && seen.changeable);
        let hold = citizen.holds(&[("pass", 1)], "2026-11-26T11:00:00+01:00").await;
        let body = serde_json::json!({ "hold": hold.hold });
        let moved = citizen.ask(Method::POST, &format!("/appointments/{}/move", moving.token), Some(&body)).await;
        assert_eq!(moved.good::<wire::AppointmentView>().state, wire::AppointmentState::Booked);
        let gone = citizen.ask(Method::POST, &format!("/appointments/{}/cancel", leaving.token), None).await;
        assert_eq!(gone.status, 200, "{}", gone.text());
        assert!(clerk.opens("/betroffene").await.text().contains("Alle Termine haben jemanden"));
    }

    async fn what_cannot_be_read_is_told_and_nothing_typed_is_lost(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        for (query, expected) in [
            ("person=niemand&zeitraum=heute", "Bitte wählen Sie, wer abwesend ist"),
            ("person=kaya&zeitraum=von-bis&von=irgendwann", "Bitte geben Sie den ersten Tag"),
            ("person=kaya&zeitraum=von-bis&von=24.11.&ab=9", "Bitte geben Sie die Uhrzeit"),
            ("person=kaya&zeitraum=von-bis&von=24.11.&ab=12:00&um=09:00", "Das Ende liegt vor dem Beginn"),
            ("person=kaya&zeitraum=von-bis&von=2026-11-02", "Diese Zeit ist schon vorbei"),
            ("person=kaya&zeitraum=von-bis&von=24.11.&bis=24.12.2028", "höchstens ein Jahr"),
        ] {
            let answer = clerk.opens(&format!("/abwesenheit?{query}")).await;
            assert_eq!(answer.status, 422, "{query}");
            let page = answer.text();
            assert!(page.contains(expected), "{query}: {page}");
            assert!(!query.contains("irgendwann") || page.contains("value=\"irgendwann\""), "{page}");
        }
    }
}
