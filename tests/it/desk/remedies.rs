//! Nobody is forgotten (H11): who loses her appointment is offered other times that are really hers to take, or is called;
//! two clerks never call the same person; and what was saved by mistake is as it was.

use proof::{Answer, Clerk, Hall, hidden_fields, on_both};
use sea_orm::{ConnectionTrait as _, Statement};
use wire::{AppointmentState, AppointmentView};

use super::absence::count;

const PASS: &[(&str, u32)] = &[("pass", 1)];
const AT_NINE: &str = "2026-11-24T09:00:00+01:00";
const AT_TEN: &str = "2026-11-24T10:00:00+01:00";

/// Kaya alone does passports; she is away on Tuesday from nine to noon.
async fn reports_kaya(clerk: &Clerk) -> Answer {
    let saved = clerk
        .reports_absence("person=kaya&zeitraum=von-bis&von=24.11.&ab=09:00&um=12:00")
        .await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    saved
}

/// The citizen's page, as a browser shows it.
async fn page(hall: &Hall, appointment: &AppointmentView) -> String {
    hall.citizen()
        .reads(&format!("/termin/{}", appointment.token))
        .await
        .text()
}

/// What the buttons of a page would send under this name.
fn offered(page: &str) -> Vec<String> {
    let buttons = page.split("name=\"hold\" value=\"").skip(1);
    buttons
        .map(|rest| rest.split('"').next().expect("a value").to_owned())
        .collect()
}

/// Somebody without e-mail, given an appointment by phone.
pub async fn calls_in(clerk: &Clerk, name: &str, phone: &str, at: &str) {
    let form = clerk.opens("/vergeben?anliegen=pass").await.text();
    let fields = hidden_fields(&form);
    let mut fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    fields.retain(|(name, _)| *name == "schluessel");
    fields.extend([
        ("anliegen", "pass"),
        ("anzahl", "1"),
        ("zeit", at),
        ("name", name),
        ("phone", phone),
    ]);
    let given = clerk.submits("/vergeben", &fields).await;
    assert_eq!(given.status, 201, "{}", given.text());
}

