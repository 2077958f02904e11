//! Between two towns in one database there are two walls, and secrets are nowhere to be read.
//!
//! The inner wall (PostgreSQL only) is tried with statements in which the town was forgotten, as the server's role.
//! The outer one is tried through the public addresses: whatever belongs to another town is answered like what nobody
//! knows, byte for byte. The schema itself is asked whether a reference across towns can be stored at all.

use axum::{
    body::Body,
    http::{HeaderMap, Method, Request, header::CONTENT_TYPE},
};
use proof::{Answer, Citizen, Clerk, Database, Hall, Kind, on_both, town};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement, TransactionTrait};
use serde_json::{Value, json};
use server::notices::postbox::Postbox;
use server::notices::{self, Carrier};
use tenants::reference::Reference;
use wire::{AppointmentView, HoldView};

const VISIT: &[(&str, u32)] = &[("pass", 1)];
const AT_NINE: &str = "2026-11-24T09:00:00+01:00";
const AT_TEN: &str = "2026-11-24T10:00:00+01:00";
const AT_ELEVEN: &str = "2026-11-24T11:00:00+01:00";
const KEY: &str = "key-of-a-citizen-of-one-town";

/// Two towns with an appointment, a hold and a message each. The second has people the first has not.
struct Neighbours {
    hall: Hall,
    here: Citizen,
    there: Citizen,
    booked: [AppointmentView; 2],
    held: [HoldView; 2],
}

impl Neighbours {
    async fn open(kind: Kind) -> Self {
        let hall = Hall::open(kind, &town::staffed("hier", 1)).await;
        hall.take_in(&town::staffed("drueben", 3).replace("\"perso\"", "\"ausweis\""))
            .await;
        let (here, there) = (hall.citizen(), hall.citizen_of("drueben"));
        let booked = [
            here.books(VISIT, AT_NINE).await,
            there.books(VISIT, AT_NINE).await,
        ];
        let held = [here.holds(VISIT, AT_TEN).await, there.holds(VISIT, AT_TEN).await];
        for town in ["hier", "drueben"] {
            hall.signed_in_at(town, "clerk").await;
        }
        invited(&hall.database).await;
        Self {
            hall,
            here,
            there,
            booked,
            held,
        }
    }
}

/// On Wednesday nobody is there: one citizen is offered other times, one has asked for a call.
async fn everybody_is_away(citizen: &Citizen, clerk: &Clerk) {
    citizen.books(VISIT, "2026-11-25T09:00:00+01:00").await;
    let called = citizen.books(VISIT, "2026-11-25T10:00:00+01:00").await;
    for person in ["person-1", "person-2", "person-3"] {
        clerk
            .reports_absence(&format!("person={person}&zeitraum=von-bis&von=25.11."))
            .await;
    }
    let phone = [("phone", "0221 4710456")];
    waits_for_an_earlier_time(citizen).await;
    let asked = citizen
        .submits(&format!("/termin/{}/anruf", called.token), &phone)
        .await;
    assert_eq!(asked.status, 303, "{}", asked.text());
}

/// Somebody is on the list for earlier times, and one has become free.
async fn waits_for_an_earlier_time(citizen: &Citizen) {
    let form = [
        ("service", "pass:1"),
        ("name", "Wilma"),
        ("email", "wilma@example.org"),
        ("last", "2026-12-18"),
        ("agrees", "1"),
    ];
    let applied = citizen.submits("/frueher", &form).await;
    assert_eq!(applied.status, 303, "{}", applied.text());
    for at in ["2026-12-03T09:00:00+01:00", "2026-12-03T11:00:00+01:00"] {
        let booked = citizen.books(VISIT, at).await;
        let path = format!("/appointments/{}/cancel", booked.token);
        let cancelled = citizen.ask(Method::POST, &path, Some(&json!({}))).await;
        assert!(cancelled.status.is_success(), "{}", cancelled.text());
    }
}

