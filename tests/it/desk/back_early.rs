//! Somebody is back earlier than thought: her time is offered again, and appointments are given back only if a clerk wants
//! it.

use proof::{Clerk, on_both};
use wire::AppointmentState;

const PASS: &[(&str, u32)] = &[("pass", 1)];
const CARD: &[(&str, u32)] = &[("perso", 1)];
const WHOLE_DAY: &str = "person=kaya&von=2026-11-24T00:00&bis=2026-11-25T00:00";

/// Kaya, who alone does passports, is away all Tuesday.
async fn kaya_is_away(clerk: &Clerk) {
    let saved = clerk
        .reports_absence("person=kaya&zeitraum=von-bis&von=24.11.")
        .await;
    assert_eq!(saved.status, 303, "{}", saved.text());
}

/// What can be ticked on a page, and whether it is.
fn ticks(page: &str) -> Vec<(String, bool)> {
    let boxes = page.split("name=\"zurueck\" value=\"").skip(1);
    let read = |rest: &str| {
        let (value, rest) = rest.split_once('"').expect("a value");
        (value.to_owned(), rest.starts_with(" checked"))
    };
    boxes.map(read).collect()
}

on_both! {
    async fn what_begins_after_she_is_back_can_be_hers_again(hall: Hall) {
        let citizen = hall.citizen();
        let taken = citizen.books(CARD, "2026-11-24T10:45:00+01:00").await;
        let early = citizen.books(PASS, "2026-11-24T09:00:00+01:00").await;
        let late = citizen.books(PASS, "2026-11-24T11:00:00+01:00").await;
        let clerk = hall.signed_in("clerk").await;
        kaya_is_away(&clerk).await;
        assert!(clerk.opens("/abwesenheit").await.text().contains("abwesenheit/ende?person=kaya"));
        let page = clerk.opens(&format!("/abwesenheit/ende?{WHOLE_DAY}&tag=24.11.&uhrzeit=10:30")).await;
        let ticks = ticks(&page.text());
        // Whom a colleague keeps stays there unless somebody wants it otherwise; whom nobody keeps does not.
        assert_eq!(ticks.iter().map(|(_, ticked)| *ticked).collect::<Vec<_>>(), [false, true], "{}", page.text());
        let back = ticks[1].0.clone();
        let ended = clerk.sends_back("/abwesenheit/ende", &page, &[("zurueck", &back)]).await;
        assert_eq!(ended.status, 303, "{}", ended.text());
        assert_eq!(citizen.views(&late.token).await.state, AppointmentState::Booked);
        assert_eq!(citizen.views(&early.token).await.state, AppointmentState::Displaced);
        assert_eq!(citizen.views(&taken.token).await.state, AppointmentState::Booked);
        let day = clerk.opens("/tag?datum=24.11.").await.text();
        assert!(day.contains("petersen"), "the card stays with the colleague: {day}");
        let free = citizen.looks(&["pass"], "2026-11-24", 1).await;
        let starts: Vec<_> = free.days[0].starts.iter().map(|start| start.label.as_str()).collect();
        assert!(starts.contains(&"10:30") && !starts.contains(&"10:15"), "{starts:?}");
        let again = clerk.sends_back("/abwesenheit/ende", &page, &[("zurueck", &back)]).await;
        assert!(again.status == 404 && again.text().contains("gibt es so nicht mehr"), "{}", again.text());
    }

    async fn away_and_back_and_away_again_the_last_loss_counts(hall: Hall) {
        let citizen = hall.citizen();
        citizen.books(CARD, "2026-11-24T10:45:00+01:00").await;
        let clerk = hall.signed_in("clerk").await;
        for _ in 0..2 {
            kaya_is_away(&clerk).await;
            let page = clerk.opens(&format!("/abwesenheit/ende?{WHOLE_DAY}")).await;
            let back = ticks(&page.text()).first().expect("what the colleague took over").0.clone();
            let ended = clerk.sends_back("/abwesenheit/ende", &page, &[("zurueck", &back)]).await;
            assert_eq!(ended.status, 303, "{}", ended.text());
        }
    }

    async fn what_has_changed_since_it_was_shown_is_not_given_back(hall: Hall) {
        let citizen = hall.citizen();
        let lost = citizen.books(PASS, "2026-11-24T11:00:00+01:00").await;
        let clerk = hall.signed_in("clerk").await;
        kaya_is_away(&clerk).await;
        let page = clerk.opens(&format!("/abwesenheit/ende?{WHOLE_DAY}")).await;
        let back = ticks(&page.text())[0].0.clone();
        let gone = citizen.ask(axum::http::Method::POST, &format!("/appointments/{}/cancel", lost.token), None).await;
        assert_eq!(gone.status, 200);
        let ended = clerk.sends_back("/abwesenheit/ende", &page, &[("zurueck", &back)]).await;
        assert_eq!(ended.status, 409, "{}", ended.text());
        assert!(ended.text().contains("nichts wurde gespeichert"));
        assert!(clerk.opens("/abwesenheit").await.text().contains("abwesenheit/ende"), "and she is still away");
    }

    async fn nothing_is_given_back_that_nobody_asked_for(hall: Hall) {
        let citizen = hall.citizen();
        let lost = citizen.books(PASS, "2026-11-24T11:00:00+01:00").await;
        let clerk = hall.signed_in("clerk").await;
        kaya_is_away(&clerk).await;
        let page = clerk.opens(&format!("/abwesenheit/ende?{WHOLE_DAY}")).await;
        let ended = clerk.sends_back("/abwesenheit/ende", &page, &[]).await;
        assert_eq!(ended.status, 303, "{}", ended.text());
        assert_eq!(citizen.views(&lost.token).await.state, AppointmentState::Displaced, "she stays on the list");
        assert!(!clerk.opens("/abwesenheit").await.text().contains("abwesenheit/ende"), "nobody is away any more");
    }

    async fn what_cannot_be_read_is_told_at_its_field(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        kaya_is_away(&clerk).await;
        for (query, expected) in [
            ("tag=irgendwann", "Bitte geben Sie den Tag"),
            ("tag=24.11.&uhrzeit=neun", "Bitte geben Sie die Uhrzeit"),
            ("tag=26.11.", "innerhalb der Abwesenheit"),
        ] {
            let answer = clerk.opens(&format!("/abwesenheit/ende?{WHOLE_DAY}&{query}")).await;
            assert!(answer.status == 422 && answer.text().contains(expected), "{query}: {}", answer.text());
        }
        assert_eq!(clerk.opens("/abwesenheit/ende?person=kaya&von=heute&bis=morgen").await.status, 404);
    }
}
