//! A department is closed for a day: the same path as when somebody is ill (H10, H11).

use proof::{Answer, Clerk, on_both, town};
use wire::AppointmentState;

const AT_NINE: &str = "2026-11-24T09:00:00+01:00";

async fn preview(clerk: &Clerk) -> Answer {
    let answer = clerk
        .opens("/schliesstage?amt=buergerbuero&von=24.11.&anlass=Betriebsausflug")
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
}

async fn save(clerk: &Clerk, preview: &Answer) -> Answer {
    clerk.sends_back("/schliesstage", preview, &[]).await
}

on_both! {
    async fn whoever_comes_on_a_day_that_is_closed_is_looked_after(hall: Hall) {
        hall.take_in(&town::two_departments()).await;
        let citizen = hall.citizen();
        let lost = citizen.clone().named("Clara Karte").books(&[("perso", 1)], AT_NINE).await;
        let elsewhere = citizen.books(&[("beratung", 1)], AT_NINE).await;
        let lead = hall.signed_in("lead").await;
        let shown = preview(&lead).await;
        assert!(shown.text().contains("Clara Karte") && shown.text().contains("3 Ersatztermine"), "{}", shown.text());
        assert_eq!(save(&lead, &shown).await.status, 303);
        assert_eq!(citizen.views(&lost.token).await.state, AppointmentState::Displaced);
        assert_eq!(citizen.views(&elsewhere.token).await.state, AppointmentState::Booked, "the other department is open");
        assert!(citizen.looks(&["perso"], "2026-11-24", 1).await.days[0].starts.is_empty());
        assert!(lead.opens("/schliesstage").await.text().contains("Eingetragene Schließtage"));
        let again = save(&lead, &shown).await;
        assert_eq!((again.status.as_u16(), again.leads_to().ends_with("/betroffene?gespeichert=1")), (303, true), "a second click is no mistake");
        let clerk = hall.signed_in("clerk").await;
        assert!(!clerk.opens("/abwesenheit").await.text().contains("Zurücknehmen"));
        assert_eq!(clerk.submits("/abwesenheit/1/zuruecknehmen", &[]).await.status, 404, "what a lead closes no clerk opens");
        let back = lead.submits("/abwesenheit/1/zuruecknehmen", &[]).await;
        assert!(back.status == 200 && back.text().contains("wieder wie zuvor"), "{}", back.text());
        assert_eq!(citizen.views(&lost.token).await.state, AppointmentState::Booked);
        assert!(!lead.opens("/schliesstage").await.text().contains("Eingetragene Schließtage"));
    }

    async fn what_cannot_be_read_is_told_and_nothing_typed_is_lost(hall: Hall) {
        let lead = hall.signed_in("lead").await;
        for (query, expected) in [
            ("amt=irgendeins&von=24.11.", "Bitte wählen Sie, was geschlossen ist"),
            ("amt=buergerbuero&von=bald", "Bitte geben Sie den ersten Tag"),
            ("amt=buergerbuero&von=24.11.&bis=23.11.2026", "Das Ende liegt vor dem Beginn"),
            ("amt=buergerbuero&von=2026-11-02", "schon vorbei"),
            ("amt=buergerbuero&von=24.11.&bis=24.12.2028", "Länger als ein Jahr"),
        ] {
            let answer = lead.opens(&format!("/schliesstage?{query}&anlass=Ausflug")).await;
            let page = answer.text();
            assert!(answer.status == 422 && page.contains(expected) && page.contains("value=\"Ausflug\""), "{query}: {page}");
        }
    }

    async fn a_lead_closes_no_other_department(hall: Hall) {
        hall.take_in(&town::two_departments()).await;
        hall.employ("bau@example.org", "lead", &["bauamt"]).await;
        let mut lead = hall.clerk();
        lead.sign_in("bau@example.org", proof::PASSWORD).await;
        let answer = lead.opens("/schliesstage?amt=buergerbuero&von=24.11.").await;
        assert_eq!(answer.status, 422);
        let sent = lead.submits("/schliesstage", &[("amt", "buergerbuero"), ("von", "24.11."), ("siegel", "x")]).await;
        assert_eq!(sent.status, 422, "{}", sent.text());
    }
}
