//! A clerk at the desk of a real server, over a socket: what cannot be asked of a router in this process, how long
//! something takes and what is left of it when the server is killed.

use std::io;
use std::net::SocketAddr;

use crate::{Connection, PASSWORD, Reply};

/// Somebody signed in at a town's desk, on a connection of her own.
pub struct DeskVisit {
    address: SocketAddr,
    connection: Connection,
    town: String,
    cookie: String,
}

impl DeskVisit {
    /// Signs in.
    #[must_use]
    pub fn sign_in(address: SocketAddr, town: &str, email: &str) -> Self {
        let connection = Connection::open(address).expect("the server accepts");
        let mut visit = Self {
            address,
            connection,
            town: town.to_owned(),
            cookie: String::new(),
        };
        let answer = visit.submits("/anmelden", &[("email", email), ("password", PASSWORD)]);
        assert_eq!(answer.status, 303, "{}", answer.told());
        visit.cookie = answer.cookie.expect("a session");
        visit
    }

    /// Goes on with the same session on a new connection.
    pub fn reconnect(&mut self, address: SocketAddr) {
        self.address = address;
        self.connection = Connection::open(address).expect("the server accepts");
    }

    /// Opens a page below the town's desk and expects to see it.
    pub fn opens(&mut self, path: &str) -> Reply {
        self.gets(path, "")
    }

    /// The same as a page does by itself.
    pub fn looks_again(&mut self, path: &str) -> Reply {
        self.gets(path, "x-auto: 1\r\n")
    }

    /// Opens the stream of news on a connection of its own.
    #[must_use]
    pub fn asks_for_news(&self, known: &str) -> Connection {
        let mut stream = Connection::open(self.address).expect("the server accepts");
        let headers = format!("{}accept: text/event-stream\r\n", self.headers());
        let sent = stream.send("GET", &self.path(&format!("/neues?stand={known}")), &headers, "");
        sent.expect("the server hears");
        stream
    }

    fn gets(&mut self, path: &str, headers: &str) -> Reply {
        let path = self.path(path);
        let headers = format!("{}{headers}", self.headers());
        let sent = self.connection.send("GET", &path, &headers, "");
        sent.expect("the server hears");
        let answer = self.connection.read().expect("an answer");
        assert_eq!(answer.status, 200, "{path}: {}", answer.told());
        answer
    }

    /// Submits a form and waits for the answer.
    pub fn submits(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.sends(path, fields);
        self.hears().expect("an answer")
    }

    /// Submits a form without waiting.
    pub fn sends(&mut self, path: &str, fields: &[(&str, &str)]) {
        let body = reqwest::Url::parse_with_params("http://x/", fields).expect("fields");
        let headers = format!(
            "{}content-type: application/x-www-form-urlencoded\r\nsec-fetch-site: same-origin\r\n",
            self.headers()
        );
        let (path, body) = (self.path(path), body.query().unwrap_or_default());
        let sent = self.connection.send("POST", &path, &headers, body);
        sent.expect("the server hears");
    }

    /// Waits for the answer to what was submitted last.
    ///
    /// # Errors
    /// If the server is gone before it has answered.
    pub fn hears(&mut self) -> io::Result<Reply> {
        self.connection.read()
    }

    /// What somebody's absence on a day (`2026-11-24`) would do.
    pub fn previews_absence(&mut self, person: &str, day: &str) -> Reply {
        self.opens(&format!(
            "/abwesenheit?person={person}&zeitraum=von-bis&von={day}"
        ))
    }

    /// Submits what a preview showed, without waiting.
    pub fn sends_absence(&mut self, preview: &Reply) {
        let page = String::from_utf8_lossy(&preview.body);
        let fields = hidden_fields(&page);
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.sends("/abwesenheit", &fields);
    }

    fn path(&self, path: &str) -> String {
        format!("/desk/{}{path}", self.town)
    }

    fn headers(&self) -> String {
        if self.cookie.is_empty() {
            return String::new();
        }
        format!("cookie: {}\r\n", self.cookie)
    }
}

/// The hidden fields of a page: what its form sends on.
#[must_use]
pub fn hidden_fields(page: &str) -> Vec<(String, String)> {
    let inputs = page.split("<input type=\"hidden\" name=\"").skip(1);
    let fields = inputs.filter_map(|rest| {
        let (name, rest) = rest.split_once("\" value=\"")?;
        Some((name.to_owned(), rest.split_once('"')?.0.to_owned()))
    });
    fields.collect()
}
