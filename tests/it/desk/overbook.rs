//! An appointment beside everything else: a clerk answers for it with a reason, and nobody's time is given away by it.

use axum::http::Method;
use proof::{Answer, Clerk, Hall, hidden_fields, on_both, town};
use wire::AppointmentState;

use super::absence::{count, preview, save};

const PASS: &[(&str, u32)] = &[("pass", 1)];
const NINE: &str = "2026-11-24T09:00:00+01:00";
const TEN: &str = "2026-11-24T10:00:00+01:00";

async fn form(clerk: &Clerk) -> Answer {
    clerk.opens("/ueberbuchen?anliegen=pass&anzahl=1").await
}

/// Sends this form for Tuesday; what is typed last counts.
async fn sends(clerk: &Clerk, form: &Answer, typed: &[(&str, &str)]) -> Answer {
    let hidden = hidden_fields(&form.text());
    let mut fields: Vec<(&str, &str)> = vec![
        ("datum", "24.11."),
        ("uhrzeit", "09:00"),
        ("person", "kaya"),
        ("grund", "Flug am Abend"),
        ("name", "Eva Eilig"),
    ];
    fields.extend(hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    for (name, value) in typed {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    clerk.submits("/ueberbuchen", &fields).await
}

/// Overbooks, and returns the address of the appointment's page below the desk's.
async fn overbooks(hall: &Hall, clerk: &Clerk, typed: &[(&str, &str)]) -> String {
    let slip = sends(clerk, &form(clerk).await, typed).await;
    assert_eq!(slip.status, 201, "{}", slip.text());
    let page = slip.text();
    let prefix = format!("/desk/{}", hall.town);
    let mut links = page.split('"').filter_map(|part| part.strip_prefix(&prefix));
    links
        .find(|path| path.starts_with("/termine/") && !path.ends_with("/merkzettel"))
        .expect("a link")
        .to_owned()
}

fn main_of(page: &Answer) -> String {
    page.text().split_once("<main").expect("a page").1.to_owned()
}

/// Cells that are somebody's by promise; what is kept for an answer does not count.
async fn cells(hall: &Hall) -> i64 {
    let owned = "claim c JOIN appointment a ON a.town_id = c.town_id AND a.id = c.appointment_id";
    count(hall, &format!("{owned} WHERE a.state <> 'held'")).await
}

on_both! {
    async fn where_everything_is_taken_somebody_takes_one_more(hall: Hall) {
        let first = hall.citizen().named("Ada Wichtig").books(PASS, NINE).await;
        let taken = cells(&hall).await;
        let clerk = hall.signed_in("clerk").await;
        let free = clerk.opens("/vergeben?anliegen=pass&anzahl=1").await.text();
        assert!(free.contains("/ueberbuchen?anliegen=pass&amp;anzahl=1"), "{free}");
        let asked = form(&clerk).await;
        assert!(asked.text().contains("Reisepass beantragen") && !asked.text().contains("petersen"), "only who can do it: {}", asked.text());
        let slip = sends(&clerk, &asked, &[]).await;
        assert_eq!(slip.status, 201, "{}", slip.text());
        let again = sends(&clerk, &asked, &[]).await;
        assert_eq!(main_of(&slip), main_of(&again), "the same form gives the same appointment and the same PIN");
        assert_eq!(count(&hall, "appointment WHERE overbooked").await, 1);
        assert_eq!(cells(&hall).await, taken, "and takes nobody's time away");
        let day = clerk.opens("/tag?datum=24.11.").await.text();
        assert!(day.contains("class=\"nowrap\">überbucht</td>") && day.contains("card__told\">überbucht<"), "{day}");
        assert!(clerk.opens("/suche?q=Eilig").await.text().contains("überbucht"));
        let path = overbooks(&hall, &clerk, &[("uhrzeit", "09:05")]).await;
        let page = clerk.opens(&path).await.text();
        assert!(page.contains("<p class=\"badge\">überbucht: Flug am Abend</p>") && page.contains("überbucht auf 24.11., 09:05 (K. Muster): Flug am Abend"), "{page}");

        // Not even once the first one does not come: the time is somebody's.
        let body = serde_json::json!({});
        let cancelled = hall.citizen().ask(Method::POST, &format!("/appointments/{}/cancel", first.token), Some(&body)).await;
        assert!(cancelled.status.is_success(), "{}", cancelled.text());
        let starts = hall.citizen().looks(&["pass"], "2026-11-24", 1).await.days[0].starts.clone();
        let nine: Vec<_> = starts.iter().filter(|start| start.at.contains("T09:0") || start.at.contains("T09:15")).collect();
        assert!(nine.is_empty() && !starts.is_empty(), "{starts:?}");
        assert_eq!(hall.citizen().asks_to_hold(PASS, NINE).await.status, 409);
    }

    async fn what_is_wrong_is_told_at_its_field_and_nothing_is_lost(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        let asked = form(&clerk).await;
        let away = preview(&clerk, "kaya").await;
        assert_eq!(save(&clerk, &away).await.status, 303);
        let long = "x".repeat(301);
        for (typed, field) in [
            ([("grund", "")].as_slice(), "grund"),
            (&[("grund", " ja ")], "grund"),
            (&[("grund", &long)], "grund"),
            (&[("datum", "morgen")], "datum"),
            (&[("datum", "26.12.")], "datum"),
            (&[("datum", "24.11.2028")], "datum"),
            (&[("datum", "22.11.2026")], "uhrzeit"),
            (&[("uhrzeit", "09:03")], "uhrzeit"),
            (&[("uhrzeit", "neun")], "uhrzeit"),
            (&[("datum", "25.11."), ("uhrzeit", "23:50")], "uhrzeit"),
            (&[("person", "")], "person"),
            (&[("datum", "25.11."), ("person", "petersen")], "person"),
            (&[("datum", "25.11."), ("name", " ")], "name"),
            (&[("datum", "25.11."), ("phone", "nein")], "phone"),
        ] {
            let answer = sends(&clerk, &asked, typed).await;
            let text = answer.text();
            assert!(answer.status == 422 && text.contains(&format!("id=\"{field}-error\"")), "{typed:?}: {text}");
            assert!(field == "name" || text.contains("value=\"Eva Eilig\""), "{typed:?}: {text}");
        }
        let away = sends(&clerk, &asked, &[]).await;
        assert!(away.status == 422 && away.text().contains("Diese Person ist dann abwesend"), "{}", away.text());
        assert_eq!(count(&hall, "appointment").await, 0);
        // Outside of her shift is her own affair, and answered for.
        assert_eq!(sends(&clerk, &asked, &[("datum", "25.11."), ("uhrzeit", "17:30")]).await.status, 201);
        let nothing = clerk.opens("/ueberbuchen?anliegen=pass&anzahl=99").await;
        assert!(nothing.status == 303 && nothing.leads_to().contains("/vergeben?anliegen=pass"));
    }

    async fn it_comes_or_is_cancelled_or_moves_to_time_of_its_own(hall: Hall) {
        hall.citizen().named("Ada Wichtig").books(PASS, NINE).await;
        let taken = cells(&hall).await;
        let clerk = hall.signed_in("clerk").await;
        let off = overbooks(&hall, &clerk, &[]).await;
        let fields = [("schritt", "absagen"), ("revision", "1"), ("grund", "erledigt")];
        assert_eq!(clerk.submits(&off, &fields).await.status, 303);
        let comes = overbooks(&hall, &clerk, &[]).await;
        for (step, revision) in [("da", "1"), ("erledigt", "2")] {
            let answer = clerk.submits(&comes, &[("schritt", step), ("revision", revision)]).await;
            assert_eq!(answer.status, 303, "{step}: {}", answer.text());
        }
        assert_eq!(cells(&hall).await, taken);
        let moved = overbooks(&hall, &clerk, &[]).await;
        let fields = [("zeit", TEN), ("revision", "1"), ("grund", "geht doch")];
        let answer = clerk.submits(&format!("{moved}/verschieben"), &fields).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        assert!(!clerk.opens(&moved).await.text().contains("badge\">überbucht"));
        assert!(cells(&hall).await > taken);
        assert_eq!(hall.citizen().asks_to_hold(PASS, TEN).await.status, 409);
    }

    async fn of_two_clerks_with_one_form_one_promises(hall: Hall) {
        let one = hall.signed_in("clerk").await;
        let other = one.clone();
        let asked = form(&one).await;
        let (first, second) = tokio::join!(sends(&one, &asked, &[]), sends(&other, &asked, &[]));
        assert_eq!((first.status.as_u16(), second.status.as_u16()), (201, 201));
        assert_eq!(main_of(&first), main_of(&second));
        assert_eq!(count(&hall, "appointment").await, 1);
        // Another form is another promise: somebody answers for that one, too.
        assert_eq!(sends(&other, &form(&other).await, &[]).await.status, 201);
        assert_eq!(count(&hall, "appointment WHERE overbooked").await, 2);
    }

    async fn when_its_person_is_away_a_colleague_takes_over_or_nobody(hall: Hall) {
        // Kaya and Vogt can do it.
        hall.take_in(&(town::small() + &town::colleague("vogt", &["*"]))).await;
        let citizen = hall.citizen();
        let clerk = hall.signed_in("clerk").await;
        let first = citizen.clone().named("Ada Wichtig").books(PASS, NINE).await;
        let by_kaya = count(&hall, "appointment WHERE staff_id = 1").await == 1;
        let (hers, other) = if by_kaya { ("kaya", "vogt") } else { ("vogt", "kaya") };
        let ill = [("person", hers)];
        overbooks(&hall, &clerk, &ill).await;
        // At ten her colleague has one more already, who is in the way of hers.
        overbooks(&hall, &clerk, &[("uhrzeit", "10:00"), ("person", other)]).await;
        overbooks(&hall, &clerk, &[("uhrzeit", "10:00"), ("person", hers)]).await;
        let taken = cells(&hall).await;
        let shown = preview(&clerk, hers).await;
        assert_eq!(save(&clerk, &shown).await.status, 303, "{}", shown.text());
        assert_eq!(count(&hall, "appointment WHERE state = 'displaced'").await, 2);
        assert_eq!(count(&hall, "appointment WHERE state = 'booked' AND NOT overbooked").await, 1, "one at nine, with time of her own");
        assert_eq!(cells(&hall).await, taken);
        hall.check().await;

        let back = clerk.submits("/abwesenheit/1/zuruecknehmen", &[]).await;
        assert!(back.status == 200 && back.text().contains("wieder wie zuvor"), "{}", back.text());
        assert_eq!(count(&hall, "appointment WHERE state = 'booked' AND overbooked").await, 3, "all is as it was");
        assert_eq!(citizen.views(&first.token).await.state, AppointmentState::Booked);
        hall.check().await;

        let shown = preview(&clerk, hers).await;
        assert_eq!(save(&clerk, &shown).await.status, 303);
        let end = format!("/abwesenheit/ende?person={hers}&von=2026-11-24T00:00&bis=2026-11-25T00:00&tag=24.11.&uhrzeit=08:00");
        let page = clerk.opens(&end).await.text();
        let ticks = page.matches("name=\"zurueck\" value=\"").count();
        assert_eq!(ticks, 1, "what was asked of her beside the rest is not asked again: {page}");
    }

    async fn another_departments_people_are_not_asked(hall: Hall) {
        let own = hall.signed_in("clerk").await;
        let asked = form(&own).await;
        hall.take_in(&town::two_departments()).await;
        hall.employ("fern@example.org", "clerk", &["bauamt"]).await;
        let mut far = hall.clerk();
        far.sign_in("fern@example.org", proof::PASSWORD).await;
        assert!(form(&far).await.leads_to().contains("/vergeben?"));
        assert_eq!(sends(&far, &asked, &[]).await.status, 303, "sent back to what she can give");
        assert_eq!(sends(&own, &asked, &[("person", "hollmann")]).await.status, 422);
        assert_eq!(count(&hall, "appointment").await, 0);
    }

    async fn what_stands_outside_of_the_shifts_of_whoever_leaves_is_looked_after(hall: Hall) {
        let lead = hall.signed_in("lead").await;
        overbooks(&hall, &lead, &[("datum", "01.12."), ("uhrzeit", "20:00"), ("name", "Olga Abend")]).await;
        let shown = lead.opens("/dienstzeiten?person=kaya&schritt=ausscheiden&letzter=30.11.").await;
        assert!(shown.text().contains("Olga Abend") && !shown.text().contains("keine Termine betroffen"), "{}", shown.text());
        assert_eq!(lead.sends_back("/dienstzeiten", &shown, &[]).await.status, 303);
        assert!(lead.opens("/betroffene").await.text().contains("Olga Abend"));
        let back = lead.submits("/abwesenheit/1/zuruecknehmen", &[]).await;
        assert!(back.text().contains("wieder wie zuvor"), "{}", back.text());
        assert_eq!(count(&hall, "appointment WHERE state = 'booked' AND overbooked").await, 1);
    }

    async fn whoever_has_left_is_neither_proposed_nor_asked(hall: Hall) {
        let gone = town::colleague("vogt", &["*"]).replace("until = \"18:00\"", "until = \"18:00\", valid_until = \"2026-11-20\"");
        hall.take_in(&(town::small() + &gone)).await;
        let lead = hall.signed_in("lead").await;
        let asked = form(&lead).await;
        assert!(asked.text().contains("value=\"kaya\"") && !asked.text().contains("vogt"), "{}", asked.text());
        let shown = lead.opens("/dienstzeiten?person=kaya&schritt=ausscheiden&letzter=30.11.").await;
        assert_eq!(lead.sends_back("/dienstzeiten", &shown, &[]).await.status, 303);
        for typed in [[("datum", "24.11."), ("person", "vogt")], [("datum", "01.12."), ("person", "kaya")]] {
            let answer = sends(&lead, &asked, &typed).await;
            let text = answer.text();
            assert!(answer.status == 422 && text.contains("id=\"person-error\"") && text.contains("nicht mehr im Dienst"), "{typed:?}: {text}");
        }
        assert_eq!(count(&hall, "appointment").await, 0);
        assert_eq!(sends(&lead, &asked, &[("datum", "30.11.")]).await.status, 201, "until her last day");
    }
}
