//! What does not exist yet: the operator takes a town in, and administrators give accounts.

use proof::{Answer, Hall, on_both, town};
use server::db::audit::{self, Entry};
use server::db::operator as towns;

const TYPED: &[(&str, &str)] = &[
    ("name", "Gemeinde Grünwalde"),
    ("adresse", ""),
    ("land", "NW"),
    ("homepage", "https://www.gruenwalde.example/"),
    ("telefon", "05265 739-0"),
    ("amt", "Bürgerbüro"),
    ("strasse", "Poststraße 11"),
    ("ort", "32694 Grünwalde"),
    ("person", "A. Sommer"),
    ("email", "Sommer@gruenwalde.example "),
];
const NEW: &str = "drei blaue Eimer im Garten";

/// The form with one field filled in otherwise.
fn typed_with<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let others = TYPED.iter().copied().filter(|(known, _)| *known != name);
    others.chain([(name, value)]).collect()
}

/// The end of the link that a page shows.
fn link_in(page: &str) -> String {
    let link = page
        .split("/zugang/")
        .nth(1)
        .and_then(|rest| rest.split('<').next());
    link.unwrap_or_else(|| panic!("no link: {page}")).to_owned()
}

async fn sets_password(hall: &Hall, town: &str, link: &str) -> Answer {
    let clerk = hall.clerk().at_town(town);
    clerk
        .submits(&format!("/zugang/{link}"), &[("new", NEW), ("again", NEW)])
        .await
}

async fn log(hall: &Hall, town: &str) -> Vec<Entry> {
    let tx = hall.app.db.town(town).read().await.expect("the town");
    tx.audit(&[], i64::MAX, 100).await.expect("readable")
}

async fn names(hall: &Hall) -> Vec<String> {
    let listed = towns::list(&hall.app.db).await.expect("the list");
    listed.into_iter().map(|town| town.slug).collect()
}

/// That a form was refused, with this at a field, and everything that was typed still there.
fn refused(answer: &Answer, told: &str, typed: &[(&str, &str)]) {
    let page = answer.text();
    assert_eq!(answer.status, 422, "{page}");
    assert!(page.contains(told), "{told}: {page}");
    for (name, value) in typed
        .iter()
        .filter(|(name, _)| !matches!(*name, "land" | "rolle" | "amt"))
    {
        assert!(
            page.contains(value.trim().trim_end_matches('/')),
            "{name} {value}: {page}"
        );
    }
}

