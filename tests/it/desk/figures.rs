//! The figures of a period: right, whatever has been forgotten since; only of one's own departments; and nothing that is below five, or that
//! tells what is.

use chrono::TimeDelta;
use proof::{Answer, Clerk, Hall, PASSWORD, at, on_both, town};
use sea_orm::ConnectionTrait as _;
use server::upkeep;

use super::absence::count;

const NOVEMBER: &str = "zeitraum=monat&datum=24.11.2026";

/// Counts of forgotten visits: day, hour, department, service, outcome, channel, and how many, displaced, taken over, days in all.
async fn was_counted(hall: &Hall, lines: &[&str]) {
    let db = hall.database.inspector().await;
    for line in lines {
        let sql = format!(
            "INSERT INTO tally (town_id, day, hour, department_id, service, outcome, channel, visits, displaced, taken_over, lead_days, pieces)
             VALUES (1, {line}, 1)"
        );
        db.execute_unprepared(&sql).await.expect("a count");
    }
    db.close().await.expect("the inspector leaves");
}

async fn file(clerk: &Clerk, query: &str) -> String {
    let answer = clerk.opens(&format!("/zahlen/tabellen.csv?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.text()
}

/// What the file says in a line of a table.
fn told<'a>(file: &'a str, table: &str, line: &str) -> &'a str {
    let beginning = format!("{table};{line};");
    let found = file.lines().find_map(|one| one.strip_prefix(&beginning));
    found
        .and_then(|rest| rest.split(';').next())
        .unwrap_or("not there")
}

async fn lead_of(hall: &Hall, department: &str) -> Clerk {
    let email = format!("{department}@example.org");
    hall.employ(&email, "lead", &[department]).await;
    let mut lead = hall.clerk();
    assert_eq!(lead.sign_in(&email, PASSWORD).await.status, 303);
    lead
}

/// The lead of the whole town, whose session has ended meanwhile.
async fn lead_again(hall: &Hall) -> Clerk {
    let mut lead = hall.clerk();
    assert_eq!(lead.sign_in("lead@example.org", PASSWORD).await.status, 303);
    lead
}

fn title(page: &Answer) -> String {
    let text = page.text();
    let rest = text.split("<ul class=\"sums\">").nth(1).unwrap_or_default();
    rest.split("</ul>").next().unwrap_or_default().to_owned()
}

