//! Who gets where: every route of the desk against everybody who could ask (L41, L47, S-30).
//!
//! The routes are read off the source of `web/desk/routes.rs`. A route that is not listed here fails the test: whoever adds one
//! says here, once more and by hand, whom it is for.

use std::collections::BTreeSet;

use proof::{Answer, Clerk, Hall, OPERATOR, PASSWORD, on_both, town};
use tenants::operator;

use Door::{Anyone, AtLeast, HalfIn, InAnyHouse, Operator};

/// For whom a route is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Door {
    Anyone,
    HalfIn,
    /// `clerk`, `lead`, `administrator`: 0, 1, 2; also the operator's people, for their own house.
    InAnyHouse(usize),
    /// The same, in towns only.
    AtLeast(usize),
    /// The operator's people.
    Operator,
}

const CLERK: Door = AtLeast(0);
const LEAD: Door = AtLeast(1);
const ADMINISTRATOR: Door = AtLeast(2);

/// Method and template, for whom, and what to put in the place of parameters. `999` is nobody's number.
#[rustfmt::skip] // One route a line.
const ROUTES: &[(&str, &str, Door, &str)] = &[
    ("get", "/desk/{town}/anmelden", Anyone, "/anmelden"),
    ("post", "/desk/{town}/anmelden", Anyone, "/anmelden"),
    ("post", "/desk/{town}/anmelden/anbieter", Anyone, "/anmelden/anbieter"),
    ("get", "/desk/{town}/anmelden/zurueck", Anyone, "/anmelden/zurueck"),
    ("post", "/desk/{town}/abmelden", HalfIn, "/abmelden"),
    ("get", "/desk/{town}/passwort", Anyone, "/passwort"),
    ("get", "/desk/{town}/zugang/{secret}", Anyone, "/zugang/x"),
    ("post", "/desk/{town}/zugang/{secret}", Anyone, "/zugang/x"),
    ("post", "/desk/{town}/zugang/{secret}/anbieter", Anyone, "/zugang/x/anbieter"),
    ("get", "/desk/{town}/zweiter-faktor", HalfIn, "/zweiter-faktor"),
    ("post", "/desk/{town}/zweiter-faktor", HalfIn, "/zweiter-faktor"),
    ("get", "/desk/{town}/zweiter-faktor/einrichten", HalfIn, "/zweiter-faktor/einrichten"),
    ("post", "/desk/{town}/zweiter-faktor/einrichten", HalfIn, "/zweiter-faktor/einrichten"),
    ("post", "/desk/{town}/zweiter-faktor/beginnen", HalfIn, "/zweiter-faktor/beginnen"),
    ("get", "/desk/{town}/zweiter-faktor/bild.svg", HalfIn, "/zweiter-faktor/bild.svg"),
    ("get", "/desk/{town}/konto", InAnyHouse(0), "/konto"),
    ("post", "/desk/{town}/konto/passwort", InAnyHouse(0), "/konto/passwort"),
    ("post", "/desk/{town}/konto/zweiter-faktor", InAnyHouse(0), "/konto/zweiter-faktor"),
    ("post", "/desk/{town}/konto/anbieter", CLERK, "/konto/anbieter"),
    ("post", "/desk/{town}/konto/anbieter/trennen", CLERK, "/konto/anbieter/trennen"),
    ("post", "/desk/{town}/konto/sitzungen", InAnyHouse(0), "/konto/sitzungen"),
    ("get", "/desk/{town}/konto/kalender", CLERK, "/konto/kalender"),
    ("post", "/desk/{town}/konto/kalender", CLERK, "/konto/kalender"),
    ("get", "/desk/{town}/kalender/{secret}", Anyone, "/kalender/x"),
    ("post", "/desk/{town}/konto/tagesliste", CLERK, "/konto/tagesliste"),
    ("get", "/desk/{town}/konten", InAnyHouse(2), "/konten"),
    ("get", "/desk/{town}/konten/neu", InAnyHouse(2), "/konten/neu"),
    ("post", "/desk/{town}/konten/neu", InAnyHouse(2), "/konten/neu"),
    ("get", "/desk/{town}/konten/{account}", InAnyHouse(2), "/konten/999"),
    ("post", "/desk/{town}/konten/{account}", InAnyHouse(2), "/konten/999"),
    ("post", "/desk/{town}/konten/{account}/zweiter-faktor", InAnyHouse(2), "/konten/999/zweiter-faktor"),
    ("post", "/desk/{town}/konten/{account}/sitzungen", InAnyHouse(2), "/konten/999/sitzungen"),
    ("post", "/desk/{town}/konten/{account}/anbieter", ADMINISTRATOR, "/konten/999/anbieter"),
    ("post", "/desk/{town}/konten/{account}/link", InAnyHouse(2), "/konten/999/link"),
    ("post", "/desk/{town}/konten/{account}/sperre", InAnyHouse(2), "/konten/999/sperre"),
    ("get", "/desk/{town}/auskunft", AtLeast(2), "/auskunft"),
    ("post", "/desk/{town}/auskunft", AtLeast(2), "/auskunft"),
    ("get", "/desk/{town}/einrichtung/logo", ADMINISTRATOR, "/einrichtung/logo"),
    ("post", "/desk/{town}/einrichtung/logo", ADMINISTRATOR, "/einrichtung/logo"),
    ("get", "/desk/betrieb", Operator, ""),
    ("get", "/desk/betrieb/kommunen/{kommune}", Operator, "/kommunen/kleinstadt"),
    ("post", "/desk/betrieb/kommunen/{kommune}/stoppen", Operator, "/kommunen/kleinstadt/stoppen"),
    ("post", "/desk/betrieb/kommunen/{kommune}/zugang", Operator, "/kommunen/kleinstadt/zugang"),
    ("post", "/desk/betrieb/kommunen/{kommune}/weiterlaufen", Operator, "/kommunen/kleinstadt/weiterlaufen"),
    ("get", "/desk/betrieb/neu", Operator, "/neu"),
    ("post", "/desk/betrieb/neu", Operator, "/neu"),
    ("get", "/desk/{town}", CLERK, ""),
    ("get", "/desk/{town}/tag", CLERK, "/tag"),
    ("get", "/desk/{town}/neues", CLERK, "/neues"),
    ("get", "/desk/{town}/woche", CLERK, "/woche"),
    ("get", "/desk/{town}/raster.css", Anyone, "/raster.css"),
    ("get", "/desk/{town}/suche", CLERK, "/suche"),
    ("get", "/desk/{town}/termine/{id}", CLERK, "/termine/01890000-0000-7000-8000-000000000000"),
    ("post", "/desk/{town}/termine/{id}", CLERK, "/termine/01890000-0000-7000-8000-000000000000"),
    ("post", "/desk/{town}/termine/{id}/abholbereit", CLERK, "/termine/01890000-0000-7000-8000-000000000000/abholbereit"),
    ("post", "/desk/{town}/termine/{id}/merkzettel", CLERK, "/termine/01890000-0000-7000-8000-000000000000/merkzettel"),
    ("post", "/desk/{town}/termine/{id}/brief", CLERK, "/termine/01890000-0000-7000-8000-000000000000/brief"),
    ("post", "/desk/{town}/termine/{id}/suchen", CLERK, "/termine/01890000-0000-7000-8000-000000000000/suchen"),
    ("get", "/desk/{town}/termine/{id}/verschieben", CLERK, "/termine/01890000-0000-7000-8000-000000000000/verschieben"),
    ("post", "/desk/{town}/termine/{id}/verschieben", CLERK, "/termine/01890000-0000-7000-8000-000000000000/verschieben"),
    ("get", "/desk/{town}/termine/{id}/ueberbuchen", CLERK, "/termine/01890000-0000-7000-8000-000000000000/ueberbuchen"),
    ("post", "/desk/{town}/termine/{id}/ueberbuchen", CLERK, "/termine/01890000-0000-7000-8000-000000000000/ueberbuchen"),
    ("get", "/desk/{town}/vergeben", CLERK, "/vergeben"),
    ("post", "/desk/{town}/vergeben", CLERK, "/vergeben"),
    ("get", "/desk/{town}/ueberbuchen", CLERK, "/ueberbuchen"),
    ("post", "/desk/{town}/ueberbuchen", CLERK, "/ueberbuchen"),
    ("get", "/desk/{town}/abwesenheit", CLERK, "/abwesenheit"),
    ("post", "/desk/{town}/abwesenheit", CLERK, "/abwesenheit"),
    ("post", "/desk/{town}/abwesenheit/{number}/zuruecknehmen", CLERK, "/abwesenheit/999/zuruecknehmen"),
    ("get", "/desk/{town}/abwesenheit/ende", CLERK, "/abwesenheit/ende"),
    ("post", "/desk/{town}/abwesenheit/ende", CLERK, "/abwesenheit/ende"),
    ("get", "/desk/{town}/schliesstage", LEAD, "/schliesstage"),
    ("post", "/desk/{town}/schliesstage", LEAD, "/schliesstage"),
    ("get", "/desk/{town}/dienstzeiten", LEAD, "/dienstzeiten"),
    ("post", "/desk/{town}/dienstzeiten", LEAD, "/dienstzeiten"),
    ("get", "/desk/{town}/betroffene", CLERK, "/betroffene"),
    ("get", "/desk/{town}/anrufliste", CLERK, "/anrufliste"),
    ("get", "/desk/{town}/frueher", CLERK, "/frueher"),
    ("post", "/desk/{town}/frueher", CLERK, "/frueher"),
    ("post", "/desk/{town}/frueher/{id}", CLERK, "/frueher/01890000-0000-7000-8000-000000000000"),
    ("post", "/desk/{town}/nachrichten/{id}", CLERK, "/nachrichten/01890000-0000-7000-8000-000000000000"),
    ("get", "/desk/{town}/einrichtung", LEAD, "/einrichtung"),
    ("get", "/desk/{town}/einrichtung/feiertage", ADMINISTRATOR, "/einrichtung/feiertage"),
    ("post", "/desk/{town}/einrichtung/feiertage", ADMINISTRATOR, "/einrichtung/feiertage"),
    ("get", "/desk/{town}/einrichtung/kommune", ADMINISTRATOR, "/einrichtung/kommune"),
    ("post", "/desk/{town}/einrichtung/kommune", ADMINISTRATOR, "/einrichtung/kommune"),
    ("get", "/desk/{town}/einrichtung/anmeldedienst", ADMINISTRATOR, "/einrichtung/anmeldedienst"),
    ("post", "/desk/{town}/einrichtung/anmeldedienst", ADMINISTRATOR, "/einrichtung/anmeldedienst"),
    ("get", "/desk/{town}/einrichtung/auftritt", ADMINISTRATOR, "/einrichtung/auftritt"),
    ("post", "/desk/{town}/einrichtung/auftritt", ADMINISTRATOR, "/einrichtung/auftritt"),
    ("get", "/desk/{town}/einrichtung/homepages", ADMINISTRATOR, "/einrichtung/homepages"),
    ("post", "/desk/{town}/einrichtung/homepages", ADMINISTRATOR, "/einrichtung/homepages"),
    ("get", "/desk/{town}/einrichtung/einbinden", ADMINISTRATOR, "/einrichtung/einbinden"),
    ("get", "/desk/{town}/einrichtung/einbinden/rathaustermin.php", ADMINISTRATOR, "/einrichtung/einbinden/rathaustermin.php"),
    ("get", "/desk/{town}/einrichtung/aemter", LEAD, "/einrichtung/aemter"),
    ("post", "/desk/{town}/einrichtung/aemter", LEAD, "/einrichtung/aemter"),
    ("get", "/desk/{town}/einrichtung/neues-amt", LEAD, "/einrichtung/neues-amt"),
    ("post", "/desk/{town}/einrichtung/neues-amt", LEAD, "/einrichtung/neues-amt"),
    ("get", "/desk/{town}/einrichtung/aemter/{department}", LEAD, "/einrichtung/aemter/amt"),
    ("post", "/desk/{town}/einrichtung/aemter/{department}", LEAD, "/einrichtung/aemter/amt"),
    ("post", "/desk/{town}/einrichtung/aemter/{department}/entfernen", LEAD, "/einrichtung/aemter/amt/entfernen"),
    ("get", "/desk/{town}/einrichtung/mitarbeitende", LEAD, "/einrichtung/mitarbeitende"),
    ("post", "/desk/{town}/einrichtung/mitarbeitende", LEAD, "/einrichtung/mitarbeitende"),
    ("get", "/desk/{town}/einrichtung/neue-person", LEAD, "/einrichtung/neue-person"),
    ("post", "/desk/{town}/einrichtung/neue-person", LEAD, "/einrichtung/neue-person"),
    ("get", "/desk/{town}/einrichtung/mitarbeitende/{person}", LEAD, "/einrichtung/mitarbeitende/jemand"),
    ("post", "/desk/{town}/einrichtung/mitarbeitende/{person}", LEAD, "/einrichtung/mitarbeitende/jemand"),
    ("get", "/desk/{town}/einrichtung/mitarbeitende/{person}/dienstzeiten", LEAD, "/einrichtung/mitarbeitende/jemand/dienstzeiten"),
    ("post", "/desk/{town}/einrichtung/mitarbeitende/{person}/dienstzeiten", LEAD, "/einrichtung/mitarbeitende/jemand/dienstzeiten"),
    ("get", "/desk/{town}/einrichtung/katalog", LEAD, "/einrichtung/katalog"),
    ("post", "/desk/{town}/einrichtung/katalog", LEAD, "/einrichtung/katalog"),
    ("get", "/desk/{town}/einrichtung/katalog/aenderungen", LEAD, "/einrichtung/katalog/aenderungen"),
    ("post", "/desk/{town}/einrichtung/katalog/aenderungen/{service}", LEAD, "/einrichtung/katalog/aenderungen/x"),
    ("get", "/desk/{town}/wortlaut", ADMINISTRATOR, "/wortlaut"),
    ("get", "/desk/{town}/wortlaut/{kind}", ADMINISTRATOR, "/wortlaut/booked"),
    ("post", "/desk/{town}/wortlaut/{kind}", ADMINISTRATOR, "/wortlaut/booked"),
    ("get", "/desk/{town}/wortlaut/{kind}/brief", ADMINISTRATOR, "/wortlaut/booked/brief"),
    ("get", "/desk/{town}/protokoll", ADMINISTRATOR, "/protokoll"),
    ("post", "/desk/{town}/protokoll", ADMINISTRATOR, "/protokoll"),
    ("get", "/desk/{town}/protokoll/{number}", ADMINISTRATOR, "/protokoll/1"),
    ("get", "/desk/{town}/einrichtung/dienstleistungen", LEAD, "/einrichtung/dienstleistungen"),
    ("post", "/desk/{town}/einrichtung/dienstleistungen", LEAD, "/einrichtung/dienstleistungen"),
    ("get", "/desk/{town}/einrichtung/dienstleistungen/{service}", LEAD, "/einrichtung/dienstleistungen/perso"),
    ("post", "/desk/{town}/einrichtung/dienstleistungen/{service}", LEAD, "/einrichtung/dienstleistungen/perso"),
    ("get", "/desk/{town}/einrichtung/neue-dienstleistung", LEAD, "/einrichtung/neue-dienstleistung?amt=buergerbuero"),
    ("post", "/desk/{town}/einrichtung/neue-dienstleistung", LEAD, "/einrichtung/neue-dienstleistung"),
    ("get", "/desk/{town}/zahlen", LEAD, "/zahlen"),
    ("get", "/desk/{town}/zahlen/tabellen.csv", LEAD, "/zahlen/tabellen.csv"),
    ("post", "/desk/{town}/anrufliste/{id}", CLERK, "/anrufliste/01890000-0000-7000-8000-000000000000"),
];

