//! A lead sets up who takes appointments in her department, and what each of them can do.

use proof::{Answer, Clerk, Hall, PASSWORD, on_both, town};
use tenants::definition::{self, Definition};

const LIST: &str = "/einrichtung/mitarbeitende";
const NEW: &str = "/einrichtung/neue-person?amt=buergerbuero";
const KAYA: &str = "/einrichtung/mitarbeitende/kaya";

async fn defined(hall: &Hall) -> Definition {
    definition::read(&hall.exports().await, "t.toml").expect("a sound town")
}

async fn saves(clerk: &Clerk, path: &str, page: &Answer, fields: &[(&str, &str)]) -> Answer {
    let text = page.text();
    let seal = text.split("name=\"stand\" value=\"").nth(1).expect("a stand");
    let seal = seal.split('"').next().expect("its end");
    let mut all = vec![("stand", seal)];
    all.extend(fields);
    clerk.submits(path, &all).await
}

on_both! {
    async fn somebody_new_and_what_she_can_do_are_saved_and_noted(hall: Hall) {
        let lead = hall.signed_in("lead").await;
        let list = lead.opens(LIST).await.text();
        assert!(list.contains(">kaya<") && list.contains("alle Dienstleistungen") && list.contains("1 von 3 Dienstleistungen"), "{list}");
        assert!(list.contains("montags 08:00–12:00 Uhr"), "{list}");
        let page = lead.opens(NEW).await;
        let typed = [("name", "A. Großmann"), ("skills", "perso"), ("skills", "umzug")];
        let made = saves(&lead, NEW, &page, &typed).await;
        assert_eq!((made.status.as_u16(), made.leads_to()), (303, "/desk/kleinstadt/einrichtung/mitarbeitende?gespeichert=ja"), "{}", made.text());
        assert_eq!(saves(&lead, NEW, &page, &typed).await.status, 409, "a second click makes no second one");
        let new = defined(&hall).await.departments[0].staff[2].clone();
        assert_eq!((new.facts.slug.as_str(), new.facts.name.as_str()), ("a-grossmann", "A. Großmann"));
        assert_eq!((new.facts.skills, new.shifts.len()), (vec!["perso".to_owned(), "umzug".to_owned()], 0));

        let place = "/einrichtung/mitarbeitende/a-grossmann";
        let page = lead.opens(place).await;
        assert!(page.text().contains("value=\"perso\" checked") && !page.text().contains("value=\"pass\" checked"), "{}", page.text());
        let all = [("name", "A. Groß"), ("skills", "*"), ("skills", "perso")];
        assert_eq!(saves(&lead, place, &page, &all).await.status, 303);
        let changed = defined(&hall).await.departments[0].staff[2].facts.clone();
        assert_eq!((changed.slug.as_str(), changed.name.as_str(), changed.skills), ("a-grossmann", "A. Groß", vec!["*".to_owned()]));
        assert_eq!(saves(&lead, place, &page, &all).await.status, 303, "a second click is no quarrel");

        let list = lead.opens(LIST).await;
        let up = saves(&lead, LIST, &list, &[("amt", "buergerbuero"), ("hinauf", "a-grossmann")]).await;
        assert_eq!(up.status, 303);
        let order: Vec<_> = defined(&hall).await.departments[0].staff.iter().map(|one| one.facts.slug.clone()).collect();
        assert_eq!(order, ["kaya", "a-grossmann", "petersen"]);
        let log = hall.app.db.town(hall.town.as_str()).read().await.expect("the town").audit(&[], i64::MAX, 20).await.expect("readable");
        assert!(log.iter().any(|entry| format!("{entry:?}").contains("staff member a-grossmann")), "{log:?}");
        let file = hall.exports().await;
        hall.take_in(&file).await;
        assert_eq!(hall.exports().await, file, "out, in and out again");
    }

    async fn what_does_not_fit_is_told_beside_its_field_and_kept(hall: Hall) {
        let before = hall.exports().await;
        let lead = hall.signed_in("lead").await;
        let page = lead.opens(KAYA).await;
        for (typed, field, told) in [
            (&[("name", ""), ("skills", "*")][..], "name", "Bitte füllen Sie dieses Feld aus."),
            (&[("name", "M. Kaya")], "skills", "Bitte wählen Sie mindestens eine Dienstleistung oder alle."),
            (&[("name", "M. Kaya"), ("skills", "fliegen")], "skills", "Das Amt hat keine Dienstleistung „fliegen“."),
            (&[("name", "M. Kaya"), ("skills", "perso")], "skills", "Reisepass beantragen: Niemand im Amt kann das."),
        ] {
            let answer = saves(&lead, KAYA, &page, typed).await;
            assert_eq!(answer.status, 422, "{typed:?}");
            let text = answer.text();
            assert!(text.contains(told) && text.contains(&format!("href=\"#{field}\"")) && text.contains(&format!("id=\"{field}-error\"")), "{told}: {text}");
            assert!(text.contains(&format!("name=\"name\" type=\"text\" value=\"{}\"", typed[0].1)), "{text}");
            assert!(!text.contains("value=\"pass\" checked"), "what was typed is kept: {text}");
        }
        assert_eq!(hall.exports().await, before);
    }

    async fn of_two_who_change_the_same_person_the_second_sees_both(hall: Hall) {
        let lead = hall.signed_in("lead").await;
        let page = lead.opens(KAYA).await;
        assert_eq!(saves(&lead, KAYA, &page, &[("name", "M. Kaya"), ("skills", "*")]).await.status, 303);
        let late = saves(&lead, KAYA, &page, &[("name", "Meral Kaya"), ("skills", "*")]).await;
        assert_eq!(late.status, 409);
        let text = late.text();
        assert!(text.contains("<th scope=\"row\">Name</th><td>M. Kaya</td><td>Meral Kaya</td>"), "{text}");
        assert_eq!(saves(&lead, KAYA, &late, &[("name", "Meral Kaya"), ("skills", "*")]).await.status, 303);
        assert!(hall.exports().await.contains("Meral Kaya"));
    }
}

on_both! {
    async fn people_of_other_departments_do_not_exist_for_a_lead_of_one(kind: Kind) {
        let hall = Hall::open(kind, &town::two_departments()).await;
        let before = hall.exports().await;
        hall.employ("lead@example.org", "lead", &["bauamt"]).await;
        let mut lead = hall.clerk();
        lead.sign_in("lead@example.org", PASSWORD).await;
        let list = lead.opens(LIST).await;
        assert!(list.text().contains(">hollmann<") && !list.text().contains(">kaya<"), "{}", list.text());
        for path in [KAYA, NEW, "/einrichtung/neue-person?amt=unsinn", "/einrichtung/mitarbeitende/niemand"] {
            assert_eq!(lead.opens(path).await.status, 404, "{path}");
            assert_eq!(saves(&lead, path, &list, &[("name", "X"), ("skills", "*")]).await.status, 404, "{path}");
        }
        let order = saves(&lead, LIST, &list, &[("amt", "buergerbuero"), ("hinab", "kaya")]).await;
        assert_eq!(order.status, 404);
        assert_eq!(hall.exports().await, before);
        hall.close().await;
    }
}
