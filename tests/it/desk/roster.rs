//! A lead sets a person's shifts: saved from a day on, looked at before, and never at the expense of who has an appointment.

use proof::{Answer, Clerk, Hall, PASSWORD, on_both, town};
use tenants::definition;
use tenants::staff::{Audience, Shift};

const KAYA: &str = "/einrichtung/mitarbeitende/kaya/dienstzeiten";
const PETERSEN: &str = "/einrichtung/mitarbeitende/petersen/dienstzeiten";

async fn shifts(hall: &Hall, slug: &str) -> Vec<Shift> {
    let town = definition::read(&hall.exports().await, "t.toml").expect("a sound town");
    let mut staff = town.departments.into_iter().flat_map(|one| one.staff);
    staff.find(|one| one.facts.slug == slug).expect("a person").shifts
}

/// What the first hidden field of this name holds.
fn hidden(page: &Answer, name: &str) -> String {
    let text = page.text();
    let rest = text
        .split(&format!("name=\"{name}\" value=\""))
        .nth(1)
        .expect("a field");
    rest.split('"').next().expect("its end").to_owned()
}

/// Sends the form of a page with some fields.
async fn sends(clerk: &Clerk, path: &str, page: &Answer, step: &str, fields: &[(&str, &str)]) -> Answer {
    let (seal, key) = (hidden(page, "stand"), hidden(page, "dienstzeit"));
    let mut all = vec![
        ("stand", seal.as_str()),
        ("dienstzeit", key.as_str()),
        ("schritt", step),
    ];
    all.extend(fields);
    clerk.submits(path, &all).await
}

/// The page about the shift that the list tells so.
async fn about(clerk: &Clerk, path: &str, told: &str) -> Answer {
    let text = clerk.opens(path).await.text();
    let line = text
        .lines()
        .find(|line| line.contains(&format!("<li><span>{told}</span>")))
        .expect("a shift");
    let key = line
        .split("?dienstzeit=")
        .nth(1)
        .expect("a link")
        .split('#')
        .next()
        .expect("its end");
    clerk.opens(&format!("{path}?dienstzeit={key}")).await
}

const AFTERNOON: [(&str, &str); 4] = [
    ("weekday", "3"),
    ("from", "14:00"),
    ("until", "18:00"),
    ("audience", "alle"),
];

