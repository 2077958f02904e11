//! What is kept of a person is hers: she sees what was sent, takes everything along, and has it erased (LAW-05, LAW-06).

use axum::http::Method;
use proof::{Answer, Clerk, Hall, Mood, on_both};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};
use wire::AppointmentView;

use super::desk::absence::count;
use super::mail::Post;
use super::retention::is_kept;

const PASS: &[(&str, u32)] = &[("pass", 1)];
const AT_NINE: &str = "2026-11-24T09:00:00+01:00";
const AT_TEN: &str = "2026-11-24T10:00:00+01:00";

async fn books(hall: &Hall, name: &str, email: &str, time: &str) -> AppointmentView {
    let citizen = hall.citizen();
    let hold = citizen.holds(PASS, time).await;
    let form = json!({
        "hold": hold.hold, "name": name, "email": email, "phone": "0221 4710991", "note": "Ich komme mit Rollstuhl", "language": "de",
        "privacy_accepted": true,
    });
    citizen
        .ask(Method::POST, "/appointments", Some(&form))
        .await
        .good()
}

async fn moves(hall: &Hall, one: &AppointmentView, time: &str) {
    let citizen = hall.citizen();
    let hold = citizen.holds(PASS, time).await;
    let path = format!("/appointments/{}/move", one.token);
    let answer = citizen
        .ask(Method::POST, &path, Some(&json!({ "hold": hold.hold })))
        .await;
    assert!(answer.status.is_success(), "{}", answer.text());
}

/// Ids behind the check boxes of a page.
fn boxes(page: &str) -> Vec<String> {
    let parts = page.split("name=\"termin\" id=\"t-").skip(1);
    parts
        .map(|rest| rest.split('"').next().expect("an id").to_owned())
        .collect()
}

/// The same for wishes on the list for earlier times.
fn wishes(page: &str) -> Vec<String> {
    boxes(&page.replace("name=\"wunsch\"", "name=\"termin\""))
}

/// Puts somebody without an appointment on the list for earlier times. Returns her page.
async fn applies(hall: &Hall, name: &str, email: &str) -> String {
    let fields = [
        ("service", "pass:1"),
        ("name", name),
        ("email", email),
        ("phone", "0221 4710994"),
        ("last", "2026-12-18"),
        ("agrees", "1"),
        ("key", email),
    ];
    let answer = hall.citizen().submits("/frueher", &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let page = answer.leads_to().split_once("/kleinstadt").expect("a page").1;
    page.split('?').next().expect("a path").to_owned()
}

fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort_unstable();
    ids
}

async fn acts(clerk: &Clerk, step: &str, ids: &[String]) -> Answer {
    let mut fields = vec![("schritt", step), ("q", "Vogt")];
    fields.extend(ids.iter().map(|id| ("termin", id.as_str())));
    clerk.submits("/auskunft", &fields).await
}

