//! An administrator says which public holidays the town has by law, and on which of them it works all the same.

use proof::{Answer, Clerk, Hall, on_both};
use tenants::calendar::Land;
use tenants::calendar::holidays::{Holidays, LocalHoliday};
use tenants::definition;

const PAGE: &str = "/einrichtung/feiertage";

async fn holidays(hall: &Hall) -> Holidays {
    definition::read(&hall.exports().await, "t.toml")
        .expect("a sound town")
        .facts
        .holidays
}

async fn saves(clerk: &Clerk, page: &Answer, typed: &[(&str, &str)]) -> Answer {
    clerk.sends_back(PAGE, page, typed).await
}

on_both! {
    async fn the_land_its_local_holidays_and_days_that_are_none_here_are_saved_and_noted(hall: Hall) {
        let closed = "land = \"NW\"\nadd = [{ date = \"2026-12-24\", name = \"Heiligabend\" }]";
        hall.take_in(&hall.exports().await.replace("land = \"NW\"", closed)).await;
        let clerk = hall.signed_in("administrator").await;
        let page = clerk.opens(PAGE).await;
        let text = page.text();
        assert!(text.contains("<option value=\"NW\" selected>Nordrhein-Westfalen") && text.contains("Freitag, 1. Januar 2027: Neujahr"), "{text}");
        let typed = [("holidays.land", "BY"), ("holidays.also", "assumption"), ("holidays.remove", "2027-05-27")];
        let saved = saves(&clerk, &page, &typed).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let now = holidays(&hall).await;
        assert_eq!((now.land, now.also), (Land::BY, vec![LocalHoliday::Assumption]));
        assert_eq!(now.add.len(), 1, "what the town closes by itself stays");
        assert_eq!(now.remove, ["2027-05-27".parse().expect("a day")]);
        assert_eq!(saves(&clerk, &page, &typed).await.status, 303, "a second click is no quarrel");
        let page = clerk.opens(PAGE).await;
        assert!(page.text().contains("value=\"2027-05-27\" checked") && page.text().contains("Heilige Drei Könige"), "{}", page.text());
        let log = hall.app.db.town(hall.town.as_str()).read().await.expect("the town").audit(&[], i64::MAX, 5).await.expect("readable");
        assert!(log[0].fields.iter().any(|one| one.field == "holidays.land" && one.after == "BY"), "{log:?}");
        let file = hall.exports().await;
        hall.take_in(&file).await;
        assert_eq!(hall.exports().await, file, "out, in and out again");
    }

    async fn what_is_no_holiday_here_is_told_beside_its_field(hall: Hall) {
        let before = hall.exports().await;
        let clerk = hall.signed_in("administrator").await;
        let page = clerk.opens(PAGE).await;
        for (name, typed, told) in [
            ("holidays.remove", "2027-01-06", "Am 06.01.2027 ist hier kein Feiertag"),
            ("holidays.also", "augsburg", "Diesen Feiertag gibt es nur an einzelnen Orten in BY."),
        ] {
            let answer = saves(&clerk, &page, &[("holidays.land", "NW"), (name, typed)]).await;
            assert_eq!(answer.status, 422, "{typed}");
            let text = answer.text();
            assert!(text.contains(told) && text.contains(&format!("href=\"#{name}\"")) && text.contains(&format!("id=\"{name}-error\"")), "{text}");
        }
        assert_eq!(hall.exports().await, before);
    }

    async fn whoever_has_an_appointment_on_a_new_holiday_keeps_it(hall: Hall) {
        hall.citizen().books(&[("pass", 1)], "2027-01-06T09:00:00+01:00").await;
        let before = hall.exports().await;
        let clerk = hall.signed_in("administrator").await;
        let page = clerk.opens(PAGE).await;
        let refused = saves(&clerk, &page, &[("holidays.land", "BY")]).await;
        assert!(refused.status == 409 && refused.text().contains("An einem der neuen Feiertage gibt es Termine"), "{}", refused.text());
        assert!(refused.text().contains("<option value=\"BY\" selected>"), "what was typed is kept");
        assert_eq!(hall.exports().await, before);
        assert_eq!(saves(&clerk, &page, &[("holidays.land", "HE")]).await.status, 303, "no holiday there");
    }

    async fn of_two_who_change_the_holidays_the_second_sees_both(hall: Hall) {
        let clerk = hall.signed_in("administrator").await;
        let page = clerk.opens(PAGE).await;
        assert_eq!(saves(&clerk, &page, &[("holidays.land", "HE")]).await.status, 303);
        let late = saves(&clerk, &page, &[("holidays.land", "NI")]).await;
        assert_eq!(late.status, 409);
        assert!(late.text().contains("<th scope=\"row\">Bundesland</th><td>HE</td><td>NI</td>"), "{}", late.text());
        assert_eq!(saves(&clerk, &late, &[("holidays.land", "NI")]).await.status, 303);
        assert_eq!(holidays(&hall).await.land, Land::NI);
    }
}