/// Methods and templates, as the router's source has them.
fn served() -> BTreeSet<(String, String)> {
    let source = include_str!("../../../server/src/web/desk/routes.rs");
    let mut served = BTreeSet::new();
    for route in source.split(".route(\"").skip(1) {
        let (path, handlers) = route.split_once('"').expect("a path");
        let line = handlers.lines().next().expect("a line");
        for method in ["get", "post", "put", "patch", "delete"] {
            if line.contains(&format!(" {method}(")) || line.contains(&format!(".{method}(")) {
                served.insert((method.to_owned(), path.to_owned()));
            }
        }
    }
    served
}

#[test]
fn every_route_is_listed() {
    let listed: BTreeSet<_> = ROUTES
        .iter()
        .map(|(method, path, _, _)| ((*method).to_owned(), (*path).to_owned()))
        .collect();
    assert_eq!(listed.len(), ROUTES.len(), "a route is listed twice");
    assert_eq!(
        listed,
        served(),
        "list every route of the desk and whom it is for"
    );
}

/// Somebody who asks: her name here, and how far in she is.
struct Asking {
    who: &'static str,
    /// 0, 1, 2 by role; `None` for whoever has not signed in, as far as this town knows.
    role: Option<usize>,
    half: bool,
    clerk: Clerk,
}