on_both! {
    async fn every_field_of_a_shift_is_saved_and_noted(hall: Hall) {
        let lead = hall.signed_in("lead").await;
        let page = lead.opens(KAYA).await;
        assert!(page.text().contains("montags 08:00–12:00 Uhr") && page.text().contains("Neue Dienstzeit"), "{}", page.text());
        let typed = [("weekday", "3"), ("weekday", "4"), ("from", "14:00"), ("until", "18:00"), ("audience", "telefon"),
            ("valid_from", "1.12.2026"), ("valid_until", "31.03.2027"), ("every_second_week_from", "30.11.2026")];
        let saved = sends(&lead, KAYA, &page, "speichern", &typed).await;
        assert_eq!((saved.status.as_u16(), saved.leads_to()), (303, "/desk/kleinstadt/einrichtung/mitarbeitende/kaya/dienstzeiten?gespeichert=ja"), "{}", saved.text());
        let all = shifts(&hall, "kaya").await;
        assert_eq!(all.len(), 7, "one a day of the week");
        let day = |text: &str| Some(text.parse().expect("a day"));
        let new = Shift { valid_from: day("2026-12-01"), valid_until: day("2027-03-31"), every_second_week_from: day("2026-11-30"),
            audience: Audience::Desk, ..Shift::weekly(chrono::Weekday::Thu, "14:00".parse().expect("a time"), "18:00".parse().expect("a time")) };
        assert_eq!(all[5], new);
        assert_eq!(all[6], Shift { weekday: chrono::Weekday::Fri, ..new });
        let told = lead.opens(KAYA).await.text();
        assert!(told.contains("freitags 14:00–18:00 Uhr, jede zweite Woche (das nächste Mal am 04.12.2026), ab 01.12.2026, bis 31.03.2027, nur für das Telefon"), "{told}");
        let log = hall.app.db.town(hall.town.as_str()).read().await.expect("the town").audit(&[], i64::MAX, 5).await.expect("readable");
        assert_eq!(log[0].part, "staff member kaya");
        assert!(log[0].fields.iter().any(|one| one.field.starts_with("shift[6]") && one.after == "18:00"), "{log:?}");
        let file = hall.exports().await;
        hall.take_in(&file).await;
        assert_eq!(hall.exports().await, file, "out, in and out again");
    }

    async fn a_shift_changes_from_today_on_and_ends(hall: Hall) {
        let lead = hall.signed_in("lead").await;
        let page = about(&lead, KAYA, "montags 08:00–12:00 Uhr").await;
        assert!(page.text().contains("value=\"08:00\"") && page.text().contains("<option value=\"0\" selected>Montag"), "{}", page.text());
        let longer = [("weekday", "0"), ("from", "8:00"), ("until", "13:00"), ("audience", "alle")];
        let saved = sends(&lead, KAYA, &page, "speichern", &longer).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let all = shifts(&hall, "kaya").await;
        let written: Vec<_> = all.iter().take(2).map(|one| (one.until.to_string(), one.valid_from, one.valid_until)).collect();
        let day = |text: &str| Some(text.parse().expect("a day"));
        assert_eq!(written, [("12:00".to_owned(), None, day("2026-11-22")), ("13:00".to_owned(), day("2026-11-23"), None)], "what has counted stays");
        let again = sends(&lead, KAYA, &page, "speichern", &longer).await;
        assert_eq!(again.status, 303, "a second click is no quarrel: {}", again.text());
        assert_eq!(shifts(&hall, "kaya").await, all);

        let page = about(&lead, KAYA, "montags 08:00–13:00 Uhr").await;
        assert_eq!(sends(&lead, KAYA, &page, "entfernen", &[]).await.status, 303);
        assert_eq!(shifts(&hall, "kaya").await.len(), 5, "what has not counted leaves nothing behind");
        assert!(!lead.opens(KAYA).await.text().contains("montags"));
    }

    async fn what_does_not_fit_is_told_beside_its_field_and_kept(hall: Hall) {
        let before = hall.exports().await;
        let lead = hall.signed_in("lead").await;
        let page = lead.opens(KAYA).await;
        for (name, typed, told) in [
            ("weekday", "9", "Bitte wählen Sie mindestens einen Wochentag."),
            ("from", "halb neun", "Bitte geben Sie die Uhrzeit in der Form 09:30 ein."),
            ("until", "13:00", "Eine Dienstzeit ab 14:00 Uhr muss später enden, spätestens um 24:00 Uhr."),
            ("from", "14:02", "Bitte geben Sie eine Uhrzeit im Abstand von fünf Minuten an."),
            ("from", "11:00", "Diese Dienstzeit überschneidet sich mit einer anderen: Donnerstag, 08:00–12:00 Uhr."),
            ("valid_from", "bald", "Bitte geben Sie den Tag in der Form 26.11. ein."),
            ("valid_until", "22.11.2026", "Dieser Tag ist schon vorbei."),
        ] {
            let mut fields: Vec<_> = AFTERNOON.into_iter().filter(|(known, _)| *known != name).collect();
            fields.push((name, typed));
            for step in ["speichern", "vorschau"] {
                let answer = sends(&lead, KAYA, &page, step, &fields).await;
                assert_eq!(answer.status, 422, "{name} {typed}");
                let text = answer.text();
                assert!(text.contains(told) && text.contains(&format!("href=\"#{name}\"")) && text.contains(&format!("id=\"{name}-error\"")), "{told}: {text}");
                assert!(name == "weekday" || text.contains(&format!("value=\"{typed}\"")), "what was typed is kept: {text}");
                assert!(name == "weekday" || text.contains("name=\"weekday\" value=\"3\" checked"), "{text}");
            }
        }
        let mut fields = AFTERNOON.to_vec();
        fields.extend([("valid_from", "1.12.2026"), ("valid_until", "30.11.2026")]);
        let answer = sends(&lead, KAYA, &page, "speichern", &fields).await;
        assert!(answer.status == 422 && answer.text().contains("id=\"valid_until-error\""), "{}", answer.text());
        assert_eq!(hall.exports().await, before);
    }

    async fn citizens_would_see_what_they_do_see_afterwards(hall: Hall) {
        let lead = hall.signed_in("lead").await;
        let before = hall.exports().await;
        let page = lead.opens(KAYA).await;
        let with = |more: &[(&'static str, &'static str)]| { let mut all = AFTERNOON.to_vec(); all.extend(more); all };
        let looked = sends(&lead, KAYA, &page, "vorschau", &with(&[("fuer", "pass")])).await;
        assert_eq!(looked.status, 200);
        let text = looked.text();
        // Every quarter of an hour from 8 to 12, and then from 14 to 18, too.
        let line = "<tr><th scope=\"row\">Do 26.11.</th><td>16</td><td>32</td><td>16 mehr</td></tr>";
        assert!(text.contains(line) && text.contains("<th scope=\"row\">Fr 27.11.</th><td>16</td><td>16</td><td>gleich</td>"), "{text}");
        assert!(text.contains("<option value=\"pass\" selected>"), "{text}");
        assert_eq!(hall.exports().await, before, "a look changes nothing");
        let phone = [("weekday", "3"), ("from", "14:00"), ("until", "18:00"), ("audience", "telefon"), ("fuer", "pass")];
        let hidden_ones = sends(&lead, KAYA, &page, "vorschau", &phone).await.text();
        assert!(hidden_ones.contains("Do 26.11.</th><td>16</td><td>16</td><td>gleich"), "{hidden_ones}");

        assert_eq!(sends(&lead, KAYA, &looked, "speichern", &AFTERNOON).await.status, 303);
        let days = hall.citizen().looks(&["pass"], "2026-11-26", 1).await.days;
        assert_eq!(days[0].starts.len(), 32, "as it was said");
    }

    async fn whoever_has_an_appointment_keeps_it(hall: Hall) {
        let lead = hall.signed_in("lead").await;
        // Only Kaya can do this.
        hall.citizen().books(&[("pass", 1)], "2026-11-30T11:00:00+01:00").await;
        let before = hall.exports().await;
        let page = about(&lead, KAYA, "montags 08:00–12:00 Uhr").await;
        let shorter = [("weekday", "0"), ("from", "08:00"), ("until", "10:00"), ("audience", "alle")];
        for (step, fields) in [("speichern", &shorter[..]), ("entfernen", &[][..])] {
            let refused = sends(&lead, KAYA, &page, step, fields).await;
            assert_eq!(refused.status, 409, "{step}");
            let text = refused.text();
            assert!(text.contains("Auf dieser Dienstzeit stehen Termine") && text.contains("Mit Terminen beenden oder kürzen"), "{text}");
            let way = text.split("href=\"").find(|rest| rest.starts_with("/desk/kleinstadt/dienstzeiten?")).expect("a way out");
            let way = way.split('"').next().expect("its end").replace("&amp;", "&");
            let there = lead.opens(way.strip_prefix("/desk/kleinstadt").expect("a page of the desk")).await.text();
            assert!(there.contains("checked> montags 08:00–12:00 Uhr"), "the shift is chosen there: {there}");
        }
        assert_eq!(hall.exports().await, before);
        // Where nobody stands on it, it becomes shorter here.
        let noon = [("weekday", "0"), ("from", "08:00"), ("until", "11:30"), ("audience", "alle")];
        assert_eq!(sends(&lead, KAYA, &page, "speichern", &noon).await.status, 303);
    }

    async fn of_two_who_set_the_same_shifts_the_second_sees_both(hall: Hall) {
        let lead = hall.signed_in("lead").await;
        let page = lead.opens(KAYA).await;
        let elsewhere = lead.opens(PETERSEN).await;
        assert_eq!(sends(&lead, KAYA, &page, "speichern", &AFTERNOON).await.status, 303);
        assert_eq!(sends(&lead, PETERSEN, &elsewhere, "speichern", &AFTERNOON).await.status, 303, "somebody else's are no quarrel");
        let other = [("weekday", "1"), ("from", "14:00"), ("until", "16:00"), ("audience", "alle")];
        let late = sends(&lead, KAYA, &page, "speichern", &other).await;
        assert_eq!(late.status, 409);
        let text = late.text();
        assert!(text.contains("donnerstags 14:00–18:00 Uhr</td><td>dienstags 14:00–16:00 Uhr"), "{text}");
        assert!(text.contains("name=\"weekday\" value=\"1\" checked") && text.contains("value=\"16:00\""), "{text}");
        assert_eq!(sends(&lead, KAYA, &late, "speichern", &other).await.status, 303);
        assert_eq!(shifts(&hall, "kaya").await.len(), 7, "nothing is lost");
    }
}

on_both! {
    async fn shifts_of_other_departments_do_not_exist_for_a_lead_of_one(kind: Kind) {
        let hall = Hall::open(kind, &town::two_departments()).await;
        let before = hall.exports().await;
        hall.employ("lead@example.org", "lead", &["bauamt"]).await;
        let mut lead = hall.clerk();
        lead.sign_in("lead@example.org", PASSWORD).await;
        let own = lead.opens("/einrichtung/mitarbeitende/hollmann/dienstzeiten").await;
        assert_eq!(own.status, 200);
        for path in [KAYA, "/einrichtung/mitarbeitende/niemand/dienstzeiten"] {
            assert_eq!(lead.opens(path).await.status, 404, "{path}");
            for step in ["speichern", "vorschau", "entfernen"] {
                assert_eq!(sends(&lead, path, &own, step, &AFTERNOON).await.status, 404, "{path} {step}");
            }
        }
        assert_eq!(hall.exports().await, before);
        hall.close().await;
    }
}
