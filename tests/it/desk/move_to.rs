//! An appointment is moved by a clerk: to five minutes later, to another week, or not at all, because somebody was faster.

use proof::{Answer, Clerk, Hall, hidden_fields, on_both, town};
use wire::AppointmentView;

use super::absence::count;
use super::remedies::calls_in;

const NINE: &str = "2026-11-24T09:00:00+01:00";
const TEN: &str = "2026-11-24T10:00:00+01:00";

/// An appointment at nine on Tuesday, and the address of its page below the desk's.
async fn booked(hall: &Hall, clerk: &Clerk, name: &str) -> (AppointmentView, String) {
    let made = hall.citizen().named(name).books(&[("pass", 1)], NINE).await;
    let page = clerk.opens("/tag?datum=24.11.").await.text();
    let prefix = format!("/desk/{}", hall.town);
    let mut links = page.split('"').filter_map(|part| part.strip_prefix(&prefix));
    let link = links.find(|path| path.starts_with("/termine/")).expect("a link");
    (made, link.to_owned())
}

async fn moves(clerk: &Clerk, path: &str, at: &str, revision: &str) -> Answer {
    let fields = [("zeit", at), ("revision", revision), ("grund", "ruft an")];
    clerk.submits(&format!("{path}/verschieben"), &fields).await
}

/// Moves it beside everything else; what is typed last counts.
async fn moves_beside(clerk: &Clerk, path: &str, typed: &[(&str, &str)]) -> Answer {
    let mut fields = vec![
        ("datum", "24.11."),
        ("uhrzeit", "10:00"),
        ("person", "person-1"),
        ("grund", "Flug am Abend"),
        ("revision", "1"),
    ];
    fields.retain(|(name, _)| typed.iter().all(|(other, _)| other != name));
    fields.extend(typed);
    clerk.submits(&format!("{path}/ueberbuchen"), &fields).await
}

