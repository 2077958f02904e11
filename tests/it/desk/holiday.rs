//! A day becomes a holiday for the whole town: every department at once, on the same path as when somebody is ill (H10, H11).

use proof::{Answer, Clerk, on_both, town};
use wire::AppointmentState;

use super::absence::count;
use super::remedies::{calls_in, who_has_what};

const AT_NINE: &str = "2026-11-24T09:00:00+01:00";
const HOLIDAY: &str = "amt=*&von=24.11.&anlass=Heimatfest";
const SAVED: &str = "/desk/kleinstadt/betroffene?gespeichert=1";
const TAKE_BACK: &str = "/abwesenheit/1/zuruecknehmen";

async fn preview(clerk: &Clerk) -> Answer {
    let answer = clerk.opens(&format!("/schliesstage?{HOLIDAY}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
}

async fn save(clerk: &Clerk, shown: &Answer) -> Answer {
    clerk.sends_back("/schliesstage", shown, &[]).await
}

on_both! {
    async fn all_departments_close_and_everybody_is_looked_after(hall: Hall) {
        hall.take_in(&town::two_departments()).await;
        let citizen = hall.citizen();
        let lost = [
            citizen.clone().named("Clara Karte").books(&[("perso", 1)], AT_NINE).await,
            citizen.clone().named("Bea Bauherr").books(&[("beratung", 1)], AT_NINE).await,
        ];
        let other = citizen.books(&[("beratung", 1)], "2026-11-25T09:00:00+01:00").await;
        let administrator = hall.signed_in("administrator").await;
        calls_in(&administrator, "Lore Land", "0221 4710456", "2026-11-24T10:00:00+01:00").await;
        let (file, held) = (hall.exports().await, who_has_what(&hall).await);
        let shown = preview(&administrator).await;
        let page = shown.text();
        assert!(page.contains("Feiertag am 24.11.2026: Heimatfest") && page.contains("Feiertag eintragen"), "{page}");
        assert!(page.contains("Clara Karte") && page.contains("Bea Bauherr") && page.contains("Lore Land"), "{page}");
        assert_eq!(hall.exports().await, file, "a preview changes nothing");
        assert_eq!(save(&administrator, &shown).await.status, 303);
        assert!(administrator.opens("/betroffene?gespeichert=1").await.text().contains("Feiertag eingetragen"));
        assert!(hall.exports().await.contains("Heimatfest"));

        for one in &lost {
            assert_eq!(citizen.views(&one.token).await.state, AppointmentState::Displaced);
            let own = citizen.reads(&format!("/termin/{}", one.token)).await.text();
            assert!(own.contains("kann nicht stattfinden") && !own.contains("Heimatfest"), "{own}");
        }
        assert_eq!(citizen.views(&other.token).await.state, AppointmentState::Booked);
        assert_eq!(count(&hall, "notice WHERE kind = 'displaced' AND due_at = owed_at + 300000000").await, 2);
        assert_eq!(count(&hall, "notice WHERE kind <> 'booked' AND kind <> 'displaced'").await, 0);
        assert_eq!(count(&hall, "call_entry WHERE cause = 'unreachable'").await, 1);
        for service in ["perso", "beratung"] {
            assert!(citizen.looks(&[service], "2026-11-24", 1).await.days[0].starts.is_empty(), "{service}");
        }
        let list = administrator.opens("/schliesstage").await.text();
        assert!(list.contains("Alle Ämter (Feiertag)") && list.contains("Zurücknehmen"), "{list}");

        hall.minutes_pass(4);
        let back = administrator.submits(TAKE_BACK, &[]).await;
        assert!(back.status == 200 && back.text().contains("Feiertag zurückgenommen: Alle Termine sind wieder wie zuvor"), "{}", back.text());
        assert_eq!(hall.exports().await, file, "byte for byte");
        assert_eq!(who_has_what(&hall).await, held);
        assert_eq!(count(&hall, "notice WHERE kind <> 'booked' AND state <> 'withdrawn'").await, 0, "nobody hears of it");
        assert_eq!(count(&hall, "offer").await + count(&hall, "call_entry").await, 0);
        assert_eq!(administrator.submits(TAKE_BACK, &[]).await.status, 404, "once is enough");
    }

    async fn only_administrators_of_the_whole_town_may(hall: Hall) {
        hall.take_in(&town::two_departments()).await;
        let administrator = hall.signed_in("administrator").await;
        let shown = preview(&administrator).await;
        hall.employ("bau@example.org", "administrator", &["bauamt"]).await;
        hall.employ("alle@example.org", "administrator", &["bauamt", "buergerbuero"]).await;
        let mut others = vec![hall.signed_in("lead").await];
        for email in ["bau@example.org", "alle@example.org"] {
            let mut clerk = hall.clerk();
            clerk.sign_in(email, proof::PASSWORD).await;
            others.push(clerk);
        }
        let file = hall.exports().await;
        for other in &others {
            assert!(!other.opens("/schliesstage").await.text().contains("Alle Ämter"));
            let asked = other.opens(&format!("/schliesstage?{HOLIDAY}")).await;
            assert!(asked.status == 422 && asked.text().contains("Bitte wählen Sie, was geschlossen ist"), "{}", asked.text());
            assert_eq!(save(other, &shown).await.status, 422);
            assert_eq!(hall.exports().await, file);
        }
        assert_eq!(save(&administrator, &shown).await.status, 303);
        for other in &others {
            assert_eq!(other.submits(TAKE_BACK, &[]).await.status, 404);
            assert!(!other.opens("/abwesenheit").await.text().contains("Zurücknehmen"));
        }
    }

    async fn a_day_is_a_holiday_only_once(hall: Hall) {
        let administrator = hall.signed_in("administrator").await;
        let christmas = administrator.opens("/schliesstage?amt=*&von=25.12.&anlass=Fest").await;
        assert!(christmas.status == 422 && christmas.text().matches("ist schon ein Feiertag").count() == 2, "{}", christmas.text());
        hall.citizen().books(&[("pass", 1)], AT_NINE).await;
        let shown = preview(&administrator).await;
        let other = administrator.clone();
        let (one, two) = tokio::join!(save(&administrator, &shown), save(&other, &shown));
        for answer in [&one, &two, &save(&administrator, &shown).await] {
            assert_eq!((answer.status.as_u16(), answer.leads_to()), (303, SAVED), "a second click is no mistake: {}", answer.text());
        }
        let otherwise = administrator.submits("/schliesstage", &[("amt", "*"), ("von", "24.11."), ("anlass", "Schützenfest")]).await;
        assert!(otherwise.status == 422 && otherwise.text().matches("ist schon ein Feiertag: Heimatfest").count() == 2, "{}", otherwise.text());
        let asked = administrator.opens(&format!("/schliesstage?{HOLIDAY}")).await;
        assert_eq!(asked.status, 422, "and a preview of it would be of nothing");
        assert_eq!(hall.exports().await.matches("Heimatfest").count(), 1);
        assert_eq!(count(&hall, "rescue").await, 1);
        assert_eq!(count(&hall, "notice WHERE kind = 'displaced'").await, 1);
    }

    async fn nothing_is_saved_that_was_not_shown(hall: Hall) {
        let administrator = hall.signed_in("administrator").await;
        let shown = preview(&administrator).await;
        hall.citizen().named("Paul Pass").books(&[("pass", 1)], AT_NINE).await;
        let file = hall.exports().await;
        let answer = save(&administrator, &shown).await;
        assert!(answer.status == 409 && answer.text().contains("nichts wurde gespeichert") && answer.text().contains("Paul Pass"), "{}", answer.text());
        assert_eq!(hall.exports().await, file);
        assert_eq!(save(&administrator, &answer).await.status, 303, "and then what is shown now");
    }

    async fn a_holiday_that_is_gone_already_is_not_taken_back(hall: Hall) {
        let administrator = hall.signed_in("administrator").await;
        assert_eq!(save(&administrator, &preview(&administrator).await).await.status, 303);
        hall.take_in(&town::small()).await;
        let file = hall.exports().await;
        let back = administrator.submits(TAKE_BACK, &[]).await;
        assert!(back.status == 409 && back.text().contains("lässt sich nicht mehr zurücknehmen"), "{}", back.text());
        assert_eq!(hall.exports().await, file);
    }

    async fn what_cannot_be_read_is_told_and_nothing_typed_is_lost(hall: Hall) {
        let administrator = hall.signed_in("administrator").await;
        for (query, expected, kept) in [
            ("amt=*&von=24.11.", "Bitte geben Sie an, wie der Feiertag heißt", "value=\"24.11.\""),
            ("amt=*&von=24.11.&bis=26.11.&anlass=Fest", "Ein Feiertag ist ein einzelner Tag", "value=\"Fest\""),
            ("amt=*&von=2026-11-02&anlass=Fest", "schon vorbei", "value=\"Fest\""),
            ("amt=*&von=bald&anlass=Fest", "Bitte geben Sie den ersten Tag", "value=\"Fest\""),
        ] {
            let answer = administrator.opens(&format!("/schliesstage?{query}")).await;
            let page = answer.text();
            assert!(answer.status == 422 && page.matches(expected).count() >= 2, "beside the field as well, {query}: {page}");
            assert!(page.contains(kept) && page.contains("value=\"*\" selected"), "{query}: {page}");
        }
    }
}