/// Every account has been sent a link to set a new password, and in each town somebody has been forgotten.
async fn invited(database: &Database) {
    let db = database.inspector().await;
    for sql in [
        "INSERT INTO account_link (town_id, link_hash, account_id, until) SELECT town_id, token_hash, account_id, 0 FROM session",
        "INSERT INTO feed (town_id, account_id, secret_hash, made_at) SELECT town_id, account_id, token_hash, 0 FROM session",
        "INSERT INTO identity (town_id, issuer, subject, account_id, linked_at) SELECT town_id, 'https://login.example', 'a', account_id, 0 FROM session",
        "INSERT INTO identity_attempt (town_id, state_hash, browser_hash, purpose, next, until) SELECT town_id, token_hash, token_hash, 'sign_in', '', 0 FROM session",
        "INSERT INTO identity_secret (town_id, sealed) SELECT town_id, token_hash FROM session",
        "INSERT INTO erasure (town_id, id, at, appointments) SELECT id, 1, 0, 1 FROM town WHERE id > 0",
        "INSERT INTO tally (town_id, day, hour, department_id, service, outcome, channel, visits, pieces, displaced, lead_days)
         SELECT id, '2026-11-20', 9, 1, 'pass', 'kept', 'online', 1, 1, 0, 3 FROM town WHERE id > 0",
    ] {
        db.execute_unprepared(sql).await.expect("rows");
    }
    db.close().await.expect("the inspector leaves");
}

#[tokio::test]
async fn a_statement_that_forgets_the_town_sees_and_touches_only_the_town_it_was_told_of() {
    let towns = Neighbours::open(Kind::Postgres).await;
    for (citizen, town) in [(&towns.here, "hier"), (&towns.there, "drueben")] {
        everybody_is_away(citizen, &towns.hall.signed_in_at(town, "lead").await).await;
    }
    towns.hall.minutes_pass(5);
    server::upkeep::look(&towns.hall.app)
        .await
        .expect("the list can be read");
    let carrier = Carrier::keeping(Postbox::default(), &towns.hall.app.config).expect("a carrier");
    let carried = notices::turn(&towns.hall.app, &carrier)
        .await
        .expect("the list can be read");
    assert!(carried >= 4, "{carried}");
    let server = towns.hall.database.as_the_server().await;
    let tables = tables_of_towns(&towns.hall.database).await;
    assert!(tables.len() >= 11, "{tables:?}");
    for table in &tables {
        let all = count(&server, table).await;
        assert_eq!(all, 0, "{table} shows rows to somebody who named no town");
        for (town, foreign) in [(1, 2), (2, 1)] {
            let tx = server.begin().await.expect("a transaction");
            run(&tx, &format!("SELECT set_config('app.town', '{town}', true)"))
                .await
                .expect("a setting");
            let own = numbers(&tx, &format!("SELECT DISTINCT town_id FROM {table}")).await;
            assert!(
                own.iter().all(|shown| *shown == town),
                "{table} shows {own:?} to town {town}"
            );
            let empty = ["closure"].contains(&table.as_str());
            assert!(empty || !own.is_empty(), "{table} hides town {town} from itself");
            let stolen = run(&tx, &format!("UPDATE {table} SET town_id = {foreign}")).await;
            assert!(
                empty || stolen.is_err_and(|error| error.contains("row-level security")),
                "{table}"
            );
            tx.rollback().await.expect("undone");
        }
        // The setting ended with its transaction, on this very connection.
        assert_eq!(count(&server, table).await, 0, "{table} remembers the town");
        let changed = server
            .execute_unprepared(&format!("UPDATE {table} SET town_id = town_id"))
            .await;
        assert_eq!(changed.expect("nothing to change").rows_affected(), 0, "{table}");
        let removed = server.execute_unprepared(&format!("DELETE FROM {table}")).await;
        assert_eq!(removed.expect("nothing to remove").rows_affected(), 0, "{table}");
    }
    server.close().await.expect("closed");
    towns.hall.close().await;
}