on_both! {
    async fn the_operator_takes_a_town_in_and_its_administrator_gets_in(hall: Hall) {
        let operator = hall.operator().await;
        assert!(operator.opens("").await.text().contains("/desk/betrieb/neu"));
        let page = operator.submits("/neu", TYPED).await;
        assert_eq!(page.status, 200, "{}", page.text());
        let link = link_in(&page.text());
        assert!(page.text().contains("/desk/gruenwalde/zugang/"), "{}", page.text());
        assert!(names(&hall).await.contains(&"gruenwalde".to_owned()));

        assert_eq!(sets_password(&hall, "gruenwalde", &link).await.status, 200);
        let mut chief = hall.clerk().at_town("gruenwalde");
        assert_eq!(chief.sign_in("sommer@gruenwalde.example", NEW).await.status, 303);
        let account = hall.account_at("gruenwalde", "sommer@gruenwalde.example").await;
        assert_eq!((account.name.as_str(), account.role.name()), ("A. Sommer", "administrator"));
        let (status, page) = crate::desk::operator::get(&hall, "/gruenwalde").await;
        assert!(status == 200 && page.contains("Gemeinde Grünwalde"), "{page}");
        assert!(page.contains("noch keinen Termin vereinbaren. Bitte rufen Sie an: 05265 739-0"), "{page}");

        let entries = log(&hall, "gruenwalde").await;
        let told: Vec<_> = entries.iter().map(|entry| (entry.part.as_str(), entry.who.contains("betrieb@"))).collect();
        assert_eq!(told, [("account sommer@gruenwalde.example", true), ("town", true)]);
        let verified = audit::verify(&hall.app.db, "gruenwalde").await.expect("readable");
        assert_eq!(verified.map(|found| found.broken), Some(None));
    }

    async fn a_name_that_is_taken_is_not_given_twice(hall: Hall) {
        let operator = hall.operator().await;
        let typed = typed_with("adresse", "kleinstadt");
        refused(&operator.submits("/neu", &typed).await, "gibt es schon", &typed);
        assert_eq!(operator.submits("/neu", TYPED).await.status, 200);
        // What follows from the name steps aside by itself.
        let page = operator.submits("/neu", TYPED).await.text();
        assert!(page.contains("/desk/gruenwalde-2/zugang/"), "{page}");
        let typed = typed_with("adresse", "betrieb");
        assert_eq!(operator.submits("/neu", &typed).await.status, 422, "the operator's house is no town");
        assert_eq!(names(&hall).await.len(), 3);
    }

    async fn what_does_not_fit_is_told_at_its_field_and_nothing_is_done(hall: Hall) {
        let operator = hall.operator().await;
        for (name, value, told) in [
            ("name", "", "id=\"name-error\""),
            ("adresse", "Grün walde", "id=\"adresse-error\""),
            ("land", "XX", "Bitte wählen Sie ein Bundesland."),
            ("land", "XX", "id=\"email-error\""),
            ("homepage", "www.gruenwalde.example", "id=\"homepage-error\""),
            ("homepage", "https://www.gruenwalde.example/start", "id=\"homepage-error\""),
            ("telefon", "ruf an", "id=\"telefon-error\""),
            ("amt", "", "id=\"amt-error\""),
            ("ort", "", "id=\"ort-error\""),
            ("person", "", "id=\"person-error\""),
            ("email", "sommer", "vollständige E-Mail-Adresse"),
            ("name", "<script>alert(1)</script>{{ 7*7 }}", "id=\"email-error\""),
        ] {
            let mut typed = typed_with(name, value);
            if told.contains("email-error") {
                typed.retain(|(known, _)| *known != "email");
            }
            let answer = operator.submits("/neu", &typed).await;
            let page = answer.text();
            assert_eq!(answer.status, 422, "{name}={value}: {page}");
            assert!(page.contains(told), "{name}={value} is not told by {told}: {page}");
            assert!(page.contains("Poststraße 11"), "{name}={value}: {page}");
            assert!(!page.contains("<script>alert"), "{page}");
        }
        assert_eq!(names(&hall).await, ["kleinstadt"]);
    }

    async fn an_administrator_gives_an_account(hall: Hall) {
        hall.take_in(&town::two_departments()).await;
        let admin = hall.signed_in("administrator").await;
        let form = admin.opens("/konten/neu").await.text();
        assert!(form.contains("Sachbearbeitung") && form.contains("Nimmt selbst keine Termine"), "{form}");
        let department = hall.app.db.town(hall.town.as_str()).read().await.expect("the town").town.departments[0].slug.clone();
        let fields = [("name", "N. Neu"), ("email", "NEU@example.org"), ("rolle", "lead"), ("amt", department.as_str()), ("person", "kaya")];
        let page = admin.submits("/konten/neu", &fields).await;
        assert_eq!(page.status, 200, "{}", page.text());
        let link = link_in(&page.text());
        assert!(!admin.opens("/konten").await.text().contains(&link), "shown once");
        assert_eq!(sets_password(&hall, &hall.town, &link).await.status, 200);
        assert_eq!(hall.clerk().sign_in("neu@example.org", NEW).await.status, 303);
        let made = hall.account("neu@example.org").await;
        assert_eq!((made.role.name(), made.departments.len(), made.staff.is_some()), ("lead", 1, true));
        let first = &log(&hall, &hall.town).await[0];
        assert_eq!((first.part.as_str(), first.who.as_str()), ("account neu@example.org", "K. Muster (administrator@example.org)"));
    }

    async fn an_account_that_cannot_be_is_told_at_its_field(hall: Hall) {
        let admin = hall.signed_in("administrator").await;
        let good = [("name", "N. Neu"), ("email", "neu@example.org"), ("rolle", "clerk")];
        for (name, value, told) in [
            ("name", " ", "Namen mit"),
            ("email", "neu@", "vollständige E-Mail-Adresse"),
            ("email", "administrator@example.org", "gibt es schon ein Konto"),
            ("rolle", "", "wählen Sie eine Berechtigung"),
            ("rolle", "operator", "wählen Sie eine Berechtigung"),
            ("amt", "gibt-es-nicht", "Dieses Amt gibt es nicht mehr"),
            ("person", "gibt-es-nicht", "Diese Person gibt es nicht mehr"),
        ] {
            let others = good.iter().copied().filter(|(known, _)| *known != name);
            let typed: Vec<_> = others.chain([(name, value)]).collect();
            let kept: Vec<_> = typed.iter().copied().filter(|(name, _)| matches!(*name, "name" | "email")).collect();
            refused(&admin.submits("/konten/neu", &typed).await, told, &kept);
        }
        let page = admin.opens("/konten").await.text();
        assert!(!page.contains("neu@example.org"), "{page}");
        // The operator's house has one role.
        let operator = hall.operator().await;
        let page = operator.opens("/konten/neu").await.text();
        assert!(!page.contains("Berechtigung</label>") && !page.contains("Sachbearbeitung"), "{page}");
        let page = operator.submits("/konten/neu", &[("name", "B. Betrieb"), ("email", "b@betrieb.example")]).await;
        assert_eq!(page.status, 200, "{}", page.text());
        assert!(page.text().contains("/desk/betrieb/zugang/"), "{}", page.text());
    }
}