on_both! {
    async fn one_tap_takes_an_offered_time_and_frees_the_others(hall: Hall) {
        let citizen = hall.citizen();
        let lost = citizen.books(PASS, AT_NINE).await;
        let clerk = hall.signed_in("clerk").await;
        reports_kaya(&clerk).await;
        let shown = page(&hall, &lost).await;
        let times = offered(&shown);
        assert_eq!(times.len(), 3, "{shown}");
        assert_eq!(count(&hall, "appointment WHERE state = 'held'").await, 3, "they are really kept");
        assert!(clerk.opens("/betroffene").await.text().contains("3 Ersatztermine bis"));
        assert!(clerk.opens("/anrufliste").await.text().contains("Niemand muss angerufen werden"));
        // A scanner follows links: nothing happens.
        let path = format!("/termin/{}/ersatz", lost.token);
        assert_eq!(citizen.reads(&path).await.status, 303);
        assert_eq!(offered(&page(&hall, &lost).await), times);

        let taken = citizen.submits(&path, &[("hold", &times[1])]).await;
        assert_eq!(taken.status, 303, "{}", taken.text());
        let now = citizen.views(&lost.token).await;
        assert_eq!(now.state, AppointmentState::Booked);
        assert_ne!(now.at, AT_NINE);
        assert_eq!(count(&hall, "appointment WHERE state = 'held'").await, 0, "the others are free again");
        assert_eq!(count(&hall, "notice WHERE kind = 'moved' AND state = 'owed'").await, 1);
        assert_eq!(count(&hall, "notice WHERE kind = 'displaced' AND state = 'withdrawn'").await, 1, "nobody hears of a loss that is made good");
        assert!(clerk.opens("/betroffene").await.text().contains("Alle Termine haben jemanden"));
        // Tapping twice, or another one later, changes nothing.
        assert_eq!(citizen.submits(&path, &[("hold", &times[1])]).await.status, 303);
        assert_eq!(citizen.submits(&path, &[("hold", &times[0])]).await.status, 409);
        assert_eq!(citizen.views(&lost.token).await.at, now.at);
    }

    async fn nobody_takes_what_was_offered_to_somebody_else(hall: Hall) {
        let citizen = hall.citizen();
        let (one, other) = (citizen.books(PASS, AT_NINE).await, citizen.books(PASS, AT_TEN).await);
        let clerk = hall.signed_in("clerk").await;
        reports_kaya(&clerk).await;
        let times = offered(&page(&hall, &one).await);
        let stolen = citizen.submits(&format!("/termin/{}/ersatz", other.token), &[("hold", &times[0])]).await;
        assert_eq!(stolen.status, 410, "{}", stolen.text());
        assert_eq!(citizen.views(&other.token).await.state, AppointmentState::Displaced);
        assert_eq!(offered(&page(&hall, &one).await), times);
    }

    async fn two_taps_at_once_move_once(hall: Hall) {
        let citizen = hall.citizen();
        let lost = citizen.books(PASS, AT_NINE).await;
        reports_kaya(&hall.signed_in("clerk").await).await;
        let times = offered(&page(&hall, &lost).await);
        let path = format!("/termin/{}/ersatz", lost.token);
        let (first, second) = ([("hold", times[0].as_str())], [("hold", times[1].as_str())]);
        let (one, two) = tokio::join!(citizen.submits(&path, &first), citizen.submits(&path, &second));
        let mut statuses = [one.status.as_u16(), two.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409], "{} {}", one.text(), two.text());
        assert_eq!(count(&hall, "notice WHERE kind = 'moved'").await, 1);
    }

    async fn who_does_not_answer_in_time_is_called(hall: Hall) {
        let citizen = hall.citizen();
        let lost = citizen.named("Stille Sara").books(PASS, AT_NINE).await;
        let clerk = hall.signed_in("clerk").await;
        reports_kaya(&clerk).await;
        let times = offered(&page(&hall, &lost).await);
        hall.minutes_pass(25 * 60);
        let mut clerk = hall.clerk();
        clerk.sign_in("clerk@example.org", proof::PASSWORD).await;
        let list = clerk.opens("/anrufliste").await.text();
        assert!(list.contains("Stille Sara") && list.contains("keine Ersatztermine mehr offen"), "{list}");
        let late = hall.citizen().submits(&format!("/termin/{}/ersatz", lost.token), &[("hold", &times[0])]).await;
        assert_eq!(late.status, 410, "{}", late.text());
        assert!(late.text().contains("nicht mehr reserviert"));
    }

    async fn whoever_asks_for_a_call_is_called_at_the_number_she_gives(hall: Hall) {
        let citizen = hall.citizen();
        let lost = citizen.clone().named("Ruth Ruf").books(PASS, AT_NINE).await;
        let clerk = hall.signed_in("clerk").await;
        reports_kaya(&clerk).await;
        let path = format!("/termin/{}/anruf", lost.token);
        let wrong = citizen.submits(&path, &[("phone", "morgens")]).await;
        assert_eq!(wrong.status, 422, "{}", wrong.text());
        assert!(wrong.text().contains("value=\"morgens\""), "what was typed is kept");
        assert_eq!(offered(&wrong.text()).len(), 3, "and nothing is lost");
        assert_eq!(citizen.submits(&path, &[("phone", "0221 4710456")]).await.status, 303);
        assert_eq!(count(&hall, "appointment WHERE state = 'held'").await, 0);
        assert!(page(&hall, &lost).await.contains("Wir rufen Sie an"));
        let list = clerk.opens("/anrufliste").await.text();
        assert!(list.contains("Ruth Ruf") && list.contains("0221 4710456") && list.contains("bittet um einen Anruf"), "{list}");
    }

    async fn who_hears_no_message_is_called_and_owed_none(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        calls_in(&clerk, "Lore Land", "0221 4710456", AT_NINE).await;
        calls_in(&clerk, "Moni Mobil", "0171 3920012", AT_TEN).await;
        reports_kaya(&clerk).await;
        assert_eq!(count(&hall, "notice WHERE kind = 'displaced'").await, 0);
        assert_eq!(count(&hall, "call_entry WHERE cause = 'unreachable'").await, 2);
        let list = clerk.opens("/anrufliste").await.text();
        assert!(list.contains("Lore Land") && list.contains("Moni Mobil"), "{list}");
    }

    async fn two_clerks_never_call_the_same_person(hall: Hall) {
        let here = hall.signed_in("clerk").await;
        let there = hall.signed_in("lead").await;
        calls_in(&here, "Lore Land", "0221 4710456", AT_NINE).await;
        reports_kaya(&here).await;
        let path = entry(&here.opens("/anrufliste").await.text(), &hall);
        let take = [("schritt", "nehmen")];
        let (one, two) = tokio::join!(here.submits(&path, &take), there.submits(&path, &take));
        let mut statuses = [one.status.as_u16(), two.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409]);
        let (first, second) = if one.status == 303 { (&here, &there) } else { (&there, &here) };
        assert!(first.opens("/anrufliste").await.text().contains("Sie rufen an"));
        let told = second.opens("/anrufliste").await.text();
        assert!(told.contains("ruft an, seit") && !told.contains("value=\"nehmen\""), "{told}");
        // Only she who has it says how it ended.
        assert_eq!(second.submits(&path, &[("schritt", "nicht-erreicht")]).await.status, 409);
        assert_eq!(first.submits(&path, &[("schritt", "nicht-erreicht")]).await.status, 303);
        let told = second.opens("/anrufliste").await.text();
        assert!(told.contains("1 × angerufen") && told.contains("nicht erreicht"), "{told}");
        assert_eq!(second.submits(&path, &take).await.status, 303);
        assert_eq!(second.submits(&path, &[("schritt", "erreicht")]).await.status, 303);
        assert!(first.opens("/anrufliste").await.text().contains("2 × angerufen"), "it stays until it is settled");
        // A clerk who was called away does not keep it for ever.
        assert_eq!(first.submits(&path, &take).await.status, 303);
        hall.minutes_pass(29);
        assert_eq!(second.submits(&path, &take).await.status, 409);
        hall.minutes_pass(1);
        assert_eq!(second.submits(&path, &take).await.status, 303);
    }

    async fn what_is_settled_is_nobodys_to_call(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        calls_in(&clerk, "Lore Land", "0221 4710456", AT_NINE).await;
        reports_kaya(&clerk).await;
        let path = entry(&clerk.opens("/anrufliste").await.text(), &hall);
        assert_eq!(clerk.submits(&path, &[("schritt", "nehmen")]).await.status, 303);
        let appointment = path.replace("/anrufliste/", "/termine/");
        let off = clerk.submits(&appointment, &[("schritt", "absagen"), ("revision", "2"), ("grund", "am Telefon")]).await;
        assert_eq!(off.status, 303, "{}", off.text());
        assert_eq!(count(&hall, "call_entry").await, 0);
        assert_eq!(clerk.submits(&path, &[("schritt", "nicht-erreicht")]).await.status, 409);
    }

    async fn five_minutes_long_everything_can_be_as_it_was(hall: Hall) {
        let citizen = hall.citizen();
        let card = citizen.books(&[("perso", 1)], AT_NINE).await;
        let pass = citizen.books(PASS, AT_TEN).await;
        let clerk = hall.signed_in("clerk").await;
        let before = who_has_what(&hall).await;
        let saved = reports_kaya(&clerk).await;
        let list = clerk.opens(saved.leads_to().split_once(&hall.town).expect("a town").1).await.text();
        assert!(list.contains("Zurücknehmen"), "{list}");
        assert_ne!(who_has_what(&hall).await, before);
        hall.minutes_pass(4);
        let answer = clerk.submits("/abwesenheit/1/zuruecknehmen", &[]).await;
        assert!(answer.status == 200 && answer.text().contains("wieder wie zuvor"), "{}", answer.text());
        assert_eq!(who_has_what(&hall).await, before);
        assert_eq!(count(&hall, "notice WHERE kind <> 'booked' AND state <> 'withdrawn'").await, 0, "nobody hears of it");
        assert_eq!(count(&hall, "absence").await + count(&hall, "offer").await + count(&hall, "call_entry").await, 0);
        for one in [card, pass] {
            assert_eq!(citizen.views(&one.token).await.at, one.at);
        }
        assert_eq!(clerk.submits("/abwesenheit/1/zuruecknehmen", &[]).await.status, 404, "once is enough");
        reports_kaya(&clerk).await;
        assert_eq!(clerk.submits("/abwesenheit/1/zuruecknehmen", &[]).await.status, 404, "a stale page takes back nothing else");
        hall.minutes_pass(5);
        assert_eq!(clerk.submits("/abwesenheit/2/zuruecknehmen", &[]).await.status, 409);
        assert_eq!(count(&hall, "absence").await, 1);
    }

    async fn what_somebody_decided_meanwhile_is_not_taken_back(hall: Hall) {
        let citizen = hall.citizen();
        let (one, other) = (citizen.books(PASS, AT_NINE).await, citizen.books(PASS, AT_TEN).await);
        let clerk = hall.signed_in("clerk").await;
        reports_kaya(&clerk).await;
        let times = offered(&page(&hall, &one).await);
        let taken = citizen.submits(&format!("/termin/{}/ersatz", one.token), &[("hold", &times[0])]).await;
        assert_eq!(taken.status, 303);
        let moved = citizen.views(&one.token).await.at;
        let answer = clerk.submits("/abwesenheit/1/zuruecknehmen", &[]).await;
        assert!(answer.status == 200 && answer.text().contains("mit Ausnahmen"), "{}", answer.text());
        assert_eq!(citizen.views(&one.token).await.at, moved);
        let back = citizen.views(&other.token).await;
        assert_eq!((back.state, back.at.as_str()), (AppointmentState::Booked, AT_TEN));
    }

    async fn whoever_knows_of_her_loss_is_not_given_back_behind_her_back(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        calls_in(&clerk, "Lore Land", "0221 4710456", AT_NINE).await;
        reports_kaya(&clerk).await;
        let path = entry(&clerk.opens("/anrufliste").await.text(), &hall);
        for step in ["nehmen", "erreicht"] {
            assert_eq!(clerk.submits(&path, &[("schritt", step)]).await.status, 303);
        }
        let answer = clerk.submits("/abwesenheit/1/zuruecknehmen", &[]).await;
        assert!(answer.status == 200 && answer.text().contains("mit Ausnahmen"), "{}", answer.text());
        assert!(clerk.opens("/anrufliste").await.text().contains("Lore Land"), "she believes that it is off");
        // A clerk may still find somebody; then she is told whom to call.
        let looked = path.replace("/anrufliste/", "/termine/") + "/suchen";
        let answer = clerk.submits(&looked, &[("revision", "2")]).await;
        assert!(answer.status == 200 && answer.text().contains("findet doch statt"), "{}", answer.text());
    }

    async fn a_kept_time_that_is_lost_again_puts_her_on_the_call_list(hall: Hall) {
        let citizen = hall.citizen();
        let lost = citizen.named("Doppelt Dora").books(PASS, AT_NINE).await;
        let clerk = hall.signed_in("clerk").await;
        reports_kaya(&clerk).await;
        assert_eq!(offered(&page(&hall, &lost).await).len(), 3);
        // Kaya is away for the rest of the month: what was kept with her is gone.
        assert_eq!(clerk.reports_absence("person=kaya&zeitraum=von-bis&von=23.11.&bis=31.12.").await.status, 303);
        assert!(offered(&page(&hall, &lost).await).is_empty());
        assert!(clerk.opens("/anrufliste").await.text().contains("Doppelt Dora"));
    }

    async fn who_has_no_number_is_asked_for_one_before_a_call_is_promised(hall: Hall) {
        let citizen = hall.citizen();
        let lost = citizen.books(PASS, AT_NINE).await;
        let clerk = hall.signed_in("clerk").await;
        reports_kaya(&clerk).await;
        let path = format!("/anrufliste/{}", {
            let list = clerk.opens("/betroffene").await.text();
            let prefix = format!("/desk/{}/termine/", hall.town);
            list.split(&prefix).nth(1).and_then(|rest| rest.split(['"', '/']).next()).expect("an appointment").to_owned()
        });
        assert_eq!(clerk.submits(&path, &[("schritt", "nehmen")]).await.status, 303);
        let shown = page(&hall, &lost).await;
        assert!(!shown.contains("Wir rufen Sie an.") && shown.contains("name=\"phone\""), "{shown}");
    }

    async fn two_clicks_save_one_absence_that_touches_nobody(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        reports_kaya(&clerk).await;
        reports_kaya(&clerk).await;
        assert_eq!(count(&hall, "absence").await, 1);
    }

    async fn a_clerk_of_another_department_takes_nothing_back(hall: Hall) {
        hall.take_in(&proof::town::two_departments()).await;
        hall.citizen().books(PASS, AT_NINE).await;
        reports_kaya(&hall.signed_in("clerk").await).await;
        hall.employ("bau@example.org", "clerk", &["bauamt"]).await;
        let mut clerk = hall.clerk();
        clerk.sign_in("bau@example.org", proof::PASSWORD).await;
        assert_eq!(clerk.submits("/abwesenheit/1/zuruecknehmen", &[]).await.status, 404);
        assert!(clerk.opens("/betroffene").await.text().contains("Alle Termine haben jemanden"));
        assert!(clerk.opens("/anrufliste").await.text().contains("Niemand muss angerufen werden"));
    }
}

