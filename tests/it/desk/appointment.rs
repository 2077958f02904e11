//! One appointment at the desk: steps, reasons, two clerks at once, and finding it.

use proof::{Answer, Clerk, Hall, on_both};
use wire::AppointmentView;

/// An appointment on Tuesday at nine, and the address of its page below the desk's.
async fn booked(hall: &Hall, clerk: &Clerk, name: &str) -> (AppointmentView, String) {
    let citizen = hall.citizen().named(name);
    let appointment = citizen.books(&[("pass", 1)], "2026-11-24T09:00:00+01:00").await;
    let page = clerk.opens("/tag?datum=24.11.").await.text();
    let prefix = format!("/desk/{}", hall.town);
    let link = page.split('"').filter_map(|part| part.strip_prefix(&prefix));
    let mut link = link.filter(|path| path.starts_with("/termine/"));
    (appointment, link.next().expect("a link").to_owned())
}

async fn says(clerk: &Clerk, path: &str, step: &str, revision: &str, reason: &str) -> Answer {
    let fields = [("schritt", step), ("revision", revision), ("grund", reason)];
    clerk.submits(path, &fields).await
}

on_both! {
    async fn who_comes_is_there_and_then_done(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        let (_, path) = booked(&hall, &clerk, "Ada Wichtig").await;
        let answer = says(&clerk, &path, "da", "1", "").await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        assert!(answer.leads_to().ends_with("/tag?datum=2026-11-24"));
        assert!(clerk.opens("/tag?datum=24.11.").await.text().contains("ist da seit 07:00"));
        assert_eq!(says(&clerk, &path, "erledigt", "2", "").await.status, 303);
        let page = clerk.opens(&path).await.text();
        assert!(page.contains("Dieser Termin ist abgeschlossen"), "{page}");
        assert!(page.contains("23.11.2026, 07:00: erledigt (K. Muster)"), "{page}");
    }

    async fn a_slip_of_the_hand_is_taken_back_on_the_day_of_the_visit(hall: Hall) {
        hall.minutes_pass(24 * 60);
        let clerk = hall.signed_in("clerk").await;
        let (_, path) = booked(&hall, &clerk, "Ada Wichtig").await;
        assert_eq!(says(&clerk, &path, "zuruecknehmen", "1", "").await.status, 409, "nothing to take back");
        assert_eq!(says(&clerk, &path, "nicht-gekommen", "1", "").await.status, 303);
        assert_eq!(says(&clerk, &path, "zuruecknehmen", "2", "").await.status, 303);
        assert_eq!(says(&clerk, &path, "da", "3", "").await.status, 303);
    }

    async fn of_two_clerks_the_second_is_told_what_changed(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        let (_, path) = booked(&hall, &clerk, "Ada Wichtig").await;
        let other = clerk.clone();
        let (one, two) = tokio::join!(says(&clerk, &path, "da", "1", ""), says(&other, &path, "nicht-gekommen", "1", ""));
        let mut statuses = [one.status.as_u16(), two.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409]);
        let told = if one.status == 409 { one } else { two };
        assert!(told.text().contains("hat sich inzwischen geändert"), "{}", told.text());
    }

    async fn a_town_that_calls_off_says_why_and_owes_a_message(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        let (appointment, path) = booked(&hall, &clerk, "Ada Wichtig").await;
        let answer = says(&clerk, &path, "absagen", "1", " ").await;
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("Bitte geben Sie einen Grund an"));
        assert_eq!(says(&clerk, &path, "absagen", "1", "Wasserschaden").await.status, 303);
        assert!(clerk.opens(&path).await.text().contains("abgesagt (K. Muster): Wasserschaden"));
        let citizen = hall.citizen();
        assert_eq!(citizen.views(&appointment.token).await.state, wire::AppointmentState::Cancelled);
        // Its time is free at once.
        citizen.holds(&[("pass", 1)], "2026-11-24T09:00:00+01:00").await;
    }

    async fn a_foreign_appointment_is_like_none(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        let (_, path) = booked(&hall, &clerk, "Ada Wichtig").await;
        hall.take_in(&proof::town::two_departments()).await;
        hall.employ("fern@example.org", "clerk", &["bauamt"]).await;
        let mut far = hall.clerk();
        far.sign_in("fern@example.org", proof::PASSWORD).await;
        let foreign = far.opens(&path).await;
        let unknown = far.opens("/termine/00000000-0000-7000-8000-000000000000").await;
        assert_eq!((foreign.status.as_u16(), foreign.body), (404, unknown.body));
        assert_eq!(says(&far, &path, "da", "1", "").await.status, 404);
        assert!(!far.opens("/suche?q=Wichtig").await.text().contains("/termine/"));
    }

    async fn people_are_found_by_name_reference_and_number(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        let (appointment, path) = booked(&hall, &clerk, "Özlem O'Brien_Klug").await;
        let spoken = appointment.reference.replace('-', "").to_lowercase();
        for typed in ["brien_k", "özlem", "Özlem", spoken.as_str(), appointment.reference.as_str()] {
            let query = reqwest::Url::parse_with_params("http://x/", [("q", typed)]).expect("a query");
            let found = clerk.opens(&format!("/suche?{}", query.query().unwrap_or_default())).await.text();
            assert!(found.contains(&path), "{typed}: {found}");
        }
        for typed in ["brien%25k", "b", "%25%25", "xyz"] {
            let found = clerk.opens(&format!("/suche?q={typed}")).await.text();
            assert!(!found.contains(&path), "{typed}");
        }
    }
}