async fn signed_in(hall: &Hall, email: &str, role: &str) -> Clerk {
    hall.employ(email, role, &[]).await;
    let mut clerk = hall.clerk();
    assert_eq!(clerk.sign_in(email, PASSWORD).await.status, 303);
    clerk
}

/// Everybody, anew for each route: some routes end sessions.
async fn everybody(hall: &Hall, foreign: &Clerk) -> Vec<Asking> {
    let mut everybody = Vec::new();
    let mut add = |who, role, half, clerk| {
        everybody.push(Asking {
            who,
            role,
            half,
            clerk,
        })
    };
    add("signed out", None, false, hall.clerk());
    for (role, who) in ["clerk", "lead", "administrator"].into_iter().enumerate() {
        let mut clerk = hall.clerk();
        clerk.sign_in(&format!("{who}@example.org"), PASSWORD).await;
        add(who, Some(role), false, clerk);
    }
    let mut half = hall.clerk();
    half.sign_in("half@example.org", PASSWORD).await;
    add("half signed in", Some(2), true, half);
    let mut nobody = hall.clerk();
    nobody.cookie = Some(format!("__Host-desk={}", "A".repeat(43)));
    add("with a made-up cookie", None, false, nobody);
    add("another town's administrator", None, false, foreign.clone());
    everybody
}