on_both! {
    async fn sums_are_told_by_ending_channel_service_department_hour_and_month(kind: Kind) {
        let hall = Hall::open(kind, &town::two_departments()).await;
        was_counted(&hall, &[
            "'2026-09-03', 17, 1, 'pass', 'kept', 'online', 1200, 0, 0, 6000",
            "'2026-09-10', 17, 1, 'perso', 'missed', 'desk', 40, 0, 0, 40",
            "'2026-09-11', 9, 1, 'perso', 'unsaid', 'online', 30, 8, 0, 30",
            "'2026-10-12', 9, 1, 'umzug', 'cancelled_by_citizen', 'online', 20, 0, 0, 100",
            "'2026-10-13', 9, 2, 'beratung', 'cancelled_by_town', 'desk', 10, 10, 0, 10",
            "'2026-08-31', 9, 2, 'beratung', 'kept', 'desk', 12, 0, 12, 24",
            "'2025-12-31', 9, 2, 'beratung', 'kept', 'desk', 99, 0, 0, 0",
        ]).await;
        let administrator = hall.signed_in("administrator").await;
        let all = file(&administrator, "zeitraum=von-bis&von=1.8.2026&bis=31.10.2026").await;
        for (table, line, figure) in [
            ("Insgesamt", "", "1312"),
            ("Was aus den Terminen wurde", "stattgefunden", "1212"),
            ("Was aus den Terminen wurde", "nicht gekommen", "40"),
            ("Was aus den Terminen wurde", "ohne Vermerk", "30"),
            ("Was aus den Terminen wurde", "von Bürgerin oder Bürger abgesagt", "20"),
            ("Was aus den Terminen wurde", "vom Amt abgesagt", "10"),
            ("Nach Buchungsweg", "online", "1250"),
            ("Nach Buchungsweg", "am Telefon oder am Schalter", "62"),
            ("Nach Anliegen", "Reisepass beantragen", "1200"),
            ("Nach Anliegen", "Personalausweis beantragen", "70"),
            ("Nach Anliegen", "Beratung im Baurecht", "22"),
            ("Nach Amt", "Bürgerbüro", "1290"),
            ("Nach Amt", "Bauamt", "22"),
            ("Von Ausfällen betroffen", "zur selben Zeit von Kolleginnen und Kollegen übernommen", "12"),
            ("Von Ausfällen betroffen", "mit Ersatztermin oder später übernommen", "8"),
            ("Von Ausfällen betroffen", "abgesagt", "10"),
            ("Nach Wochentag und Uhrzeit", "Donnerstag, 17 Uhr", "1240"),
            ("Nach Wochentag und Uhrzeit", "Dienstag, 9 Uhr", "unter 5"),
        ] {
            assert_eq!(told(&all, table, line), figure, "{table}, {line}: {all}");
        }
        assert!(all.contains("Reisepass beantragen;1200;5,0 Tage"), "{all}");
        assert!(!all.contains("noch bevorstehend"), "the period is over: {all}");
        assert_eq!(told(&all, "Verlauf", "KW 37 ab 07.09.2026"), "70", "{all}");
        let year = administrator.opens("/zahlen?zeitraum=jahr&datum=1.6.2026").await;
        assert!(title(&year).contains("<strong>1.312</strong> Termine") && title(&year).contains("<strong>40 (3,2 %)</strong> nicht gekommen"), "{}", title(&year));
        assert!(year.text().contains("<rect width=\"100\" height=\"10\"/>"), "{}", year.text());
        hall.close().await;
    }

    async fn what_was_forgotten_is_counted_as_before(kind: Kind) {
        let hall = Hall::open(kind, &town::staffed("kleinstadt", 10)).await;
        let citizen = hall.citizen();
        let lead = hall.signed_in("lead").await;
        let mut booked = Vec::new();
        for (hour, minute) in [("08", "00"), ("09", "15"), ("10", "30"), ("11", "45")] {
            for _ in 0..4 {
                booked.push(citizen.books(&[("pass", 1)], &format!("2026-11-26T17:{minute}:00+01:00")).await);
                booked.push(citizen.books(&[("perso", 2), ("pass", 1)], &format!("2026-11-24T{hour}:{minute}:00+01:00")).await);
            }
        }
        for appointment in booked.iter().step_by(3) {
            let path = format!("/appointments/{}/cancel", appointment.token);
            let answer = citizen.ask(axum::http::Method::POST, &path, Some(&serde_json::json!({}))).await;
            assert!(answer.status.is_success(), "{}", answer.text());
        }
        lead.reports_absence("person=person-1&zeitraum=von-bis&von=26.11.").await;
        hall.clock.advance(at("2026-12-02T12:00:00+01:00") - hall.clock.now());
        let lead = lead_again(&hall).await;
        let before = file(&lead, NOVEMBER).await;
        assert_eq!(told(&before, "Insgesamt", ""), "32", "{before}");
        assert_eq!(told(&before, "Was aus den Terminen wurde", "ohne Vermerk"), "21", "{before}");
        let year = file(&lead, "zeitraum=jahr").await;
        hall.clock.advance(TimeDelta::days(20));
        upkeep::forget(&hall.app).await.expect("forgotten");
        assert_eq!(count(&hall, "appointment").await, 0);
        let lead = lead_again(&hall).await;
        assert_eq!(file(&lead, NOVEMBER).await, before);
        assert_eq!(file(&lead, "zeitraum=jahr").await, year);
        hall.close().await;
    }

    async fn below_five_is_below_five_and_its_neighbour_is_shielded(kind: Kind) {
        let hall = Hall::open(kind, &town::small()).await;
        let lead = hall.signed_in("lead").await;
        let nothing = lead.opens(&format!("/zahlen?{NOVEMBER}")).await;
        assert!(nothing.status == 200 && title(&nothing).contains("<strong>unter 5</strong> Termine"), "{}", nothing.text());
        was_counted(&hall, &["'2026-11-03', 9, 1, 'pass', 'kept', 'online', 4, 0, 0, 4"]).await;
        assert_eq!(title(&lead.opens(&format!("/zahlen?{NOVEMBER}")).await), title(&nothing), "four are as good as none");
        was_counted(&hall, &[
            "'2026-11-04', 9, 1, 'perso', 'kept', 'online', 30, 0, 0, 4",
            "'2026-11-05', 9, 1, 'umzug', 'missed', 'desk', 20, 0, 0, 4",
        ]).await;
        let all = file(&lead, NOVEMBER).await;
        assert_eq!(told(&all, "Insgesamt", ""), "54");
        assert_eq!(told(&all, "Nach Anliegen", "Reisepass beantragen"), "unter 5", "{all}");
        assert_eq!(told(&all, "Nach Anliegen", "Wohnsitz ummelden"), "geschützt", "54 - 30 - 20 would be 4: {all}");
        assert_eq!(told(&all, "Nach Anliegen", "Personalausweis beantragen"), "30", "{all}");
        let page = lead.opens(&format!("/zahlen?{NOVEMBER}")).await.text();
        let main = page.split("<main").nth(1).expect("a page");
        for small in 1..5 {
            assert!(!main.contains(&format!(">{small}<")), "{small}: {main}");
        }
        hall.close().await;
    }

    async fn a_lead_sees_her_own_departments_only(kind: Kind) {
        let hall = Hall::open(kind, &town::two_departments()).await;
        was_counted(&hall, &[
            "'2026-11-03', 9, 1, 'pass', 'kept', 'online', 40, 0, 0, 4",
            "'2026-11-03', 9, 2, 'beratung', 'kept', 'desk', 25, 0, 0, 4",
        ]).await;
        let administrator = hall.signed_in("administrator").await;
        assert_eq!(told(&file(&administrator, NOVEMBER).await, "Insgesamt", ""), "65");
        assert_eq!(told(&file(&administrator, &format!("{NOVEMBER}&amt=bauamt")).await, "Insgesamt", ""), "25");
        let lead = lead_of(&hall, "bauamt").await;
        let hers = file(&lead, NOVEMBER).await;
        assert_eq!(told(&hers, "Insgesamt", ""), "25");
        assert!(!hers.contains("Reisepass") && !hers.contains("Bürgerbüro"), "{hers}");
        for foreign in ["buergerbuero", "niemand", "%27"] {
            for page in ["/zahlen", "/zahlen/tabellen.csv"] {
                assert_eq!(lead.opens(&format!("{page}?{NOVEMBER}&amt={foreign}")).await.status, 404, "{foreign}");
            }
        }
        hall.close().await;
    }

    async fn a_cut_that_was_taken_back_has_affected_nobody(kind: Kind) {
        let hall = Hall::open(kind, &town::staffed("kleinstadt", 2)).await;
        let clerk = hall.signed_in("lead").await;
        for hour in 8..18 {
            hall.citizen().books(&[("pass", 1)], &format!("2026-11-25T{hour:02}:00:00+01:00")).await;
            hall.citizen().books(&[("pass", 1)], &format!("2026-11-25T{hour:02}:30:00+01:00")).await;
        }
        let page = || clerk.opens("/zahlen?zeitraum=woche&datum=25.11.2026");
        assert!(title(&page().await).contains("<strong>unter 5</strong> von Ausfällen betroffen"));
        let saved = clerk.reports_absence("person=person-1&zeitraum=von-bis&von=25.11.").await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let touched = count(&hall, "history WHERE rescue_id IS NOT NULL").await;
        assert!(touched >= 5, "{touched}");
        assert!(title(&page().await).contains(&format!("<strong>{touched}</strong> von Ausfällen betroffen")), "{}", title(&page().await));
        let undone = clerk.submits("/abwesenheit/1/zuruecknehmen", &[]).await;
        assert!(undone.status.is_success() || undone.status == 303, "{}", undone.text());
        assert!(title(&page().await).contains("<strong>unter 5</strong> von Ausfällen betroffen"), "{}", title(&page().await));
        hall.close().await;
    }

    async fn what_cannot_be_read_is_told_beside_its_field(kind: Kind) {
        let hall = Hall::open(kind, &town::small()).await;
        let lead = hall.signed_in("lead").await;
        for (query, field, text) in [
            ("zeitraum=monat&datum=gestern", "datum", "in der Form 26.11.2026"),
            ("zeitraum=jahr&datum=1.1.99999", "datum", "in der Form 26.11.2026"),
            ("zeitraum=von-bis", "von", "in der Form 26.11.2026"),
            ("zeitraum=von-bis&von=1.1.2026&bis=x%00", "bis", "in der Form 26.11.2026"),
            ("zeitraum=von-bis&von=2.1.2026&bis=1.1.2026", "bis", "liegt vor dem ersten"),
            ("zeitraum=von-bis&von=1.1.2024&bis=1.2.2026", "bis", "Mehr als zwei Jahre"),
        ] {
            let page = lead.opens(&format!("/zahlen?{query}")).await;
            assert_eq!(page.status, 422, "{query}");
            let text_of = page.text();
            assert!(text_of.contains(text) && text_of.contains(&format!("id=\"{field}-error\"")), "{query}: {text_of}");
            assert!(!text_of.contains("tabellen.csv"), "{query}");
        }
        for query in ["zeitraum=unsinn", "", "zeitraum=woche&datum=23.11.", "zeitraum=quartal&datum=2026-02-28"] {
            assert_eq!(lead.opens(&format!("/zahlen?{query}")).await.status, 200, "{query}");
        }
        hall.close().await;
    }

    // S-54: names are typed by people.
    async fn no_name_of_a_service_is_a_formula_in_the_file(kind: Kind) {
        let toml = town::small().replace("Reisepass beantragen", "=cmd|' /C calc'!A0").replace("Wohnsitz ummelden", "@SUM(1;2)");
        let hall = Hall::open(kind, &toml).await;
        was_counted(&hall, &["'2026-11-03', 9, 1, 'pass', 'kept', 'online', 40, 0, 0, 4", "'2026-11-03', 9, 1, 'perso', 'kept', 'online', 40, 0, 0, 4"]).await;
        let answer = hall.signed_in("lead").await.opens(&format!("/zahlen/tabellen.csv?{NOVEMBER}")).await;
        assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8");
        assert_eq!(answer.headers["content-disposition"], "attachment; filename=\"zahlen.csv\"");
        assert_eq!(answer.headers["cache-control"], "private, no-store");
        assert_eq!(&answer.body[..3], b"\xef\xbb\xbf");
        let text = answer.text();
        assert!(text.contains(";'=cmd|' /C calc'!A0;") && text.contains(";\"'@SUM(1;2)\";"), "{text}");
        assert!(!text.contains(";=") && !text.contains(";@") && !text.contains("\"@"), "{text}");
        hall.close().await;
    }
}