#[tokio::test]
async fn counting_behind_other_walls_leaves_whoever_counts_behind_her_own() {
    let towns = Neighbours::open(Kind::Postgres).await;
    let server = towns.hall.database.as_the_server().await;
    let tx = server.begin().await.expect("a transaction");
    run(&tx, "SELECT set_config('app.town', '1', true)")
        .await
        .expect("a setting");
    let colleagues =
        "SELECT c.colleagues::integer FROM town t CROSS JOIN LATERAL count_in_town(t.id) c ORDER BY t.id";
    assert_eq!(numbers(&tx, colleagues).await, [0, 1, 3], "house and towns");
    let own = numbers(&tx, "SELECT DISTINCT town_id FROM staff_member").await;
    assert_eq!(own, [1], "still behind the wall of the first");
    tx.commit().await.expect("committed");
    assert_eq!(numbers(&server, colleagues).await, [0, 1, 3]);
    assert_eq!(count(&server, "staff_member").await, 0, "and behind none's");
    server.close().await.expect("closed");
    towns.hall.close().await;
}

#[tokio::test]
async fn a_row_of_another_town_cannot_be_brought_in() {
    let towns = Neighbours::open(Kind::Postgres).await;
    let server = towns.hall.database.as_the_server().await;
    for table in tables_of_towns(&towns.hall.database).await {
        let tx = server.begin().await.expect("a transaction");
        run(&tx, "SELECT set_config('app.town', '1', true)")
            .await
            .expect("a setting");
        let copied = run(&tx, &format!("INSERT INTO {table} (town_id) VALUES (2)")).await;
        let refused = copied.expect_err("a row for another town");
        assert!(refused.contains("row-level security"), "{table}: {refused}");
        tx.rollback().await.expect("undone");
    }
    let owned = "SELECT count(*) AS n FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = 'rathaustermin_app'";
    assert_eq!(
        numbers(&server, owned).await,
        [0],
        "the server's role owns something and could take the wall down"
    );
    for sql in [
        "ALTER TABLE claim DISABLE ROW LEVEL SECURITY",
        "DROP POLICY own_town ON claim",
        "TRUNCATE claim",
    ] {
        let refused = run(&server, sql).await.expect_err(sql);
        assert!(
            refused.contains("must be owner") || refused.contains("permission denied"),
            "{refused}"
        );
    }
    server.close().await.expect("closed");
    towns.hall.close().await;
}

#[tokio::test]
async fn a_connection_forgets_its_town_with_the_transaction() {
    let hall = Hall::open(Kind::Postgres, &town::small()).await;
    let db = hall.database.inspector().await;
    // The phone book now opens only to those who are in no town.
    for sql in [
        "ALTER TABLE town ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY outside ON town USING (coalesce(current_setting('app.town', true), '') = '')",
    ] {
        run(&db, sql).await.expect(sql);
    }
    db.close().await.expect("closed");
    let mika = hall.citizen();
    let booked = mika.books(VISIT, AT_NINE).await;
    assert_eq!(mika.views(&booked.token).await, booked);
    hall.close().await;
}

