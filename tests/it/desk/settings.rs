//! An administrator sets what holds for all departments: how citizens reach the town, rules about time, how long people are remembered.

use proof::{Answer, Clerk, Hall, on_both};
use tenants::definition::{self, TownFacts};
use tenants::town::{ContactRule, SecondFactor};

const PAGE: &str = "/einrichtung/kommune";

/// Every field as the small town has it.
const AS_IT_IS: [(&str, &str); 33] = [
    ("name", "Gemeinde kleinstadt"),
    ("reference_prefix", "KS"),
    ("zone", "Europe/Berlin"),
    ("languages", "de"),
    ("languages", "en"),
    ("contact.phone", "0221 4710-123"),
    ("contact.phone_hours.de", "Mo–Fr 8–12 Uhr"),
    ("contact.phone_hours.en", "Mon–Fri 8 am–12 noon"),
    ("contact.required", "email"),
    ("policy.grid_minutes", "15"),
    ("policy.lead_minutes", "60"),
    ("policy.horizon_days", "60"),
    ("policy.release.at", ""),
    ("policy.hold_minutes", "10"),
    ("policy.change_until_minutes", "60"),
    ("policy.max_services", "6"),
    ("policy.offer_hours", "24"),
    ("policy.second_factor", ""),
    ("messages.reply_to", ""),
    ("messages.reminder_hours", "48"),
    ("messages.earlier_hours", "4"),
    ("messages.release_within_minutes", "0"),
    ("messages.prove_address", ""),
    ("messages.prove_within_minutes", "120"),
    ("messages.sms", ""),
    ("messages.sms_per_day", "200"),
    ("messages.pickup", ""),
    ("keep.visit_days", "14"),
    ("keep.cancelled_days", "14"),
    ("keep.answer_days", "30"),
    ("keep.absence_days", "90"),
    ("fremdes", "x"),
    ("slug", "andersstadt"),
];

fn with<'a>(typed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = AS_IT_IS.to_vec();
    fields.retain(|(known, _)| typed.iter().all(|(name, _)| name != known));
    fields.extend(typed);
    fields
}

async fn facts(hall: &Hall) -> TownFacts {
    definition::read(&hall.exports().await, "t.toml")
        .expect("a sound town")
        .facts
}

async fn saves(clerk: &Clerk, page: &Answer, typed: &[(&str, &str)]) -> Answer {
    clerk.sends_back(PAGE, page, &with(typed)).await
}

