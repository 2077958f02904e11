//! What every measurement stands on: a database, a town, the server as a process, and the load on it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use proof::process::{self, Server};
use proof::{Connection, Database, Kind, Reply, invariants, town};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::Value;
use tokio::runtime::Handle;
use tokio::task::block_in_place;
use wire::Availability;

use crate::Flags;
use crate::figures::{Sample, Used};

/// The town's name in addresses.
const TOWN: &str = "laststadt";

/// A running server on a fresh database that knows one town.
pub struct Stage {
    /// The server.
    pub server: Server,
    database: Database,
}

/// A citizen at a town, on a connection of her own.
pub struct Client {
    connection: Connection,
    town: String,
}

impl Stage {
    /// A town with so many colleagues, and what has to be said of the database beside every figure.
    pub async fn set(kind: Kind, colleagues: usize) -> Self {
        Self::of(kind, &[town::staffed(TOWN, colleagues)]).await
    }

    /// The same with a server that hands its messages over here.
    pub async fn with_mail(kind: Kind, colleagues: usize, mail: SocketAddr) -> Self {
        let mut stage = Self::set(kind, colleagues).await;
        stage.restart(mail);
        stage
    }

    /// Stops the server and starts it again, to hand its messages over here.
    pub fn restart(&mut self, mail: SocketAddr) {
        let smtp = format!("smtp://{mail}");
        let settings = [
            ("RATHAUSTERMIN_MAIL_SMTP", smtp.as_str()),
            ("RATHAUSTERMIN_MAIL_FROM", "termine@rathaus.example"),
        ];
        let next = Server::start_with(&program(), &self.database, process::free_address(), &settings);
        let before = std::mem::replace(&mut self.server, next);
        before.ask_to_stop();
        assert!(before.wait(Duration::from_secs(30)).success());
    }

    /// A server with these towns (TOML).
    pub async fn of(kind: Kind, towns: &[String]) -> Self {
        let database = Database::new(kind).await;
        println!("\n{}", told(&database).await);
        let program = program();
        for town in towns {
            process::take_in(&program, &database, town);
        }
        let server = Server::start(&program, &database, process::free_address());
        Self { server, database }
    }

    /// A new definition of a town, while the server runs.
    pub fn take_in(&self, town: &str) {
        process::take_in(&program(), &self.database, town);
    }

    /// An account for a clerk of a town.
    pub async fn employ(&self, town: &str, email: &str) {
        process::employ(&self.database, town, email).await;
    }

    /// A client.
    pub fn client(&self) -> Client {
        self.client_of(TOWN)
    }

    /// A client of one of several towns.
    pub fn client_of(&self, town: &str) -> Client {
        Client::at(self.server.address, town)
    }

    /// Loads the server with clients that each do `work` until the time is over, after a second nobody counts. Each
    /// piece of work is one sample of every answer's time.
    pub fn load<W>(&self, flags: &Flags, work: W) -> Sample
    where
        W: Fn(&mut Client, usize) -> Vec<Duration> + Sync,
    {
        let (warm, long) = (Duration::from_secs(1), Duration::from_secs(flags.seconds));
        let address = self.server.address;
        let ready = Barrier::new(flags.connections + 1);
        thread::scope(|scope| {
            let clients: Vec<_> = (0..flags.connections)
                .map(|number| {
                    let (ready, work) = (&ready, &work);
                    scope.spawn(move || {
                        let mut client = Client::at(address, TOWN);
                        ready.wait();
                        let begin = Instant::now() + warm;
                        let mut times = Vec::new();
                        loop {
                            let before = Instant::now();
                            if before >= begin + long {
                                return times;
                            }
                            let taken = work(&mut client, number);
                            if before >= begin {
                                times.push(taken);
                            }
                        }
                    })
                })
                .collect();
            ready.wait();
            thread::sleep(warm);
            let (server, database) = (self.server.pid(), self.backends());
            let before = Used::so_far(server, &database);
            thread::sleep(long);
            let used = Used::so_far(server, &database).since(before);
            let times = clients
                .into_iter()
                .flat_map(|client| client.join().expect("a client"))
                .collect();
            Sample { long, used, times }
        })
    }