on_both! {
    async fn the_schema_refuses_every_reference_across_towns(kind: Kind) {
        let towns = Neighbours::open(kind).await;
        let db = towns.hall.database.inspector().await;
        // Person 3 works in the second town only; ids of appointments are unique everywhere.
        let of = |town: i32| format!("(SELECT id FROM appointment WHERE town_id = {town} AND state = 'booked')");
        for (told, sql) in [
            ("a claim on a person of another town", format!("INSERT INTO claim VALUES (1, 3, 1, {})", of(1))),
            ("a claim for an appointment of another town", format!("INSERT INTO claim VALUES (1, 1, 1, {})", of(2))),
            ("an appointment with a person of another town", "UPDATE appointment SET staff_id = 3 WHERE town_id = 1".to_owned()),
            ("a department of another town", "UPDATE appointment SET department_id = 2 WHERE town_id = 1".to_owned()),
            ("an appointment in another town", "UPDATE appointment SET town_id = 2 WHERE town_id = 1".to_owned()),
            ("a message about another town's appointment", format!("UPDATE notice SET appointment_id = {} WHERE town_id = 1", of(2))),
            ("history of another town's appointment", format!("UPDATE history SET appointment_id = {} WHERE town_id = 1", of(2))),
            ("history with another town's person", "UPDATE history SET staff_id = 3 WHERE town_id = 1".to_owned()),
            ("a shift of another town's person", "UPDATE shift SET staff_id = 3 WHERE town_id = 1".to_owned()),
            ("a service of another town's department", "UPDATE service SET department_id = 2 WHERE town_id = 1".to_owned()),
            ("a person in a town that is not there", "UPDATE staff_member SET town_id = 7 WHERE town_id = 1".to_owned()),
        ] {
            // A second department in the second town only.
            if told.contains("department") {
                let _ = db.execute_unprepared("INSERT INTO department VALUES (2, 2, 'zweites', 1, '{}')").await;
            }
            let refused = run(&db, &sql).await.expect_err(told).to_lowercase();
            assert!(refused.contains("foreign key"), "{told}: {refused}");
        }
        run(&db, "DELETE FROM department WHERE town_id = 2 AND id = 2").await.expect("tidied");
        db.close().await.expect("closed");
        towns.hall.close().await;
    }

    async fn every_key_and_every_reference_of_the_schema_begins_with_the_town(kind: Kind) {
        let database = Database::new(kind).await;
        let (references, keys) = schema(&database).await;
        assert!(references.len() >= 15 && keys.len() >= 20, "{references:?} {keys:?}");
        for (table, first, target, target_first) in &references {
            let of_the_town = target == "town" && target_first == "id";
            assert!(
                first == "town_id" && (target_first == "town_id" || of_the_town),
                "{table}: {first} refers to {target}.{target_first}"
            );
        }
        for (table, key, first) in &keys {
            // The phone book finds the town, and holds nothing else; carriers take what is due, of whatever town.
            let of_all = ["town", "installation"].contains(&table.as_str()) || ["errand_due", "earlier_look_due"].contains(&key.as_str());
            assert!(first == "town_id" || of_all, "{table}: {key} begins with {first}");
        }
        let columns = match kind {
            Kind::Postgres => "SELECT column_name::text FROM information_schema.columns WHERE table_name = 'town' ORDER BY 1",
            Kind::Sqlite => "SELECT name FROM pragma_table_info('town') ORDER BY 1",
        };
        let db = database.inspector().await;
        // What the operator has said of the town is no secret of the town's.
        let known = ["id", "name", "slug", "suspended_at", "suspended_for", "version"];
        assert_eq!(texts(&db, columns, 1).await.concat(), known, "the phone book tells more");
        let columns = columns.replace("'town'", "'errand'");
        let known = ["due_at", "fence", "lease_until", "notice_id", "town_id"];
        assert_eq!(texts(&db, &columns, 1).await.concat(), known, "the list of carriers tells more");
        let columns = columns.replace("'errand'", "'earlier_look'");
        let known = ["due_at", "freed_id", "lease_until", "town_id"];
        assert_eq!(texts(&db, &columns, 1).await.concat(), known, "the list of those who look tells more");
        db.close().await.expect("closed");
    }

    async fn what_belongs_to_another_town_is_answered_like_what_nobody_knows(kind: Kind) {
        let towns = Neighbours::open(kind).await;
        let Neighbours { hall, here, there, booked, held } = &towns;
        let before = here.views(&booked[0].token).await;
        let moving = |hold: &str| Some(json!({ "hold": hold }));
        let asking = |reference: &str, pin: &str| Some(json!({ "reference": reference, "pin": pin }));
        let nobodys = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        let nobodys_number = Reference::new("KS", Default::default()).expect("a number").to_string();
        let (token, hold) = (&booked[0].token, &held[0].hold);
        let known = &booked[1].token;
        let mut pairs: Vec<(Method, [String; 2], [Option<Value>; 2])> = vec![
            (
                Method::POST,
                [format!("/appointments/{known}/move"), format!("/appointments/{known}/move")],
                [moving(hold), moving(nobodys)],
            ),
            (
                Method::POST,
                ["/appointments".to_owned(), "/appointments".to_owned()],
                [Some(there.form(hold)), Some(there.form(nobodys))],
            ),
            (
                Method::POST,
                ["/appointments/lookup".to_owned(), "/appointments/lookup".to_owned()],
                [asking(&booked[0].reference, &booked[0].pin), asking(&nobodys_number, "123456")],
            ),
        ];
        for (method, path, secret, body) in [
            (Method::GET, "/appointments/{}", token, None),
            (Method::GET, "/appointments/{}/calendar.ics", token, None),
            (Method::POST, "/appointments/{}/cancel", token, None),
            (Method::POST, "/appointments/{}/move", token, moving(&held[1].hold)),
            (Method::POST, "/holds/{}/extend", hold, None),
            (Method::DELETE, "/holds/{}", hold, None),
        ] {
            let paths = [secret.as_str(), nobodys].map(|secret| path.replace("{}", secret));
            pairs.push((method, paths, [body.clone(), body]));
        }
        assert_eq!(pairs.len(), secret_calls(hall).await, "every call that takes a secret is tried");
        for (method, paths, bodies) in &pairs {
            let foreign = there.ask(method.clone(), &paths[0], bodies[0].as_ref()).await;
            let unknown = there.ask(method.clone(), &paths[1], bodies[1].as_ref()).await;
            assert!(*method == Method::DELETE || foreign.status.is_client_error(), "{method} {}", paths[0]);
            assert_eq!(told(&foreign), told(&unknown), "{method} {}", paths[1]);
        }
        for (method, path, form) in pages(booked, held) {
            let fill = |secret: &str, reference: &str| {
                let filled = |text: &str| text.replace("{secret}", secret).replace("{reference}", reference);
                let request = Request::builder().method(&method).uri(format!("/drueben{}", filled(path)));
                let form = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from(filled(&form)));
                form.expect("a request")
            };
            let secret = if form.contains("hold=") { hold } else { token };
            let mut foreign = there.sends(fill(secret, &booked[0].reference)).await;
            let unknown = there.sends(fill(nobodys, &nobodys_number)).await;
            assert!(foreign.status.is_client_error(), "{method} {path} {}", foreign.text());
            // What was asked for may be shown again, to whoever asked.
            foreign.body = foreign.text().replace(secret, nobodys).replace(&booked[0].reference, &nobodys_number).into();
            assert_eq!(told(&foreign), told(&unknown), "{method} {path}");
        }
        // Nothing happened to anybody.
        assert_eq!(here.views(token).await, before);
        let _: AppointmentView = here.asks_to_confirm(hold).await.good();
        towns.hall.close().await;
    }

    async fn what_another_town_promises_takes_nobodys_time_and_ends_nobodys_hold(kind: Kind) {
        let towns = Neighbours::open(kind).await;
        let Neighbours { hall, here, there, .. } = &towns;
        // Everybody over there is taken at eleven; people of both towns have the same numbers.
        for _ in 0..3 {
            there.books(VISIT, AT_ELEVEN).await;
            there.books(VISIT, "2026-11-24T16:00:00+01:00").await;
        }
        let offer = here.looks(&["pass"], "2026-11-24", 1).await;
        assert!(offer.days[0].starts.iter().any(|start| start.at == AT_ELEVEN));
        here.books(VISIT, AT_ELEVEN).await;
        hall.minutes_pass(10);
        here.holds(VISIT, AT_TEN).await;
        // Nobody here has an appointment in the afternoon, so it may be closed.
        hall.take_in(&town::staffed("hier", 1).replace("18:00", "14:00")).await;
        let offer = here.looks(&["pass"], "2026-11-24", 1).await;
        assert!(offer.days[0].starts.iter().all(|start| start.label.as_str() < "14:00"));
        let db = hall.database.inspector().await;
        let held = "SELECT town_id FROM appointment WHERE state = 'held' ORDER BY 1";
        assert_eq!(numbers(&db, held).await, [1, 2], "one town ended the other's hold");
        db.close().await.expect("closed");
        towns.hall.close().await;
    }

    async fn keys_and_services_of_another_town_mean_nothing(kind: Kind) {
        let towns = Neighbours::open(kind).await;
        let Neighbours { here, there, .. } = &towns;
        let key = [("Idempotency-Key", KEY)];
        let wish = |at: &str| json!({ "services": [{ "service": "pass", "count": 1 }], "at": at });
        let ask = async |who: &Citizen, path: &str, body: &Value| {
            who.ask_with(Method::POST, path, Some(body), &key).await
        };
        let here_held: HoldView = ask(here, "/holds", &wish(AT_ELEVEN)).await.good();
        // Another request under the same key: in its own town it would be refused.
        let there_held: HoldView = ask(there, "/holds", &wish("2026-11-24T11:30:00+01:00")).await.good();
        assert_ne!(here_held.hold, there_held.hold);
        let form = |who: &Citizen, hold: &HoldView| who.form(&hold.hold);
        let here_booked: AppointmentView = ask(here, "/appointments", &form(here, &here_held)).await.good();
        let there_booked: AppointmentView = ask(there, "/appointments", &form(there, &there_held)).await.good();
        assert_ne!(here_booked.token, there_booked.token);
        // "perso" is known here only, "unsinn" nowhere.
        let [perso, unsinn] = ["perso", "unsinn"].map(|service| json!({ "services": [{ "service": service, "count": 1 }], "at": AT_TEN }));
        assert_eq!(told(&ask(there, "/holds", &perso).await), told(&ask(there, "/holds", &unsinn).await));
        let offer = async |service: &str| {
            let path = format!("/availability?service={service}&from=2026-11-24&days=3");
            there.ask(Method::GET, &path, None).await
        };
        assert_eq!(told(&offer("perso").await), told(&offer("unsinn").await));
        towns.hall.close().await;
    }

    async fn no_secret_can_be_read_in_the_database(kind: Kind) {
        let hall = Hall::open(kind, &town::small()).await;
        let mika = hall.citizen();
        let key = [("Idempotency-Key", KEY)];
        let wish = json!({ "services": [{ "service": "pass", "count": 1 }], "at": AT_NINE });
        let hold: HoldView = mika.ask_with(Method::POST, "/holds", Some(&wish), &key).await.good();
        let form = mika.form(&hold.hold);
        let booked: AppointmentView = mika.ask_with(Method::POST, "/appointments", Some(&form), &key).await.good();
        let asked = json!({ "reference": booked.reference, "pin": booked.pin });
        let found: AppointmentView = mika.ask(Method::POST, "/appointments/lookup", Some(&asked)).await.good();
        let other = mika.holds(VISIT, AT_TEN).await;
        let stored = everything(&hall.database).await;
        assert!(stored.text.contains("Mika Beispiel"), "looking in the wrong place");
        for secret in [&hold.hold, &booked.token, &found.token, &other.hold, &KEY.to_owned()] {
            assert!(!stored.text.contains(secret), "{secret} can be read");
            assert!(!stored.hex.contains(&hex(secret.as_bytes())), "{secret} can be read as bytes");
            let raw = hex(&base64url(secret));
            assert!(raw.len() < 32 || !stored.hex.contains(&raw), "{secret} is stored raw");
        }
        assert!(!stored.words.iter().any(|word| word.contains(&booked.pin)), "the PIN can be read");
        hall.close().await;
    }
}