on_both! {
    async fn she_sees_what_was_sent_and_how_it_ended(kind: Kind) {
        let post = Post::open(kind).await;
        let booked = books(&post.hall, "Mia Vogt", "mia@example.org", AT_NINE).await;
        let page = format!("/termin/{}", booked.token);
        let soon = post.hall.citizen().reads(&page).await.text();
        assert!(soon.contains("Terminbestätigung: Montag, 23. November 2026, 07:00 Uhr, geht bald hinaus"), "{soon}");
        post.arrives().await;
        let sent = post.hall.citizen().reads(&page).await.text();
        assert!(sent.contains("Terminbestätigung: Montag, 23. November 2026, 07:00 Uhr, per E-Mail verschickt"), "{sent}");
        moves(&post.hall, &booked, AT_TEN).await;
        post.server.is(Mood::NoMailbox);
        post.hall.minutes_pass(5);
        post.arrives().await;
        let failed = post.hall.citizen().reads(&page).await.text();
        assert!(failed.contains("Neue Uhrzeit: Montag, 23. November 2026, 07:05 Uhr, per E-Mail nicht zustellbar"), "{failed}");
        let english = post.hall.citizen().reads(&format!("{page}?lang=en")).await.text();
        assert!(english.contains("What we sent you") && english.contains("sent by email"), "{english}");
        post.hall.close().await;
    }

    async fn she_takes_everything_along(kind: Kind) {
        let post = Post::open(kind).await;
        let hall = &post.hall;
        let booked = books(hall, "Mia Vogt", "mia@example.org", AT_NINE).await;
        moves(hall, &booked, AT_TEN).await;
        post.arrives().await;
        let file = hall.citizen().reads(&format!("/termin/{}/daten.json?lang=de", booked.token)).await;
        assert_eq!(file.status, 200, "{}", file.text());
        assert_eq!(file.headers["cache-control"], "private, no-store");
        assert!(file.headers["content-disposition"].to_str().expect("words").contains("meine-daten.json"));
        let told: Value = file.json();
        for (name, value) in [
            ("Name", "Mia Vogt"),
            ("E-Mail", "mia@example.org"),
            ("Telefon", "+492214710991"),
            ("Bemerkung", "Ich komme mit Rollstuhl"),
            ("Terminnummer", booked.reference.as_str()),
            ("Zeit des Termins", "Dienstag, 24. November 2026, 10:00 Uhr"),
            ("Stand", "vereinbart"),
        ] {
            assert_eq!(told[name], value, "{told:#}");
        }
        let steps = told["Was geschehen ist"].as_array().expect("steps");
        assert_eq!(steps.len(), 2, "{told:#}");
        assert_eq!((&steps[1]["Was"], &steps[1]["Von wem"]), (&json!("verschoben"), &json!("von Ihnen")));
        assert_eq!(told["Was verschickt wurde"].as_array().expect("messages").len(), 2);
        assert!(file.text().find("Terminnummer") < file.text().find("Was geschehen ist"), "in the order of reading");
        let english: Value = hall.citizen().reads(&format!("/termin/{}/daten.json?lang=en", booked.token)).await.json();
        assert_eq!(english["Email"], "mia@example.org");
        let none = hall.citizen().reads(&format!("/termin/{}/daten.json", "A".repeat(43))).await;
        assert_eq!(none.status, 404);
        post.hall.close().await;
    }

    async fn what_she_erases_is_gone_at_once_and_its_time_is_free(kind: Kind) {
        let post = Post::open(kind).await;
        let hall = &post.hall;
        let booked = books(hall, "Kanarina Vogelsang", "kanarina@vogelsang.example", AT_NINE).await;
        let other = books(hall, "Mia Vogt", "mia@example.org", AT_TEN).await;
        post.arrives().await;
        let page = format!("/termin/{}", booked.token);
        let (ask, unknown) = (format!("{page}/loeschen"), format!("/termin/{}", "A".repeat(43)));
        let citizen = hall.citizen();
        for _ in 0..2 {
            let asked = citizen.reads(&ask).await.text();
            assert!(asked.contains("Damit sagen Sie diesen Termin ab"), "{asked}");
        }
        assert_eq!(citizen.reads(&page).await.status, 200, "asking changes nothing");
        let erased = citizen.submits(&ask, &[]).await;
        assert_eq!(erased.status, 303, "{}", erased.text());
        let done = citizen.reads("/termin/geloescht").await.text();
        assert!(done.contains("Ihre Daten sind gelöscht"), "{done}");
        let (now, never) = (citizen.reads(&page).await, citizen.reads(&unknown).await);
        assert_eq!((now.status, now.text().replace(&booked.token, "")), (never.status, never.text().replace(&"A".repeat(43), "")));
        assert!(!is_kept(&hall.database, "Kanarina Vogelsang"));
        assert!(!is_kept(&hall.database, "kanarina@vogelsang.example"));
        assert!(citizen.asks_to_hold(PASS, AT_NINE).await.status.is_success(), "somebody else can have it");
        assert_eq!(count(hall, "tally WHERE outcome = 'cancelled_by_citizen' AND visits = 1").await, 1);
        assert_eq!(count(hall, "erasure WHERE account_id IS NULL AND appointments = 1").await, 1);
        assert_eq!(citizen.views(&other.token).await.at, AT_TEN, "nobody else's");
        assert!(post.arrives().await.is_empty());
        post.hall.close().await;
    }

    async fn whoever_is_expected_today_is_not_erased_today(kind: Kind) {
        let hall = Hall::open(kind, &proof::town::small()).await;
        let booked = hall.citizen().books(PASS, AT_NINE).await;
        hall.clock.advance(proof::at("2026-11-24T08:30:00+01:00") - hall.clock.now());
        let ask = format!("/termin/{}/loeschen", booked.token);
        let asked = hall.citizen().reads(&ask).await.text();
        assert!(asked.contains("Ihre Daten werden noch gebraucht") && !asked.contains("<form method=\"post\""), "{asked}");
        assert_eq!(hall.citizen().submits(&ask, &[]).await.status, 409);
        assert_eq!(hall.citizen().views(&booked.token).await.at, AT_NINE);
        hall.clock.advance(chrono::TimeDelta::days(1));
        assert_eq!(hall.citizen().submits(&ask, &[]).await.status, 303);
        assert_eq!(count(&hall, "tally WHERE outcome = 'unsaid'").await, 1);
        hall.close().await;
    }

    async fn an_administrator_tells_and_erases_only_what_she_ticks(kind: Kind) {
        let post = Post::open(kind).await;
        let hall = &post.hall;
        let first = books(hall, "Mia Vogt", "mia@example.org", AT_NINE).await;
        let second = books(hall, "Mia Vogt", "mia@example.org", AT_TEN).await;
        let namesake = books(hall, "Mia Vogt", "andere@example.org", "2026-11-25T09:00:00+01:00").await;
        let clerk = hall.signed_in("administrator").await;
        let shown = clerk.opens("/auskunft?q=mia@example.org").await.text();
        let ids = boxes(&shown);
        assert_eq!(ids.len(), 2, "{shown}");
        assert!(!shown.contains("checked") && !shown.contains("andere@example.org"), "{shown}");
        assert_eq!(boxes(&clerk.opens("/auskunft?q=Vogt").await.text()).len(), 3);

        let nothing = acts(&clerk, "loeschen", &[]).await;
        assert!(nothing.status == 422 && nothing.text().contains("nichts angekreuzt"), "{}", nothing.text());
        let file = acts(&clerk, "herunterladen", &ids).await;
        let told: Value = file.json();
        let all = told["Termine"].as_array().expect("appointments");
        assert_eq!((all.len(), &all[0]["E-Mail"]), (2, &json!("mia@example.org")), "{told:#}");

        let asked = acts(&clerk, "fragen", &ids).await.text();
        assert!(asked.contains("Endgültig löschen") && sorted(boxes(&asked)) == sorted(ids.clone()), "{asked}");
        assert_eq!(hall.citizen().views(&first.token).await.at, AT_NINE, "asking erases nothing");
        let done = acts(&clerk, "loeschen", &ids).await.text();
        assert!(done.contains("2 Termine sind gelöscht.") && done.contains("2 Einträge, K. Muster"), "{done}");
        for gone in [&first, &second] {
            assert_eq!(hall.citizen().ask(Method::GET, &format!("/appointments/{}", gone.token), None).await.status, 404);
        }
        assert!(hall.citizen().views(&namesake.token).await.name.contains("Vogt"));
        assert!(!is_kept(&hall.database, "mia@example.org"));
        assert!(is_kept(&hall.database, "andere@example.org"));
        let again = acts(&clerk, "loeschen", &ids).await.text();
        assert!(again.contains("0 Termine sind gelöscht."), "{again}");
        assert_eq!(count(hall, "erasure").await, 1, "what was not done is not written down");
        post.hall.close().await;
    }

    async fn an_administrator_of_one_department_reaches_no_other(kind: Kind) {
        let hall = Hall::open(kind, &proof::town::two_departments()).await;
        let booked = books(&hall, "Mia Vogt", "mia@example.org", AT_NINE).await;
        let all = hall.signed_in("administrator").await;
        let ids = boxes(&all.opens("/auskunft?q=Vogt").await.text());
        hall.employ("bau@example.org", "administrator", &["bauamt"]).await;
        let mut clerk = hall.clerk();
        assert_eq!(clerk.sign_in("bau@example.org", proof::PASSWORD).await.status, 303);
        let shown = clerk.opens("/auskunft?q=Vogt").await.text();
        assert!(boxes(&shown).is_empty() && shown.contains("Gesucht wird nur in: Bauamt."), "{shown}");
        assert!(!all.opens("/auskunft?q=Vogt").await.text().contains("Gesucht wird nur in"));
        assert!(!acts(&clerk, "herunterladen", &ids).await.text().contains("mia@example.org"));
        assert!(acts(&clerk, "loeschen", &ids).await.text().contains("0 Termine sind gelöscht."));
        assert_eq!(hall.citizen().views(&booked.token).await.at, AT_NINE);
        hall.close().await;
    }

    async fn whoever_only_waits_for_an_earlier_time_is_told_and_erased_too(kind: Kind) {
        let post = Post::open(kind).await;
        let hall = &post.hall;
        let freed = books(hall, "Mia Vogt", "mia@example.org", AT_NINE).await;
        applies(hall, "Wartina Vogelsang", "wartina@vogelsang.example").await;
        hall.minutes_pass(1);
        applies(hall, "Wartina Vogelsang", "namensgleich@example.org").await;
        post.arrives().await;
        hall.citizen().submits(&format!("/termin/{}/loeschen", freed.token), &[]).await;
        server::upkeep::look(&hall.app).await.expect("looks");
        assert_eq!(post.arrives().await.len(), 1, "the first in order is asked");
        let clerk = hall.signed_in("administrator").await;
        for typed in ["Wartina", "wartina@vogelsang", "0221 4710994"] {
            let shown = clerk.opens(&format!("/auskunft?q={}", typed.replace(' ', "%20"))).await.text();
            assert!(shown.contains("wartet auf eine frühere Uhrzeit"), "{typed}: {shown}");
        }
        let ids = wishes(&clerk.opens("/auskunft?q=0221%204710994").await.text());
        assert_eq!(ids.len(), 2, "both have typed this number");
        let shown = clerk.opens("/auskunft?q=wartina@vogelsang").await.text();
        let ids = wishes(&shown);
        assert_eq!(ids.len(), 1, "{shown}");
        let fields = |step: &'static str| [("schritt", step), ("q", "Wartina"), ("wunsch", ids[0].as_str())];
        let told: Value = clerk.submits("/auskunft", &fields("herunterladen")).await.json();
        let wish = &told["Liste für frühere Termine"][0];
        assert_eq!((&wish["Name"], &wish["E-Mail"]), (&json!("Wartina Vogelsang"), &json!("wartina@vogelsang.example")), "{told:#}");
        assert!(wish["Liste für frühere Termine"]["Wann es passt"].to_string().contains("18. Dezember 2026"), "{told:#}");
        assert_eq!(wish["Was verschickt wurde"].as_array().map(Vec::len), Some(1), "{told:#}");

        let asked = clerk.submits("/auskunft", &fields("fragen")).await.text();
        assert!(asked.contains("Endgültig löschen") && wishes(&asked) == ids, "{asked}");
        assert_eq!(count(hall, "earlier_wish").await, 2, "asking erases nothing");
        let done = clerk.submits("/auskunft", &fields("loeschen")).await.text();
        assert!(done.contains("Von der Liste für frühere Termine gelöscht: 1 Eintrag."), "{done}");
        assert!(!is_kept(&hall.database, "wartina@vogelsang.example"));
        assert!(is_kept(&hall.database, "namensgleich@example.org"), "somebody else's");
        assert_eq!(count(hall, "earlier_wish").await, 1);
        assert_eq!(count(hall, "earlier_offer WHERE state = 'open'").await, 0, "what was kept for her is given back");
        post.hall.close().await;
    }

    async fn whoever_leaves_the_list_leaves_nothing_that_names_her(kind: Kind) {
        let post = Post::open(kind).await;
        let hall = &post.hall;
        let freed = books(hall, "Mia Vogt", "mia@example.org", AT_NINE).await;
        post.arrives().await;
        let page = applies(hall, "Wartina Vogelsang", "wartina@vogelsang.example").await;
        hall.citizen().submits(&format!("/termin/{}/loeschen", freed.token), &[]).await;
        server::upkeep::look(&hall.app).await.expect("looks");
        assert_eq!(post.arrives().await.len(), 1);
        // Servers repeat the address they answer about.
        let db = hall.database.inspector().await;
        let sql = "UPDATE sending SET answer = '250 wartina@vogelsang.example' WHERE notice_id IN (SELECT id FROM notice WHERE wish_id IS NOT NULL)";
        let told = db.execute_unprepared(sql).await.expect("an answer").rows_affected();
        db.close().await.expect("the inspector leaves");
        assert_eq!(told, 1);
        let left = hall.citizen().submits(&page, &[("schritt", "aufhoeren")]).await;
        assert!(left.status.is_success() || left.status.is_redirection(), "{}", left.text());
        assert_eq!(count(hall, "earlier_wish WHERE state = 'stopped'").await, 1, "{}", left.text());
        assert_eq!(count(hall, "sending WHERE answer LIKE '%wartina%'").await, 0);
        post.hall.close().await;
    }

    async fn her_wish_is_among_what_a_citizen_takes_along(kind: Kind) {
        let hall = Hall::open(kind, &proof::town::small()).await;
        let booked = books(&hall, "Mia Vogt", "mia@example.org", "2026-11-26T09:00:00+01:00").await;
        let waits = hall.citizen().submits(&format!("/termin/{}/frueher", booked.token), &[("weekday", "1")]).await;
        assert_eq!(waits.status, 303, "{}", waits.text());
        let told: Value = hall.citizen().reads(&format!("/termin/{}/daten.json", booked.token)).await.json();
        assert!(told["Liste für frühere Termine"]["Wann es passt"].to_string().contains("Dienstag"), "{told:#}");
        let english: Value = hall.citizen().reads(&format!("/termin/{}/daten.json?lang=en", booked.token)).await.json();
        assert!(english["List for earlier times"]["When it suits"].to_string().contains("Tuesday"), "{english:#}");
        hall.close().await;
    }
}