async fn asks(clerk: &Clerk, method: &str, path: &str) -> Answer {
    match method {
        "get" => clerk.opens(path).await,
        _ => clerk.submits(path, &[]).await,
    }
}

/// Whether an answer is what the policy says; what it should have been otherwise.
fn is_right(asking: &Asking, door: Door, method: &str, answer: &Answer) -> Result<(), String> {
    let status = answer.status.as_u16();
    let leads_to = answer.leads_to();
    let led = |place: &str| match method {
        "get" => status == 303 && leads_to.contains(place),
        _ => status == 401 && answer.text().contains(place),
    };
    let let_in = ![401, 403].contains(&status) && !leads_to.contains("/anmelden?");
    let (right, expected) = match (door, asking.role) {
        (Anyone, _) => (let_in, "let in"),
        (_, None) => (led("/anmelden?weiter="), "led to the door"),
        (HalfIn, Some(_)) => (let_in, "let in"),
        (_, Some(_)) if asking.half => (led("/zweiter-faktor?weiter="), "led to the second factor"),
        (InAnyHouse(least) | AtLeast(least), Some(role)) if role < least => (status == 403, "refused"),
        (_, Some(_)) => (let_in && !leads_to.contains("/zweiter-faktor?"), "let in"),
    };
    if right {
        Ok(())
    } else {
        Err(format!("{expected}, not {status} {leads_to}"))
    }
}