/// Every page of the second town that takes a secret of an appointment or a hold, with its form.
fn pages(booked: &[AppointmentView; 2], held: &[HoldView; 2]) -> Vec<(Method, &'static str, String)> {
    let typed = "service=pass&key=abcdefghijklmnopqrstuv&name=Mika+Beispiel&email=mika%40example.org&privacy_accepted=1";
    let at = held[1].at.replace('+', "%2B");
    let holding = format!("{typed}&at={at}&hold={{secret}}");
    vec![
        (Method::GET, "/termin/{secret}", String::new()),
        (Method::GET, "/termin/{secret}/absagen", String::new()),
        (Method::POST, "/termin/{secret}/absagen", String::new()),
        (Method::GET, "/termin/{secret}/verschieben", String::new()),
        (
            Method::POST,
            "/termin/{secret}/verschieben",
            format!("{typed}&at={at}"),
        ),
        (Method::POST, "/verlaengern", holding.clone()),
        (Method::POST, "/termin", holding),
        (
            Method::POST,
            "/termin/finden",
            format!("reference={{reference}}&pin={}", booked[0].pin),
        ),
    ]
}

/// What an answer tells: status, headers and body, but neither the name of the request nor the key drawn for a form.
fn told(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let mut body = answer.text();
    while let Some(key) = body.find("name=\"key\" value=\"") {
        body.replace_range(key..key + 40, "");
    }
    let headers = |headers: &HeaderMap| {
        let mut told: Vec<_> = headers
            .iter()
            .filter(|(name, _)| *name != "x-request-id")
            .map(|(name, value)| (name.to_string(), value.to_str().expect("a text").to_owned()))
            .collect();
        told.sort();
        told
    };
    (answer.status.as_u16(), headers(&answer.headers), body)
}

