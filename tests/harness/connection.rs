//! One keep-alive connection to a real server, as plain as HTTP can be.
//!
//! Blocking, without a pool and without second tries: a test must see for itself whether an answer came, and a load
//! generator must cost next to nothing. It knows only what our server says: answers with a length, or none.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::Value;

/// Longer than the server itself gives any request.
const PATIENCE: Duration = Duration::from_secs(30);

/// A connection that is used for one request after the other.
pub struct Connection {
    stream: BufReader<TcpStream>,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    /// Status.
    pub status: u16,
    /// Whether the server will close the connection.
    pub last: bool,
    /// The last cookie it set, `name=value`.
    pub cookie: Option<String>,
    /// Body.
    pub body: Vec<u8>,
}

impl Reply {
    /// The body as this type; panics with status and body otherwise.
    #[must_use]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.told()))
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Status and body for a message.
    #[must_use]
    pub fn told(&self) -> String {
        format!("{} {}", self.status, String::from_utf8_lossy(&self.body))
    }
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    /// If nobody listens there.
    pub fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self {
            stream: BufReader::with_capacity(64 << 10, stream),
        })
    }

    /// Sends a request and waits for its answer. After an error nobody knows what the server did.
    ///
    /// # Errors
    /// If the connection is lost before the whole answer has come.
    pub fn ask(
        &mut self,
        method: &str,
        path: &str,
        key: Option<&str>,
        body: Option<&Value>,
    ) -> io::Result<Reply> {
        let mut headers = String::new();
        if let Some(key) = key {
            headers.push_str(&format!("idempotency-key: {key}\r\n"));
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        if !body.is_empty() {
            headers.push_str("content-type: application/json\r\n");
        }
        self.send(method, path, &headers, &body)?;
        self.read()
    }

    /// Sends a request with these header lines and does not wait for its answer, which [`Connection::read`] gets.
    ///
    /// # Errors
    /// If the connection is lost.
    pub fn send(&mut self, method: &str, path: &str, headers: &str, body: &str) -> io::Result<()> {
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\naccept-language: de\r\n{headers}");
        if method != "GET" {
            request.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        request.push_str("\r\n");
        request.push_str(body);
        self.stream.get_mut().write_all(request.as_bytes())
    }

    /// Waits for the answer to the request that was sent last.
    ///
    /// # Errors
    /// If the connection is lost before the whole answer has come.
    pub fn read(&mut self) -> io::Result<Reply> {
        let mut line = String::new();
        self.line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| io::Error::other(format!("not HTTP: {line}")))?;
        let (mut length, mut last, mut cookie) = (0, false, None);
        loop {
            self.line(&mut line)?;
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            let value = value.trim();
            if name.eq_ignore_ascii_case("content-length") {
                length = value.parse().map_err(io::Error::other)?;
            } else if name.eq_ignore_ascii_case("connection") {
                last = value.eq_ignore_ascii_case("close");
            } else if name.eq_ignore_ascii_case("set-cookie") {
                cookie = value.split(';').next().map(str::to_owned);
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                return Err(io::Error::other("an answer in chunks"));
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(Reply {
            status,
            last,
            cookie,
            body,
        })
    }

    /// The next line of an answer that has no end. Its chunks' lengths are lines too.
    ///
    /// # Errors
    /// If the connection is lost, or silent for too long.
    pub fn next_line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        self.line(&mut line)?;
        Ok(line)
    }

    fn line(&mut self, line: &mut String) -> io::Result<()> {
        line.clear();
        if self.stream.read_line(line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        line.truncate(line.trim_end().len());
        Ok(())
    }
}
