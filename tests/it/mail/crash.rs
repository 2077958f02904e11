//! The server is killed while it carries messages, a hundred times (H17, H18): everybody is told, and whoever is told twice
//! was told when the server died, under the same name.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use proof::process::{self, Server};
use proof::{Connection, Database, Dice, MailServer, Mood, on_both, town};
use sea_orm::ConnectionTrait as _;
use serde_json::json;
use tokio::time::{Instant, sleep};
use wire::{Availability, HoldView};

const PROGRAM: &str = env!("CARGO_BIN_EXE_town-hall");
const TOWN: &str = "post";
const KILLS: usize = 100;
/// Enough that the last kill still meets some.
const MESSAGES: usize = 300;

on_both! {
    async fn everybody_is_told_although_the_server_is_killed_a_hundred_times(kind: Kind) {
        let database = Database::new(kind).await;
        process::take_in(Path::new(PROGRAM), &database, &town::staffed(TOWN, 5));
        let address = process::free_address();
        let server = Server::start(Path::new(PROGRAM), &database, address);
        book(address);
        server.kill();

        let mail = MailServer::open().await;
        mail.is(Mood::Slow(4));
        let smtp = format!("smtp://{}", mail.address);
        let settings = [
            ("RATHAUSTERMIN_MAIL_SMTP", smtp.as_str()),
            ("RATHAUSTERMIN_MAIL_FROM", "termine@rathaus.example"),
        ];
        let mut dice = Dice::seeded(17);
        for _ in 0..KILLS {
            let server = Server::start_with(Path::new(PROGRAM), &database, address, &settings);
            sleep(Duration::from_millis(dice.below(60) as u64)).await;
            server.kill();
            lease_is_over(&database).await;
        }
        mail.is(Mood::Fine);
        let server = Server::start_with(Path::new(PROGRAM), &database, address, &settings);
        let patience = Instant::now() + Duration::from_secs(60);
        while owed(&database).await > 0 {
            assert!(Instant::now() < patience, "{} messages are still owed", owed(&database).await);
            sleep(Duration::from_millis(50)).await;
        }
        server.ask_to_stop();
        assert!(server.wait(Duration::from_secs(8)).success());

        let mut told = BTreeMap::<String, usize>::new();
        for received in mail.received() {
            *told.entry(received.headers()["Message-ID"].clone()).or_default() += 1;
        }
        let doubles: usize = told.values().map(|times| times - 1).sum();
        println!("{kind:?}: {MESSAGES} messages, {KILLS} kills, {doubles} went out twice");
        assert_eq!(told.len(), MESSAGES, "somebody was never told");
        assert!(doubles <= KILLS, "{doubles} went out twice");
    }
}

/// What only time would do: whoever was killed does not come back.
async fn lease_is_over(database: &Database) {
    let db = database.inspector().await;
    db.execute_unprepared("UPDATE errand SET lease_until = NULL")
        .await
        .expect("written");
    db.close().await.expect("closed");
}

async fn owed(database: &Database) -> i64 {
    let db = database.inspector().await;
    let sql = "SELECT count(*) AS n FROM notice WHERE state IN ('owed', 'sending')";
    let row = db
        .query_one_raw(sea_orm::Statement::from_string(db.get_database_backend(), sql))
        .await;
    let owed = row
        .expect("readable")
        .expect("a row")
        .try_get("", "n")
        .expect("a number");
    db.close().await.expect("closed");
    owed
}

fn book(address: std::net::SocketAddr) {
    let mut connection = Connection::open(address).expect("the server accepts");
    let mut ask = |method: &str, path: &str, body: Option<&serde_json::Value>| {
        let path = format!("/api/v1/towns/{TOWN}{path}");
        let reply = connection.ask(method, &path, None, body).expect("an answer");
        assert!(reply.status < 300, "{}", reply.told());
        reply
    };
    let free = |from: &str, days: u32| format!("/availability?service=perso&from={from}&days={days}");
    let today: Availability = ask("GET", &free("2026-01-01", 1), None).json();
    let month: Availability = ask("GET", &free(&today.bookable_from, 40), None).json();
    let starts = month.days.iter().skip(2).flat_map(|day| &day.starts);
    for (number, start) in starts.take(MESSAGES).enumerate() {
        let wish = json!({ "services": [{ "service": "perso", "count": 1 }], "at": start.at });
        let hold: HoldView = ask("POST", "/holds", Some(&wish)).json();
        let form = json!({
            "hold": hold.hold, "name": "Mika Beispiel", "email": format!("mika{number}@example.org"),
            "language": "de", "privacy_accepted": true,
        });
        ask("POST", "/appointments", Some(&form));
    }
}
