//! The real program as a process of its own: for what cannot be proven inside one process, being killed and being fast.

use std::fs::{self, File};
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use server::{app::App, chance::Chance, clock::Clock, config::Config, db::Db, key::Key};

use crate::{Connection, Database, clerk};

/// A running server. It goes with this value.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// Where it writes its log.
    pub log: PathBuf,
}

/// An address on which nobody listens.
#[must_use]
pub fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("an address")
}

/// Takes a town (TOML) into a database with the program's own command.
pub fn take_in(program: &Path, database: &Database, town: &str) {
    let mut apply = Command::new(program);
    apply.args(["town", "apply", "/dev/stdin", "--database", &database.url]);
    apply
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut applying = apply.spawn().expect("the program starts");
    let mut input = applying.stdin.take().expect("a pipe");
    input.write_all(town.as_bytes()).expect("the program reads");
    drop(input);
    let applied = applying.wait_with_output().expect("the program ends");
    assert!(
        applied.status.success(),
        "{}",
        String::from_utf8_lossy(&applied.stderr)
    );
}

/// Makes an account for a clerk of every department, as nobody asks for it over HTTP. The program need not run.
pub async fn employ(database: &Database, town: &str, email: &str) {
    let db = Db::connect(&database.url, 2).await.expect("the database opens");
    let app = App::new(
        db,
        Key::of([7; 32]),
        Config::default(),
        Clock::System,
        Chance::System,
    )
    .expect("an application");
    clerk::employ(&app, town, (email, "clerk", &[])).await;
    app.db.close().await.expect("the database closes");
}

impl Server {
    /// Starts the program on a database, without limits, and waits until it can work.
    #[must_use]
    pub fn start(program: &Path, database: &Database, address: SocketAddr) -> Self {
        Self::start_with(program, database, address, &[])
    }

    /// The same with settings in its environment.
    #[must_use]
    pub fn start_with(
        program: &Path,
        database: &Database,
        address: SocketAddr,
        settings: &[(&str, &str)],
    ) -> Self {
        let log = std::env::temp_dir().join(format!("rathaustermin-{}.log", address.port()));
        let mut serve = Command::new(program);
        serve.args([
            "serve",
            "--limits",
            "off",
            "--database",
            &database.url,
            "--listen",
            &address.to_string(),
        ]);
        serve.env("RATHAUSTERMIN_KEY_FILE", database.key_file());
        serve.envs(settings.iter().copied());
        serve.stdin(Stdio::null()).stdout(Stdio::null());
        serve.stderr(File::create(&log).expect("a file for the log"));
        let child = serve.spawn().expect("the program starts");
        let mut server = Self { child, address, log };
        server.await_ready();
        server
    }

    fn await_ready(&mut self) {
        let patience = Instant::now() + Duration::from_secs(30);
        loop {
            let ready = Connection::open(self.address)
                .and_then(|mut connection| connection.ask("GET", "/health/ready", None, None));
            if ready.is_ok_and(|reply| reply.status == 200) {
                return;
            }
            let ended = self.child.try_wait().expect("a child");
            assert!(ended.is_none(), "the server ended: {}", self.last_words());
            assert!(
                Instant::now() < patience,
                "the server does not get ready: {}",
                self.last_words()
            );
            sleep(Duration::from_millis(5));
        }
    }

    /// Its number.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Kills it on the spot; it cannot notice (SIGKILL).
    pub fn kill(mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ends");
    }

    /// Asks it to stop (SIGTERM).
    pub fn ask_to_stop(&self) {
        let asked = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status();
        assert!(asked.expect("kill is there").success());
    }

    /// Waits until it has stopped by itself.
    pub fn wait(mut self, at_most: Duration) -> ExitStatus {
        let patience = Instant::now() + at_most;
        loop {
            if let Some(ended) = self.child.try_wait().expect("a child") {
                return ended;
            }
            assert!(
                Instant::now() < patience,
                "the server does not stop: {}",
                self.last_words()
            );
            sleep(Duration::from_millis(5));
        }
    }

    /// The end of its log.
    #[must_use]
    pub fn last_words(&self) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(10)..].join("\n")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_file(&self.log);
    }
}