/// The one entry of a call list.
fn entry(list: &str, hall: &Hall) -> String {
    let prefix = format!("action=\"/desk/{}/anrufliste/", hall.town);
    let id = list.split(&prefix).nth(1).and_then(|rest| rest.split('"').next());
    format!("/anrufliste/{}", id.unwrap_or_else(|| panic!("no entry: {list}")))
}

/// Every appointment with its state, person and cells.
pub(super) async fn who_has_what(hall: &Hall) -> Vec<(String, Option<i32>, i64)> {
    let db = hall.database.inspector().await;
    let sql = "SELECT a.local_start, a.state, a.staff_id,
               (SELECT count(*) FROM claim c WHERE c.town_id = a.town_id AND c.appointment_id = a.id) AS cells
               FROM appointment a ORDER BY a.local_start, a.id";
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await;
    let rows = rows.expect("readable").into_iter().map(|row| {
        let text = |column: &str| row.try_get::<String>("", column).expect("a text");
        let (staff, cells) = (row.try_get("", "staff_id"), row.try_get("", "cells"));
        (
            format!("{} {}", text("local_start"), text("state")),
            staff.expect("a number"),
            cells.expect("a number"),
        )
    });
    let rows = rows.collect();
    db.close().await.expect("the inspector leaves");
    rows
}