on_both! {
    async fn five_minutes_later_with_the_only_person_who_can_do_it(kind: Kind) {
        let fine = town::staffed("kleinstadt", 1).replace("grid_minutes = 15", "grid_minutes = 5");
        let hall = Hall::open(kind, &fine).await;
        let clerk = hall.signed_in("clerk").await;
        let (made, path) = booked(&hall, &clerk, "Ada Wichtig").await;
        let later = "2026-11-24T09:05:00+01:00";
        let page = clerk.opens(&format!("{path}/verschieben?ab=24.11.")).await.text();
        assert!(page.contains("bisher Dienstag, 24. November 2026") && !page.contains(NINE), "{page}");
        let answer = moves(&clerk, &path, later, "1").await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let seen = hall.citizen().views(&made.token).await;
        assert_eq!(seen.at, later);
        let page = clerk.opens(answer.leads_to().split_once("kleinstadt").expect("a page").1).await.text();
        assert!(page.contains("Der Termin ist verschoben.") && page.contains("verschoben auf 24.11., 09:05 (K. Muster): ruft an"), "{page}");
        hall.close().await;
    }

    async fn the_old_time_is_free_at_once_and_the_citizen_goes_on_by_her_link(kind: Kind) {
        let hall = Hall::open(kind, &town::staffed("kleinstadt", 1)).await;
        let clerk = hall.signed_in("clerk").await;
        let (made, path) = booked(&hall, &clerk, "Ada Wichtig").await;
        assert_eq!(moves(&clerk, &path, TEN, "1").await.status, 303);
        let citizen = hall.citizen();
        let hold = citizen.holds(&[("pass", 1)], NINE).await;
        // She moves it back herself; a clerk's move has not touched her link.
        let body = serde_json::json!({ "hold": hold.hold });
        let path = format!("/appointments/{}/move", made.token);
        let back = citizen.ask(axum::http::Method::POST, &path, Some(&body)).await.good::<AppointmentView>();
        assert_eq!(back.at, NINE);
        hall.close().await;
    }

    // H3: two who decide by the same revision.
    async fn of_two_clerks_who_move_it_at_once_one_is_told(kind: Kind) {
        let hall = Hall::open(kind, &town::staffed("kleinstadt", 2)).await;
        let one = hall.signed_in("clerk").await;
        let other = one.clone();
        let (made, path) = booked(&hall, &one, "Ada Wichtig").await;
        let eleven = "2026-11-24T11:00:00+01:00";
        let answers = tokio::join!(moves(&one, &path, TEN, "1"), moves(&other, &path, eleven, "1"));
        let mut answers = [(answers.0, TEN), (answers.1, eleven)];
        answers.sort_by_key(|(answer, _)| answer.status);
        let [(won, at), (lost, _)] = answers;
        assert_eq!((won.status.as_u16(), lost.status.as_u16()), (303, 409));
        let told = lost.text();
        assert!(told.contains("hat sich inzwischen geändert") && told.contains("Zuletzt: 23.11.2026, 07:00: verschoben auf 24.11."), "{told}");
        assert!(told.contains("value=\"ruft an\"") && told.contains("name=\"revision\" value=\"2\""), "nothing typed is lost: {told}");
        assert_eq!(hall.citizen().views(&made.token).await.at, at, "nothing is overwritten");
        hall.close().await;
    }

    async fn a_time_that_is_gone_costs_nothing_typed(kind: Kind) {
        let hall = Hall::open(kind, &town::staffed("kleinstadt", 1)).await;
        let clerk = hall.signed_in("clerk").await;
        let (_, path) = booked(&hall, &clerk, "Ada Wichtig").await;
        hall.citizen().holds(&[("pass", 1)], TEN).await;
        let answer = moves(&clerk, &path, TEN, "1").await;
        assert_eq!(answer.status, 409);
        let text = answer.text();
        assert!(text.contains("nicht mehr frei") && text.contains("value=\"ruft an\"") && text.contains("type=\"radio\""), "{text}");
        assert_eq!(moves(&clerk, &path, NINE, "1").await.status, 409, "the old time is no new one");
        for wrong in ["", "morgen", "2026-11-24T09:00:00Z"] {
            assert_eq!(moves(&clerk, &path, wrong, "1").await.status, 422, "{wrong}");
        }
        let too_long = "x".repeat(301);
        let fields = [("zeit", TEN), ("revision", "1"), ("grund", too_long.as_str())];
        let answer = clerk.submits(&format!("{path}/verschieben"), &fields).await;
        assert!(answer.status == 422 && answer.text().contains("grund-error"));
        let answer = clerk.opens(&format!("{path}/verschieben?ab=gestern")).await;
        assert!(answer.status == 422 && answer.text().contains("ab-error"));
        hall.close().await;
    }

    async fn what_is_over_or_gone_from_the_catalogue_is_said(kind: Kind) {
        let hall = Hall::open(kind, &town::staffed("kleinstadt", 1)).await;
        let clerk = hall.signed_in("clerk").await;
        let (_, path) = booked(&hall, &clerk, "Ada Wichtig").await;
        let without = town::staffed("kleinstadt", 1).replace("slug = \"pass\"", "slug = \"anders\"");
        hall.take_in(&without).await;
        let page = clerk.opens(&format!("{path}/verschieben")).await.text();
        assert!(page.contains("nicht mehr im Angebot") && !page.contains("type=\"radio\""), "{page}");
        assert_eq!(moves(&clerk, &path, TEN, "1").await.status, 409);
        let cancelled = [("schritt", "absagen"), ("revision", "1"), ("grund", "krank")];
        assert_eq!(clerk.submits(&path, &cancelled).await.status, 303);
        let page = clerk.opens(&format!("{path}/verschieben")).await.text();
        assert!(page.contains("ist abgeschlossen"), "{page}");
        assert!(clerk.opens(&format!("{path}/ueberbuchen")).await.leads_to().ends_with("/verschieben"));
        assert_eq!(moves_beside(&clerk, &path, &[("revision", "2")]).await.status, 303, "sent to where it is told");
        assert_eq!(moves(&clerk, &path, TEN, "2").await.status, 409);
        assert!(!clerk.opens(&path).await.text().contains("/verschieben"));
        hall.close().await;
    }

    async fn what_nobody_keeps_is_moved_to_somebody(kind: Kind) {
        let hall = Hall::open(kind, &town::staffed("kleinstadt", 1)).await;
        let clerk = hall.signed_in("clerk").await;
        let (made, path) = booked(&hall, &clerk, "Ada Wichtig").await;
        assert_eq!(clerk.reports_absence("person=person-1&zeitraum=von-bis&von=24.11.").await.status, 303);
        let next_day = "2026-11-25T09:00:00+01:00";
        let page = clerk.opens(&format!("{path}/verschieben?ab=24.11.")).await.text();
        assert!(page.contains("2026-11-25T08:00:00+01:00") && !page.contains("2026-11-24T"), "{page}");
        assert_eq!(moves(&clerk, &path, next_day, "2").await.status, 303);
        assert_eq!(hall.citizen().views(&made.token).await.at, next_day);
        hall.close().await;
    }

    async fn where_nobody_is_free_it_moves_beside_everything_else(kind: Kind) {
        let hall = Hall::open(kind, &town::staffed("kleinstadt", 1)).await;
        let clerk = hall.signed_in("clerk").await;
        let (made, path) = booked(&hall, &clerk, "Ada Wichtig").await;
        let citizen = hall.citizen();
        citizen.clone().named("Ben Belegt").books(&[("pass", 1)], TEN).await;
        let cells = count(&hall, "claim").await;
        let free = clerk.opens(&format!("{path}/verschieben?ab=24.11.")).await.text();
        assert!(free.contains(&format!("{path}/ueberbuchen\"")) && !free.contains(TEN), "{free}");
        let form = clerk.opens(&format!("{path}/ueberbuchen")).await.text();
        assert!(form.contains("Ada Wichtig") && form.contains("bisher Dienstag, 24. November 2026"), "{form}");
        assert!(form.contains("name=\"revision\" value=\"1\"") && form.contains("<option value=\"person-1\""), "{form}");
        let answer = moves_beside(&clerk, &path, &[]).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let page = clerk.opens(answer.leads_to().split_once("kleinstadt").expect("a page").1).await.text();
        assert!(page.contains("Der Termin ist verschoben.") && page.contains("<p class=\"badge\">überbucht: Flug am Abend</p>"), "{page}");
        assert!(page.contains("verschoben auf 24.11., 10:00, überbucht (K. Muster): Flug am Abend"), "{page}");
        assert!(clerk.opens("/tag?datum=24.11.").await.text().contains("card__told\">überbucht<"));
        assert_eq!(citizen.views(&made.token).await.at, TEN);
        assert_eq!(count(&hall, "appointment WHERE overbooked").await, 1);
        assert!(count(&hall, "claim").await < cells, "its own time is given back, and no other taken");
        assert_eq!(citizen.asks_to_hold(&[("pass", 1)], NINE).await.status, 201);
        // H3: the revision she saw is gone, and what she typed is not.
        let late = moves_beside(&clerk, &path, &[("uhrzeit", "11:05")]).await;
        let text = late.text();
        assert!(late.status == 409 && text.contains("hat sich inzwischen geändert") && text.contains("value=\"11:05\""), "{text}");
        assert!(text.contains("name=\"revision\" value=\"2\"") && text.contains("value=\"Flug am Abend\""), "{text}");
        // Once there is time of its own, the mark is gone.
        assert_eq!(moves(&clerk, &path, "2026-11-24T11:00:00+01:00", "2").await.status, 303);
        assert!(!clerk.opens(&path).await.text().contains("class=\"badge\">überbucht"));
        assert_eq!(count(&hall, "appointment WHERE overbooked").await, 0);
        hall.close().await;
    }

    async fn what_nobody_keeps_can_be_taken_at_its_own_time_beside_everything_else(kind: Kind) {
        let hall = Hall::open(kind, &town::staffed("kleinstadt", 1)).await;
        let clerk = hall.signed_in("clerk").await;
        let (made, path) = booked(&hall, &clerk, "Ada Wichtig").await;
        hall.take_in(&town::staffed("kleinstadt", 2)).await;
        let citizen = hall.citizen();
        citizen.clone().named("Ben Belegt").books(&[("pass", 1)], NINE).await;
        assert_eq!(clerk.reports_absence("person=person-1&zeitraum=von-bis&von=24.11.").await.status, 303);
        assert!(clerk.opens("/betroffene").await.text().contains("Ada Wichtig"));
        let same = [("uhrzeit", "09:00"), ("person", "person-2"), ("revision", "2")];
        let answer = moves_beside(&clerk, &path, &same).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let page = clerk.opens(answer.leads_to().split_once("kleinstadt").expect("a page").1).await.text();
        assert!(page.contains("Der Termin findet zur bisherigen Uhrzeit statt."), "{page}");
        assert!(page.contains("<p class=\"badge\">überbucht: Flug am Abend</p>"), "{page}");
        assert!(page.contains("übernommen von Person 2, überbucht (K. Muster): Flug am Abend"), "{page}");
        let seen = citizen.views(&made.token).await;
        assert_eq!((seen.at.as_str(), seen.state), (NINE, wire::AppointmentState::Booked));
        assert_eq!(count(&hall, "offer").await, 0);
        assert_eq!(count(&hall, "notice WHERE kind <> 'booked' AND state = 'owed'").await, 0, "she never hears of it");
        assert_eq!(moves_beside(&clerk, &path, &[("uhrzeit", "09:00"), ("person", "person-2"), ("revision", "3")]).await.status, 409, "that is no new time");
        hall.close().await;
    }

    async fn whoever_knows_that_it_is_off_hears_that_it_is_not(kind: Kind) {
        let hall = Hall::open(kind, &town::small()).await;
        let clerk = hall.signed_in("clerk").await;
        calls_in(&clerk, "Lore Land", "0221 4710456", NINE).await;
        assert_eq!(clerk.reports_absence("person=kaya&zeitraum=von-bis&von=24.11.").await.status, 303);
        let able = town::small() + &town::colleague("vogt", &["*"]);
        hall.take_in(&able).await;
        let list = clerk.opens("/anrufliste").await.text();
        let prefix = format!("action=\"/desk/{}/anrufliste/", hall.town);
        let id = list.split(&prefix).nth(1).and_then(|rest| rest.split('"').next()).expect("an entry").to_owned();
        for step in ["nehmen", "erreicht"] {
            assert_eq!(clerk.submits(&format!("/anrufliste/{id}"), &[("schritt", step)]).await.status, 303);
        }
        let path = format!("/termine/{id}");
        let answer = moves_beside(&clerk, &path, &[("uhrzeit", "09:00"), ("person", "vogt"), ("revision", "2")]).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let page = clerk.opens(answer.leads_to().split_once("kleinstadt").expect("a page").1).await.text();
        assert!(page.contains("Der Termin findet doch statt. Bitte rufen Sie noch einmal an."), "{page}");
        hall.close().await;
    }

    async fn of_a_move_and_an_overbooking_at_once_one_is_done(kind: Kind) {
        let hall = Hall::open(kind, &town::staffed("kleinstadt", 1)).await;
        let one = hall.signed_in("clerk").await;
        let other = one.clone();
        let (made, path) = booked(&hall, &one, "Ada Wichtig").await;
        hall.citizen().named("Ben Belegt").books(&[("pass", 1)], TEN).await;
        let eleven = "2026-11-24T11:00:00+01:00";
        let (beside, free) = tokio::join!(moves_beside(&one, &path, &[]), moves(&other, &path, eleven, "1"));
        let mut statuses = [beside.status.as_u16(), free.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409]);
        let at = hall.citizen().views(&made.token).await.at;
        assert_eq!(at, if beside.status == 303 { TEN } else { eleven });
        hall.close().await;
    }

    async fn what_is_wrong_with_an_overbooked_move_is_told_at_its_field(kind: Kind) {
        let hall = Hall::open(kind, &town::staffed("kleinstadt", 2)).await;
        let clerk = hall.signed_in("clerk").await;
        let (made, path) = booked(&hall, &clerk, "Ada Wichtig").await;
        for (typed, field) in [
            (("grund", " ja "), "grund"),
            (("datum", "morgen"), "datum"),
            (("datum", "25.12."), "datum"),
            (("uhrzeit", "10:03"), "uhrzeit"),
            (("person", "petersen"), "person"),
            (("person", ""), "person"),
        ] {
            let answer = moves_beside(&clerk, &path, &[typed]).await;
            let text = answer.text();
            assert!(answer.status == 422 && text.contains(&format!("id=\"{field}-error\"")), "{typed:?}: {text}");
            assert!(text.contains(&format!("value=\"{}\"", typed.1)) || field == "person", "{typed:?}: {text}");
        }
        assert_eq!(moves_beside(&clerk, &path, &[("uhrzeit", "09:00")]).await.status, 409, "the old time is no new one");
        assert_eq!(hall.citizen().views(&made.token).await.at, NINE);
        // Nobody is asked to come while she is away; a colleague is.
        for person in ["person-1", "person-2"] {
            clerk.reports_absence(&format!("person={person}&zeitraum=von-bis&von=24.11.&bis=24.11.")).await;
        }
        let revision = hidden_fields(&clerk.opens(&format!("{path}/ueberbuchen")).await.text());
        let revision = revision.iter().find(|(name, _)| name == "revision").expect("a revision").1.clone();
        let away = moves_beside(&clerk, &path, &[("revision", revision.as_str())]).await;
        assert!(away.status == 422 && away.text().contains("Diese Person ist dann abwesend"), "{}", away.text());
        assert!(clerk.opens("/betroffene").await.text().contains("Ada Wichtig"));
        let next = [("revision", revision.as_str()), ("datum", "25.11."), ("uhrzeit", "17:30")];
        assert_eq!(moves_beside(&clerk, &path, &next).await.status, 303, "outside of her shift, and answered for");
        assert!(!clerk.opens("/betroffene").await.text().contains("Ada Wichtig"));
        hall.close().await;
    }

    async fn a_foreign_appointment_is_like_none(kind: Kind) {
        let hall = Hall::open(kind, &town::small()).await;
        let clerk = hall.signed_in("clerk").await;
        let (_, path) = booked(&hall, &clerk, "Ada Wichtig").await;
        hall.take_in(&town::two_departments()).await;
        hall.employ("fern@example.org", "clerk", &["bauamt"]).await;
        let mut far = hall.clerk();
        far.sign_in("fern@example.org", proof::PASSWORD).await;
        for page in ["verschieben", "ueberbuchen"] {
            assert_eq!(far.opens(&format!("{path}/{page}")).await.status, 404);
        }
        assert_eq!(moves_beside(&far, &path, &[]).await.status, 404);
        assert_eq!(moves(&far, &path, TEN, "1").await.status, 404);
        hall.close().await;
    }
}
