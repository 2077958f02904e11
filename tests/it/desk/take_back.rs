//! Two cuts over the same time: when one is taken back, nobody is given to whom the other keeps away (H10, H11).

use proof::{Clerk, Hall, on_both, town};
use wire::AppointmentState;

use super::absence::count;
use super::remedies::who_has_what;

const PASS: &[(&str, u32)] = &[("pass", 1)];
const CARD: &[(&str, u32)] = &[("perso", 1)];
const NINE: &str = "2026-11-24T09:00:00+01:00";
const KAYA_IS_ILL: &str = "person=kaya&zeitraum=von-bis&von=24.11.";
const KAYA_LEAVES: &str = "person=kaya&schritt=ausscheiden&letzter=23.11.";

/// Saves what a page shows for this.
async fn saves(clerk: &Clerk, page: &str, query: &str) {
    let shown = clerk.opens(&format!("{page}?{query}")).await;
    let saved = clerk.sends_back(page, &shown, &[]).await;
    assert_eq!(saved.status, 303, "{query}: {}", saved.text());
}

/// Takes a cut back, and somebody stays behind.
async fn takes_back_but_for_some(clerk: &Clerk, number: u32) {
    let back = clerk
        .submits(&format!("/abwesenheit/{number}/zuruecknehmen"), &[])
        .await;
    assert!(
        back.status == 200 && back.text().contains("mit Ausnahmen"),
        "{}",
        back.text()
    );
}

/// How much is done for those who lost their time.
async fn done_for_them(hall: &Hall) -> [i64; 3] {
    [
        count(hall, "notice WHERE kind = 'displaced' AND state = 'owed'").await,
        count(hall, "offer").await,
        count(hall, "call_entry").await,
    ]
}

on_both! {
    async fn on_a_day_that_is_closed_twice_nobody_comes_when_one_is_taken_back(hall: Hall) {
        let citizen = hall.citizen();
        let lost = citizen.books(PASS, "2026-11-25T08:30:00+01:00").await;
        let administrator = hall.signed_in("administrator").await;
        saves(&administrator, "/schliesstage", "amt=buergerbuero&von=25.11.&anlass=Ausflug").await;
        saves(&administrator, "/schliesstage", "amt=*&von=25.11.&anlass=Heimatfest").await;
        let (held, done) = (who_has_what(&hall).await, done_for_them(&hall).await);
        assert_eq!(done, [1, 3, 0]);
        takes_back_but_for_some(&administrator, 1).await;
        assert_eq!(citizen.views(&lost.token).await.state, AppointmentState::Displaced);
        assert_eq!((who_has_what(&hall).await, done_for_them(&hall).await), (held, done), "she hears of it and chooses");
        assert!(!hall.exports().await.contains("Ausflug"));
    }

    async fn whoever_is_ill_on_a_day_that_is_closed_gets_nobody_back(hall: Hall) {
        let citizen = hall.citizen();
        let lost = citizen.books(PASS, NINE).await;
        let later = citizen.books(PASS, "2026-11-25T09:00:00+01:00").await;
        let administrator = hall.signed_in("administrator").await;
        saves(&administrator, "/abwesenheit", &format!("{KAYA_IS_ILL}&bis=25.11.")).await;
        saves(&administrator, "/schliesstage", "amt=buergerbuero&von=24.11.").await;
        takes_back_but_for_some(&administrator, 1).await;
        assert_eq!(citizen.views(&lost.token).await.state, AppointmentState::Displaced);
        assert_eq!(citizen.views(&later.token).await.state, AppointmentState::Booked, "the other day is as it was");
        assert_eq!(done_for_them(&hall).await, [1, 3, 0]);
    }

    async fn what_a_colleague_took_over_is_not_pulled_back_to_somebody_who_has_left(hall: Hall) {
        let citizen = hall.citizen();
        let taken = citizen.books(CARD, NINE).await;
        let beside = citizen.books(PASS, "2026-11-24T10:00:00+01:00").await;
        let lead = hall.signed_in("lead").await;
        saves(&lead, "/abwesenheit", KAYA_IS_ILL).await;
        saves(&lead, "/dienstzeiten", KAYA_LEAVES).await;
        let held = who_has_what(&hall).await;
        takes_back_but_for_some(&lead, 1).await;
        assert_eq!(who_has_what(&hall).await, held, "the card stays with the colleague");
        assert_eq!(citizen.views(&taken.token).await.at, NINE);
        assert_eq!(citizen.views(&beside.token).await.state, AppointmentState::Displaced);
    }

    // Kaya's passport is Bea's, for which Bea's card is Cem's: if one stays, so does the other.
    async fn what_was_given_away_for_somebody_who_stays_is_not_given_back(hall: Hall) {
        let alone = town::head("kleinstadt") + &town::colleague("kaya", &["*"]);
        let two = alone.clone() + &town::colleague("bea", &["pass", "perso"]);
        let three = two.clone() + &town::colleague("cem", &["perso"]);
        let citizen = hall.citizen();
        hall.take_in(&alone).await;
        citizen.books(PASS, NINE).await;
        hall.take_in(&two).await;
        citizen.books(CARD, NINE).await;
        hall.take_in(&three).await;
        let lead = hall.signed_in("lead").await;
        saves(&lead, "/abwesenheit", KAYA_IS_ILL).await;
        assert_eq!(count(&hall, "appointment WHERE state = 'booked'").await, 2);
        assert_eq!(count(&hall, "history WHERE deed = 'reassigned'").await, 2, "a chain");
        saves(&lead, "/dienstzeiten", KAYA_LEAVES).await;
        let held = who_has_what(&hall).await;
        takes_back_but_for_some(&lead, 1).await;
        assert_eq!(who_has_what(&hall).await, held);
    }
}