/// How many calls of the contract take a secret: one for each in the address, and one for each in the body.
async fn secret_calls(hall: &Hall) -> usize {
    let request = Request::get("/api/openapi.json")
        .body(Body::empty())
        .expect("a request");
    let document: Value = hall.citizen().sends(request).await.good();
    let mut secrets = 0;
    for (path, calls) in document["paths"].as_object().expect("paths") {
        for (_, call) in calls.as_object().expect("calls") {
            secrets += usize::from(path.contains("{hold}") || path.contains("{token}"));
            let body = &call["requestBody"]["content"]["application/json"]["schema"]["$ref"];
            let Some(name) = body.as_str().and_then(|reference| reference.rsplit('/').next()) else {
                continue;
            };
            let fields = document["components"]["schemas"][name]["properties"]
                .as_object()
                .expect("fields");
            secrets += usize::from(fields.contains_key("hold") || fields.contains_key("pin"));
        }
    }
    secrets
}

async fn run(db: &impl ConnectionTrait, sql: &str) -> Result<(), String> {
    db.execute_unprepared(sql)
        .await
        .map(|_| ())
        .map_err(|error| error.to_string())
}

/// The first column of each row.
async fn numbers(db: &impl ConnectionTrait, sql: &str) -> Vec<i64> {
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .expect(sql);
    let number = |row: &sea_orm::QueryResult| {
        row.try_get_by_index::<i64>(0)
            .or_else(|_| row.try_get_by_index::<i32>(0).map(i64::from))
    };
    rows.iter().map(|row| number(row).expect("a number")).collect()
}