on_both! {
    async fn what_is_not_touched_stays_and_every_setting_is_saved_and_noted(hall: Hall) {
        let before = hall.exports().await;
        let clerk = hall.signed_in("administrator").await;
        let page = clerk.opens(PAGE).await;
        assert_eq!(saves(&clerk, &page, &[]).await.status, 303);
        assert_eq!(hall.exports().await, before, "nothing was changed");
        let saved = saves(&clerk, &page, &[
            ("name", "Stadt Kleinstadt"), ("reference_prefix", "SK"), ("zone", "Europe/Vienna"), ("contact.phone", "0221 1"), ("contact.phone_hours.de", "immer"), ("contact.phone_hours.en", ""),
            ("contact.required", "either"), ("policy.grid_minutes", "20"), ("policy.lead_minutes", "120"), ("policy.horizon_days", "90"),
            ("policy.release.at", "8:00"), ("policy.hold_minutes", "15"), ("policy.change_until_minutes", "30"), ("policy.max_services", "3"),
            ("policy.offer_hours", "48"), ("policy.second_factor", "ja"), ("messages.reply_to", "post@example.org"),
            ("messages.reminder_hours", "24"), ("messages.earlier_hours", "6"), ("messages.release_within_minutes", "10"),
            ("messages.prove_address", "ja"), ("messages.prove_within_minutes", "60"), ("messages.sms", "ja"), ("messages.sms_per_day", "50"),
            ("messages.pickup", "pass"), ("keep.visit_days", "45"), ("keep.cancelled_days", "7"), ("keep.answer_days", "20"), ("keep.absence_days", "60"),
        ]).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let now = facts(&hall).await;
        assert_eq!((now.slug.as_str(), now.name.as_str(), now.contact.phone.as_str()), ("kleinstadt", "Stadt Kleinstadt", "0221 1"));
        assert_eq!((now.reference_prefix.as_str(), now.zone.as_str()), ("SK", "Europe/Vienna"));
        assert_eq!((now.contact.required, now.contact.phone_hours.in_language("en")), (ContactRule::Either, "immer"));
        let policy = &now.policy;
        assert_eq!((policy.grid_minutes, policy.lead_minutes, policy.horizon_days, policy.hold_minutes), (20, 120, 90, 15));
        assert_eq!((policy.change_until_minutes, policy.max_services, policy.offer_hours), (30, 3, 48));
        assert_eq!(policy.release.as_ref().map(|release| release.at.to_string()).as_deref(), Some("08:00"));
        assert_eq!(policy.second_factor, SecondFactor::Required);
        let messages = &now.messages;
        assert_eq!((messages.reply_to.as_str(), messages.pickup.as_deref()), ("post@example.org", Some("pass")));
        assert_eq!((messages.reminder_hours, messages.earlier_hours, messages.release_within_minutes, messages.prove_within_minutes), (24, 6, 10, 60));
        assert_eq!((messages.prove_address, messages.sms, messages.sms_per_day), (true, true, 50));
        let keep = &now.keep;
        assert_eq!((keep.visit_days, keep.cancelled_days, keep.answer_days, keep.absence_days), (45, 7, 20, 60));
        let log = hall.app.db.town(hall.town.as_str()).read().await.expect("the town").audit(&[], i64::MAX, 5).await.expect("readable");
        assert!(log[0].part == "town" && log[0].fields.iter().any(|one| one.field == "keep.visit_days" && one.after == "45"), "{log:?}");
        let file = hall.exports().await;
        hall.take_in(&file).await;
        assert_eq!(hall.exports().await, file, "out, in and out again");
    }

    async fn what_does_not_fit_is_told_beside_its_field_and_kept(hall: Hall) {
        let before = hall.exports().await;
        let clerk = hall.signed_in("administrator").await;
        let page = clerk.opens(PAGE).await;
        for (name, typed, told) in [
            ("name", "", "Bitte füllen Sie dieses Feld aus."),
            ("policy.grid_minutes", "7", "7 Minuten gehen nicht: Es muss ein Vielfaches von 5 sein"),
            ("policy.horizon_days", "400", "400 liegt nicht zwischen 1 und 366."),
            ("policy.lead_minutes", "zwei", "Bitte geben Sie eine ganze Zahl ein"),
            ("policy.lead_minutes", "-5", "Bitte geben Sie eine ganze Zahl ein"),
            ("policy.release.at", "früh", "Bitte geben Sie die Uhrzeit in der Form 08:00 ein."),
            ("policy.release.at", "24:00", "Die Uhrzeit muss vor 24:00 Uhr liegen."),
            ("messages.reply_to", "post", "Bitte geben Sie eine E-Mail-Adresse an"),
            ("reference_prefix", "k1", "Bitte verwenden Sie zwei oder drei Großbuchstaben"),
            ("zone", "Mars/Olympus", "Die Zeitzone „Mars/Olympus“ gibt es nicht."),
            ("keep.visit_days", "0", "0 liegt nicht zwischen 1 und 365."),
            ("keep.absence_days", "400", "400 liegt nicht zwischen 1 und 365."),
        ] {
            let answer = saves(&clerk, &page, &[(name, typed)]).await;
            assert_eq!(answer.status, 422, "{name} {typed}");
            let text = answer.text();
            assert!(text.contains(told) && text.contains(&format!("href=\"#{name}\"")) && text.contains(&format!("id=\"{name}-error\"")), "{told}: {text}");
            assert!(text.contains(&format!("value=\"{typed}\"")), "what was typed is kept: {text}");
        }
        // Whoever is to hear that something can be picked up must be known until then.
        let pickup = saves(&clerk, &page, &[("messages.pickup", "pass")]).await;
        assert!(pickup.status == 422 && pickup.text().contains("14 Tage sind zu wenig") && pickup.text().contains("mindestens 42 Tage"), "{}", pickup.text());
        assert!(pickup.text().contains("<option value=\"pass\" selected>"), "{}", pickup.text());
        assert_eq!(hall.exports().await, before);
    }

    async fn of_two_who_change_the_settings_the_second_sees_both(hall: Hall) {
        let clerk = hall.signed_in("administrator").await;
        let page = clerk.opens(PAGE).await;
        assert_eq!(saves(&clerk, &page, &[("contact.phone", "0221 1")]).await.status, 303);
        let late = saves(&clerk, &page, &[("policy.horizon_days", "90")]).await;
        assert_eq!(late.status, 409);
        let text = late.text();
        assert!(text.contains("<th scope=\"row\">Telefon</th><td>0221 1</td><td>0221 4710-123</td>"), "{text}");
        assert!(text.contains("<th scope=\"row\">Buchungszeitraum in Tagen</th><td>60</td><td>90</td>"), "{text}");
        assert_eq!(saves(&clerk, &late, &[("policy.horizon_days", "90"), ("contact.phone", "0221 1")]).await.status, 303);
        let now = facts(&hall).await;
        assert_eq!((now.policy.horizon_days, now.contact.phone.as_str()), (90, "0221 1"));
    }
}
