//! The week of a department at the desk.

use proof::{Clerk, on_both, town};

/// The cells of a week's table, tags left out, row by row.
fn table(page: &str) -> Vec<Vec<String>> {
    let table = page.split_once("<table").expect("a table").1;
    let table = table.split_once("</table>").expect("its end").0;
    let rows = table.split("<tr").skip(1);
    let rows = rows.map(|row| row.split_once("</tr>").map_or(row, |(row, _)| row));
    rows.map(|row| row.split("<t").skip(1).map(text).collect())
        .collect()
}

/// "kaya", "1 Termin | 3:45 Std. frei".
fn text(cell: &str) -> String {
    let inside = cell.split_once('>').map_or("", |(_, inside)| inside);
    let words = inside
        .split('<')
        .map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    let words: Vec<_> = words.map(str::trim).filter(|text| !text.is_empty()).collect();
    words.join(" | ")
}

fn row(page: &str, name: &str) -> Vec<String> {
    let rows = table(page);
    let found = rows
        .into_iter()
        .find(|row| row.first().is_some_and(|first| first == name));
    found.unwrap_or_else(|| panic!("no row {name}: {page}"))
}

async fn week(clerk: &Clerk, query: &str) -> String {
    let answer = clerk.opens(&format!("/woche{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.text()
}

async fn away(lead: &Clerk, person: &str, when: &str) {
    lead.reports_absence(&format!("person={person}&zeitraum=von-bis&{when}"))
        .await;
}

/// The small town with somebody who works on Sundays, all day long.
fn with_sundays() -> String {
    town::small()
        + "\n[[departments.staff]]\nslug = \"nacht\"\nname = \"nacht\"\nskills = [\"*\"]\n\
           shifts = [{ weekday = \"sunday\", from = \"00:00\", until = \"24:00\" }]\n"
}

on_both! {
    async fn a_week_counts_who_comes_and_what_is_free(hall: Hall) {
        let citizen = hall.citizen();
        // Only Kaya makes passports; a reservation takes time and is nobody yet.
        citizen.books(&[("pass", 2)], "2026-11-24T09:00:00+01:00").await;
        citizen.books(&[("pass", 1)], "2026-11-24T11:00:00+01:00").await;
        citizen.holds(&[("pass", 1)], "2026-11-26T09:00:00+01:00").await;
        let lead = hall.signed_in("lead").await;
        away(&lead, "kaya", "von=25.11.&bis=25.11.").await;
        away(&lead, "kaya", "von=27.11.&bis=27.11.&ab=10:00").await;
        let page = week(&lead, "").await;
        assert!(page.contains("Woche 48: 23. bis 27. November 2026"), "{page}");
        assert_eq!(
            row(&page, "kaya"),
            [
                "kaya",
                "kein Termin | 4:00 Std. frei",
                "2 Termine | 3:15 Std. frei",
                "abwesend",
                "kein Termin | 3:45 Std. frei",
                "kein Termin | 2:00 Std. frei | abwesend ab 10:00",
                "2 Termine | 13:00 Std. frei",
            ]
        );
        assert_eq!(row(&page, "Summe")[2..4], ["2 Termine | 7:15 Std. frei", "kein Termin | 4:00 Std. frei"]);
        assert!(page.contains("/tag?datum=2026-11-24\""), "the day's head leads to the day: {page}");
        assert!(page.contains("/woche?datum=2026-11-16&amp;amt=buergerbuero\"") && page.contains("/woche?datum=2026-11-30&amp;amt=buergerbuero\""), "{page}");
    }

    async fn who_was_overbooked_is_marked_on_her_day(hall: Hall) {
        hall.citizen().books(&[("pass", 1)], "2026-11-24T09:00:00+01:00").await;
        let clerk = hall.signed_in("clerk").await;
        assert!(!week(&clerk, "").await.contains("überbucht"));
        let form = clerk.opens("/ueberbuchen?anliegen=pass&anzahl=1").await;
        let typed = [("datum", "24.11."), ("uhrzeit", "09:00"), ("person", "kaya"), ("grund", "Flug am Abend"), ("name", "Eva Eilig")];
        assert_eq!(clerk.sends_back("/ueberbuchen", &form, &typed).await.status, 201);
        let kaya = row(&week(&clerk, "").await, "kaya");
        assert_eq!(kaya[1..4], ["kein Termin | 4:00 Std. frei", "2 Termine | davon 1 überbucht | 3:45 Std. frei", "kein Termin | 4:00 Std. frei"]);
    }

    async fn what_is_over_is_not_free(hall: Hall) {
        hall.citizen().books(&[("pass", 1)], "2026-11-24T09:00:00+01:00").await;
        hall.clock.advance(chrono::TimeDelta::minutes(24 * 60 + 3 * 60 + 32)); // Tuesday, 10:32
        let page = week(&hall.signed_in("clerk").await, "").await;
        let kaya = row(&page, "kaya");
        assert_eq!(kaya[1..3], ["kein Termin", "1 Termin | 1:25 Std. frei"]);
        let past = week(&hall.signed_in("lead").await, "?datum=16.11.2026").await;
        assert_eq!(row(&past, "kaya").last().map(String::as_str), Some("kein Termin"));
    }

    async fn a_promise_without_a_person_stands_below(hall: Hall) {
        hall.citizen().books(&[("pass", 1)], "2026-11-24T09:00:00+01:00").await;
        let lead = hall.signed_in("lead").await;
        assert!(!week(&lead, "").await.contains("Betroffene</a></th>"));
        away(&lead, "kaya", "von=24.11.&bis=24.11.").await;
        let page = week(&lead, "").await;
        assert_eq!(row(&page, "Betroffene")[1..3], ["", "1 | ohne Mitarbeiterin oder Mitarbeiter"]);
        assert_eq!(row(&page, "kaya")[2], "abwesend");
    }

    async fn holidays_are_named(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        let page = week(&clerk, "?datum=2026-12-23").await;
        let head = &table(&page)[0];
        assert!(head[5].ends_with("Feiertag: Erster Weihnachtsfeiertag"), "{head:?}");
        assert_eq!(row(&page, "kaya")[4..6], ["kein Termin | 4:00 Std. frei", "Feiertag"]);
        assert_eq!(row(&page, "Summe")[5], "kein Termin");
    }

    async fn a_sunday_on_which_the_clock_changes_has_23_or_25_hours(hall: Hall) {
        hall.take_in(&with_sundays()).await;
        let clerk = hall.signed_in("clerk").await;
        let sunday = async |date: &str| {
            let page = week(&clerk, &format!("?datum={date}")).await;
            let nacht = row(&page, "nacht");
            // Saturday is left out: nobody works and nobody comes.
            assert_eq!(nacht.len(), 8, "{nacht:?}");
            nacht[6].clone()
        };
        assert_eq!(sunday("2027-03-22").await, "kein Termin | 23:00 Std. frei");
        assert_eq!(sunday("2027-03-28").await, "kein Termin | 23:00 Std. frei");
        assert_eq!(sunday("2027-10-31").await, "kein Termin | 25:00 Std. frei");
        assert_eq!(sunday("2026-12-06").await, "kein Termin | 24:00 Std. frei");
    }

    async fn a_foreign_department_shows_nothing_and_is_no_different_from_none(hall: Hall) {
        hall.take_in(&town::two_departments()).await;
        hall.citizen().named("Ada Wichtig").books(&[("pass", 1)], "2026-11-24T09:00:00+01:00").await;
        hall.employ("fern@example.org", "clerk", &["bauamt"]).await;
        let mut fern = hall.clerk();
        fern.sign_in("fern@example.org", proof::PASSWORD).await;
        let page = week(&fern, "").await;
        assert_eq!(row(&page, "hollmann")[2], "kein Termin | 4:00 Std. frei");
        assert!(!page.contains("kaya") && !page.contains("name=\"amt\""), "{page}");
        let foreign = fern.opens("/woche?amt=buergerbuero").await;
        let none = fern.opens("/woche?amt=forstamt").await;
        assert_eq!((foreign.status.as_u16(), none.status.as_u16()), (404, 404));
        assert_eq!(foreign.text(), none.text());

        let lead = hall.signed_in("lead").await;
        away(&lead, "kaya", "von=24.11.&bis=24.11.").await;
        assert!(week(&lead, "").await.contains("Betroffene</a></th>"));
        let page = week(&fern, "").await;
        assert!(!page.contains("Betroffene</a></th>"), "another department's promise: {page}");
        let page = week(&lead, "?amt=bauamt").await;
        assert!(page.contains("<option value=\"bauamt\" selected>Bauamt</option>"), "{page}");
        assert_eq!(row(&page, "hollmann").len(), 7);
    }

    async fn a_date_that_cannot_be_read_is_told_and_kept(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        let page = week(&clerk, "?datum=n%C3%A4chste").await;
        assert!(page.contains("Dieses Datum war nicht zu lesen"), "{page}");
        assert!(page.contains("value=\"nächste\"") && page.contains("Woche 48"), "{page}");
        for place in ["/woche", "/tag"] {
            let page = clerk.opens(&format!("{place}?datum=1.1.9999")).await.text();
            assert!(page.contains("Dieses Datum war nicht zu lesen") && page.contains("value=\"1.1.9999\""), "{page}");
        }
    }
}