async fn count(db: &DatabaseConnection, table: &str) -> i64 {
    numbers(db, &format!("SELECT count(*) FROM {table}")).await[0]
}

async fn texts(db: &DatabaseConnection, sql: &str, columns: usize) -> Vec<Vec<String>> {
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .expect(sql);
    let text =
        |row: &sea_orm::QueryResult, column| row.try_get_by_index::<Option<String>>(column).expect("a text");
    rows.iter()
        .map(|row| {
            (0..columns)
                .map(|column| text(row, column).unwrap_or_default())
                .collect()
        })
        .collect()
}

/// Every table that has a town, asked from the catalogue: a new one cannot be forgotten here. The one list that carriers read
/// for all towns at once has no wall, and nothing in it that would need one.
async fn tables_of_towns(database: &Database) -> Vec<String> {
    let db = database.inspector().await;
    let sql = "SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'town_id'
               WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname NOT IN ('errand', 'earlier_look') ORDER BY 1";
    let tables = texts(&db, sql, 1).await.into_iter().flatten().collect();
    db.close().await.expect("closed");
    tables
}

type Link = (String, String, String, String);
type Key = (String, String, String);

/// Every reference (table, its first column, the other table, its first column) and every key (table, name, first column).
async fn schema(database: &Database) -> (Vec<Link>, Vec<Key>) {
    let (references, keys) = match database.kind {
        Kind::Postgres => (
            "SELECT r.conrelid::regclass::text, own.attname::text, r.confrelid::regclass::text, other.attname::text
             FROM pg_constraint r
             JOIN pg_attribute own ON own.attrelid = r.conrelid AND own.attnum = r.conkey[1]
             JOIN pg_attribute other ON other.attrelid = r.confrelid AND other.attnum = r.confkey[1]
             WHERE r.contype = 'f'",
            "SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text, a.attname::text
             FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
             WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> 'seaql_migrations'",
        ),
        Kind::Sqlite => (
            "SELECT t.name, f.\"from\", f.\"table\", f.\"to\" FROM sqlite_master t, pragma_foreign_key_list(t.name) f
             WHERE t.type = 'table' AND f.seq = 0",
            "SELECT t.name, i.name, c.name FROM sqlite_master t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
             WHERE t.type = 'table' AND c.seqno = 0 AND t.name <> 'seaql_migrations'",
        ),
    };
    let db = database.inspector().await;
    let references = texts(&db, references, 4).await.into_iter();
    let references = references
        .map(|row| <[String; 4]>::try_from(row).expect("four").into())
        .collect();
    let keys = texts(&db, keys, 3).await.into_iter();
    let keys = keys
        .map(|row| <[String; 3]>::try_from(row).expect("three").into())
        .collect();
    db.close().await.expect("closed");
    (references, keys)
}