    /// The processes of PostgreSQL that work for the server now.
    pub fn backends(&self) -> Vec<u32> {
        if self.database.kind == Kind::Sqlite {
            return Vec::new();
        }
        let asked = async {
            let db = self.database.inspector().await;
            let sql = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
            let rows = db
                .query_all_raw(Statement::from_string(DbBackend::Postgres, sql))
                .await
                .expect("the database answers");
            db.close().await.expect("the inspector leaves");
            rows.iter()
                .filter_map(|row| row.try_get::<i32>("", "pid").ok())
                .map(i32::unsigned_abs)
                .collect()
        };
        block_in_place(|| Handle::current().block_on(asked))
    }

    /// Has PostgreSQL count its rows now, as it does by itself within a minute of the first writes. Until then it plans as
    /// if every table were empty, and connections keep those plans.
    pub async fn settle(&self) {
        if self.database.kind == Kind::Postgres {
            let db = self.database.inspector().await;
            db.execute_unprepared("ANALYZE")
                .await
                .expect("the database counts");
            db.close().await.expect("the inspector leaves");
        }
    }

    /// Ends the measurement: the server stops by itself, and nothing may be broken.
    pub async fn strike(self) {
        self.server.ask_to_stop();
        assert!(self.server.wait(Duration::from_secs(30)).success());
        invariants::check(&self.database).await;
        println!("  every invariant holds");
    }
}

impl Client {
    /// A client of a town on the server at this address.
    fn at(address: SocketAddr, town: &str) -> Self {
        Self {
            connection: Connection::open(address).expect("the server accepts"),
            town: town.to_owned(),
        }
    }

    /// Asks below the town's address.
    pub fn ask(&mut self, method: &str, path: &str, body: Option<&Value>) -> Reply {
        let path = format!("/api/v1/towns/{}{path}", self.town);
        let answer = self.connection.ask(method, &path, None, body);
        answer.expect("the server answers")
    }

    /// Asks and expects success.
    pub fn get(&mut self, method: &str, path: &str, body: Option<&Value>) -> Reply {
        let reply = self.ask(method, path, body);
        assert!(reply.status < 300, "{method} {path}: {}", reply.told());
        reply
    }

    /// Free times.
    pub fn looks(&mut self, service: &str, from: &str, days: u32) -> Availability {
        self.get(
            "GET",
            &format!("/availability?service={service}&from={from}&days={days}"),
            None,
        )
        .json()
    }

    /// The first day somebody may come, as the town's own clock tells it.
    pub fn today(&mut self) -> String {
        self.looks("pass", "2026-01-01", 1).bookable_from
    }
}

/// The program as it is shipped, built beside this one.
pub fn program() -> PathBuf {
    let here = std::env::current_exe().expect("a program knows where it is");
    let program = here.with_file_name("rathaustermin");
    assert!(
        here.parent().is_some_and(|folder| folder.ends_with("release")) && program.exists(),
        "build both with `cargo build --release --package rathaustermin --package proof --bins`"
    );
    program
}

pub async fn told(database: &Database) -> String {
    let db = database.inspector().await;
    let sql = match database.kind {
        Kind::Sqlite => "SELECT 'SQLite ' || sqlite_version() || ', WAL, synchronous=FULL' AS told",
        Kind::Postgres => {
            "SELECT 'PostgreSQL ' || split_part(current_setting('server_version'), ' ', 1) || ', synchronous_commit='
             || current_setting('synchronous_commit') || ', fsync=' || current_setting('fsync') AS told"
        }
    };
    let backend: DbBackend = db.get_database_backend();
    let row = db.query_one_raw(Statement::from_string(backend, sql)).await;
    let row = row.expect("the database answers").expect("a row");
    let told: String = row.try_get("", "told").expect("a text");
    db.close().await.expect("the inspector leaves");
    told
}
