//! An appointment for somebody who calls.

use proof::{Answer, Clerk, on_both, town};

use super::absence::count;

/// Values of a page's fields and of the first time it proposes.
fn field(page: &Answer, name: &str) -> String {
    let text = page.text();
    let value = text.split(&format!("name=\"{name}\" value=\"")).nth(1);
    value
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_default()
        .to_owned()
}

async fn sends(clerk: &Clerk, page: &Answer, name: &str, more: &[(&str, &str)]) -> Answer {
    let (time, key) = (field(page, "zeit"), field(page, "schluessel"));
    let mut fields = vec![
        ("anliegen", "pass"),
        ("anzahl", "1"),
        ("zeit", &time),
        ("schluessel", &key),
        ("name", name),
    ];
    fields.extend(more);
    clerk.submits("/vergeben", &fields).await
}

/// Asks for times from another day on, with everything typed so far.
async fn seeks(clerk: &Clerk, page: &Answer, from: &str, more: &[(&str, &str)]) -> Answer {
    let fields = [("phone", "0221 4710-456"), ("ab", from)];
    sends(clerk, page, "Paul Spät", &[&fields, more].concat()).await
}

on_both! {
    async fn a_caller_has_an_appointment_with_nothing_but_a_name(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        let page = clerk.opens("/vergeben?anliegen=pass&anzahl=1").await;
        assert_eq!(field(&page, "zeit"), "2026-11-23T08:00:00+01:00", "no lead time at the desk: {}", page.text());
        let slip = sends(&clerk, &page, "Ada Wichtig", &[]).await;
        assert_eq!(slip.status, 201, "{}", slip.text());
        let again = sends(&clerk, &page, "Ada Wichtig", &[]).await;
        let shown = |page: &Answer| page.text().split_once("<main").map(|(_, shown)| shown.to_owned());
        assert_eq!(shown(&slip), shown(&again), "the same form gives the same appointment and the same PIN");
        let day = clerk.opens("/tag?datum=23.11.").await.text();
        assert!(day.matches("Ada Wichtig").count() >= 2, "{day}");

        // Reference and PIN open it to the citizen.
        let told: Vec<_> = slip.text().split("<dd><strong>").skip(1).filter_map(|rest| rest.split('<').next().map(str::to_owned)).collect();
        let body = serde_json::json!({ "reference": told[0], "pin": told[1] });
        let seen = hall.citizen().ask(axum::http::Method::POST, "/appointments/lookup", Some(&body)).await;
        assert_eq!(seen.good::<wire::AppointmentView>().at, "2026-11-23T08:00:00+01:00");
    }

    async fn a_time_that_is_gone_costs_nothing_typed(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        let page = clerk.opens("/vergeben?anliegen=pass").await;
        let other = clerk.opens("/vergeben?anliegen=pass").await;
        assert_eq!(sends(&clerk, &page, "Ada Wichtig", &[]).await.status, 201);
        let late = sends(&clerk, &other, "Paul Spät", &[("phone", "0221 4710-456")]).await;
        assert_eq!(late.status, 409);
        let text = late.text();
        assert!(text.contains("nicht mehr frei") && text.contains("Paul Spät") && text.contains("0221 4710-456"), "{text}");
        assert_ne!(field(&late, "zeit"), field(&other, "zeit"), "and other times are proposed");
        assert_eq!(sends(&clerk, &late, "Paul Spät", &[]).await.status, 201);
    }

    async fn later_times_are_shown_and_nothing_typed_is_lost(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        let page = clerk.opens("/vergeben?anliegen=pass").await;
        let shown = |page: &Answer, first: &str| {
            let text = page.text();
            assert!(text.contains("value=\"Paul Spät\"") && text.contains("0221 4710-456"), "{text}");
            assert!(text.contains("type=\"radio\"") && field(page, "zeit").starts_with(first), "{text}");
        };
        // Enter in the field of the day pushes the form's first button: another day alone already asks.
        let later = seeks(&clerk, &page, "8.12.", &[]).await;
        assert_eq!(later.status, 200);
        shown(&later, "2026-12-08T08:00");
        let same = seeks(&clerk, &later, "8.12.", &[("gezeigt", "8.12."), ("suchen", "ja")]).await;
        assert_eq!(same.status, 200, "and so does the button");
        let wrong = seeks(&clerk, &later, "irgendwann", &[("gezeigt", "8.12.")]).await;
        assert!(wrong.status == 422 && wrong.text().contains("ab-error"), "{}", wrong.text());
        shown(&wrong, "2026-11-23T08:00");
        assert_eq!(clerk.opens("/vergeben?anliegen=pass&ab=irgendwann").await.status, 422);
        assert_eq!(count(&hall, "appointment").await, 0, "asking gives nothing");

        assert_eq!(field(&later, "schluessel"), field(&page, "schluessel"));
        let given = seeks(&clerk, &later, "8.12.", &[("gezeigt", "8.12.")]).await;
        assert_eq!(given.status, 201, "{}", given.text());
        assert!(given.text().contains("8. Dezember 2026, 08:00"), "{}", given.text());
    }

    async fn where_nothing_is_free_for_weeks_what_is_typed_waits(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        let page = clerk.opens("/vergeben?anliegen=pass").await;
        let away = "person=kaya&zeitraum=von-bis&von=24.11.&bis=15.1.2027";
        assert_eq!(clerk.reports_absence(away).await.status, 303);
        let none = seeks(&clerk, &page, "24.11.", &[]).await.text();
        assert!(none.contains("In diesen vier Wochen") && none.contains("value=\"Paul Spät\""), "{none}");
        assert!(none.contains("name=\"ab\"") && !none.contains("type=\"radio\""), "{none}");
        let later = seeks(&clerk, &page, "18.1.2027", &[("gezeigt", "24.11.")]).await;
        assert_eq!(field(&later, "zeit"), "2027-01-18T08:00:00+01:00", "{}", later.text());
    }

    async fn what_is_wrong_is_told_at_its_field(hall: Hall) {
        let clerk = hall.signed_in("clerk").await;
        let page = clerk.opens("/vergeben?anliegen=pass").await;
        let answer = sends(&clerk, &page, " ", &[("email", "keine"), ("phone", "nein")]).await;
        assert_eq!(answer.status, 422);
        for word in ["name-error", "email-error", "phone-error", "keine"] {
            assert!(answer.text().contains(word), "{word}: {}", answer.text());
        }
        for query in ["anliegen=pass&anzahl=99", "anliegen=pass&anzahl=viele"] {
            let answer = clerk.opens(&format!("/vergeben?{query}")).await.text();
            assert!(answer.contains("erlaubte Anzahl") || answer.contains("anzahl-error"), "{query}: {answer}");
        }
        let clerk_without_key = clerk.submits("/vergeben", &[("anliegen", "pass"), ("name", "Ada Wichtig")]).await;
        assert_eq!(clerk_without_key.status, 422);
    }

    async fn places_kept_for_the_phone_are_the_desks(hall: Hall) {
        let shifts = "shifts = [{ weekday = \"monday\", from = \"08:00\", until = \"12:00\" }";
        let kept = "shifts = [{ weekday = \"monday\", from = \"08:00\", until = \"12:00\", audience = \"desk\" }";
        hall.take_in(&town::small().replace(shifts, kept)).await;
        let free = hall.citizen().looks(&["pass"], "2026-11-30", 1).await;
        assert!(free.days[0].starts.is_empty(), "not in the internet");
        let clerk = hall.signed_in("clerk").await;
        let page = clerk.opens("/vergeben?anliegen=pass").await;
        assert_eq!(field(&page, "zeit"), "2026-11-23T08:00:00+01:00");
        assert_eq!(sends(&clerk, &page, "Ada Wichtig", &[]).await.status, 201);
    }

    async fn another_departments_concern_is_none(hall: Hall) {
        hall.take_in(&town::two_departments()).await;
        hall.employ("fern@example.org", "clerk", &["bauamt"]).await;
        let mut far = hall.clerk();
        far.sign_in("fern@example.org", proof::PASSWORD).await;
        let page = far.opens("/vergeben").await.text();
        assert!(page.contains("beratung") && !page.contains("value=\"pass\""), "{page}");
        let key = "A".repeat(43);
        let fields = [("anliegen", "pass"), ("zeit", "2026-11-23T08:00:00+01:00"), ("schluessel", key.as_str()), ("name", "Ada Wichtig")];
        assert_eq!(far.submits("/vergeben", &fields).await.status, 422);
    }
}