/// All that is stored.
struct Stored {
    /// As text.
    text: String,
    /// Every byte in hexadecimal digits.
    hex: String,
    /// Texts alone, without numbers, ids and hashes.
    words: Vec<String>,
}

async fn everything(database: &Database) -> Stored {
    let db = database.inspector().await;
    let words =
        "SELECT concat_ws(' ', visit, name, email, phone, note, reference, local_start) FROM appointment
                 UNION ALL SELECT body FROM notice";
    let words = texts(&db, words, 1).await.into_iter().flatten().collect();
    let bytes = match db.get_database_backend() {
        DbBackend::Postgres => {
            let mut all = String::new();
            let tables = "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";
            for table in texts(&db, tables, 1).await.into_iter().flatten() {
                for row in texts(&db, &format!("SELECT t::text FROM {table} t"), 1).await {
                    all.push_str(&row[0]);
                    // Binary columns are already written in hexadecimal digits there.
                }
            }
            all.into_bytes()
        }
        _ => {
            let file = database.url.trim_start_matches("sqlite:").to_owned();
            [file.clone(), format!("{file}-wal")]
                .iter()
                .flat_map(|file| std::fs::read(file).unwrap_or_default())
                .collect()
        }
    };
    db.close().await.expect("closed");
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let hex = match database.kind {
        Kind::Postgres => text.to_lowercase() + &hex(&bytes),
        Kind::Sqlite => hex(&bytes),
    };
    Stored { text, hex, words }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads base64url without padding; other letters are left out.
fn base64url(text: &str) -> Vec<u8> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (mut bytes, mut bits, mut have) = (Vec::new(), 0_u32, 0);
    for value in text
        .bytes()
        .filter_map(|letter| LETTERS.iter().position(|one| *one == letter))
    {
        bits = bits << 6 | u32::try_from(value).expect("six bits");
        have += 6;
        if have >= 8 {
            have -= 8;
            bytes.push(u8::try_from(bits >> have & 0xff).expect("eight bits"));
        }
    }
    bytes
}