on_both! {
    async fn everybody_gets_where_the_policy_says_and_nowhere_else(hall: Hall) {
        let own = hall.town.clone();
        let other = hall.take_in(&town::staffed("anderswo", 2)).await;
        for role in ["clerk", "lead", "administrator"] {
            hall.employ(&format!("{role}@example.org"), role, &[]).await;
        }
        let mut half = signed_in(&hall, "half@example.org", "administrator").await;
        half.enrols(&hall, "half@example.org").await;
        let foreign = hall.signed_in_at(&other, "administrator").await.at_town(&own);
        let operator = hall.operator().await.at_town(&own);
        let mut suspended = signed_in(&hall, "gesperrt@example.org", "administrator").await;
        let id = hall.account("gesperrt@example.org").await.id.0;
        let administrator = signed_in(&hall, "chef@example.org", "administrator").await;
        administrator.submits(&format!("/konten/{id}/sperre"), &[("locked", "true")]).await;
        let kept = suspended.cookie.clone();
        assert_eq!(suspended.sign_in("gesperrt@example.org", PASSWORD).await.status, 422);
        suspended.cookie = kept;

        let mut wrong = Vec::new();
        for (method, template, door, path) in ROUTES.iter().filter(|route| route.2 != Operator) {
            let mut all = everybody(&hall, &foreign).await;
            all.push(Asking { who: "the operator", role: None, half: false, clerk: operator.clone() });
            all.push(Asking { who: "suspended", role: None, half: false, clerk: suspended.clone() });
            for asking in &all {
                let answer = asks(&asking.clerk, method, path).await;
                if let Err(why) = is_right(asking, *door, method, &answer) {
                    wrong.push(format!("{method} {template}, {}: {why}", asking.who));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    async fn the_operators_house_is_for_the_operator_and_has_no_desk(hall: Hall) {
        for role in ["clerk", "lead", "administrator"] {
            hall.employ(&format!("{role}@example.org"), role, &[]).await;
        }
        let mut foreign = hall.clerk();
        foreign.sign_in("administrator@example.org", PASSWORD).await;
        let mut operator = hall.operator().await;
        // Whose second factor is still to be set up has nothing yet, whoever she is.
        hall.employ_at(operator::SLUG, "neu@example.org", "administrator", &[]).await;
        let mut new = hall.clerk().at_town(operator::SLUG);
        new.sign_in("neu@example.org", PASSWORD).await;

        let mut wrong = Vec::new();
        // The first page of a town's desk has the address of the operator's own.
        for (method, template, door, path) in ROUTES.iter().filter(|route| route.1 != "/desk/{town}") {
            let mut all = everybody(&hall, &foreign).await;
            for asking in &mut all {
                // A session of a town is none here.
                (asking.role, asking.half) = (None, false);
                asking.clerk = asking.clerk.clone().at_town(operator::SLUG);
            }
            all.push(Asking { who: "the operator", role: Some(2), half: false, clerk: operator.clone() });
            all.push(Asking { who: "a new operator", role: Some(2), half: true, clerk: new.clone() });
            for asking in &all {
                let answer = asks(&asking.clerk, method, path).await;
                let right = match door {
                    AtLeast(_) if answer.status == 404 => Ok(()),
                    AtLeast(_) => Err(format!("unknown, not {}", answer.status)),
                    door => is_right(asking, *door, method, &answer),
                };
                if let Err(why) = right {
                    wrong.push(format!("{method} {template}, {}: {why}", asking.who));
                }
            }
            if *path == "/abmelden" {
                // A code counts once.
                hall.minutes_pass(1);
                operator.sign_in(OPERATOR, PASSWORD).await;
                operator.shows_code(&hall.code_at(operator::SLUG, OPERATOR).await).await;
                new.sign_in("neu@example.org", PASSWORD).await;
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert_eq!(operator.opens("").await.status, 200);
    }

    async fn a_foreign_number_answers_like_an_unknown_one(hall: Hall) {
        let other = hall.take_in(&town::staffed("anderswo", 2)).await;
        let administrator = hall.signed_in("administrator").await;
        // The other town has accounts with numbers that this one does not have.
        for number in 1..=4 {
            hall.employ_at(&other, &format!("{number}@example.org"), "clerk", &[]).await;
        }
        for what in ["link", "sperre", "zweiter-faktor", "sitzungen"] {
            let ask = async |number: i32| {
                let path = format!("/konten/{number}/{what}");
                let answer = administrator.submits(&path, &[("locked", "true")]).await;
                (answer.status.as_u16(), answer.text())
            };
            let (foreign, unknown) = (ask(4).await, ask(9).await);
            assert_eq!(foreign.0, 404, "{what}");
            assert_eq!(foreign, unknown, "{what}");
        }
    }
}
