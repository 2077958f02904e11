//! Conversations with a mail server (RFC 5321), each with an end.
//!
//! A conversation that takes too long is cut off and its connection closed: what the mail server says late would be taken as an
//! answer to something else. So each connection belongs to one message at a time, and is kept for the next one only after
//! the conversation has come to its own end.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lettre::message::Message;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::{Category, Response};
use percent_encoding::percent_decode_str;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use url::Url;

use super::told;
use crate::db::sendings::Ended;
use crate::outgoing::is_this_machine;

/// Connections that are kept open for the next message, and how long: mail servers hang up by themselves after some minutes.
const KEPT: usize = 4;
const KEPT_FOR: Duration = Duration::from_secs(60);

/// A mail server.
#[derive(Clone)]
pub struct MailServer(Arc<Line>);

struct Line {
    host: String,
    port: u16,
    encryption: Encryption,
    login: Option<Credentials>,
    patience: Duration,
    idle: Mutex<Vec<(Instant, AsyncSmtpConnection)>>,
}

/// Why a conversation did not come to its end.
#[derive(Debug, thiserror::Error)]
enum Broken {
    #[error("the line broke")]
    Line(#[from] io::Error),
    #[error(transparent)]
    Said(#[from] Error),
}

enum Encryption {
    /// None: to a mail server on this machine.
    Open,
    /// Asked for before anything else is said.
    Starttls(TlsParameters),
    /// From the first byte on.
    Wrapped(TlsParameters),
}

impl MailServer {
    /// The mail server at this address, which may take so long for one message.
    ///
    /// # Errors
    /// If the address is none that messages could be handed over at: why.
    pub fn at(address: &str, patience: Duration) -> Result<Self, String> {
        let url = Url::parse(address).map_err(|error| error.to_string())?;
        let host = url.host_str().ok_or("it names no host")?;
        let host = host.trim_matches(['[', ']']).to_owned();
        let tls = || TlsParameters::new(host.clone()).map_err(|error| error.to_string());
        let wants_tls = url
            .query_pairs()
            .any(|(key, value)| (&*key, &*value) == ("tls", "required"));
        let (encryption, usual_port) = match url.scheme() {
            "smtps" => (Encryption::Wrapped(tls()?), 465),
            "smtp" if wants_tls => (Encryption::Starttls(tls()?), 587),
            "smtp" if is_this_machine(&host) => (Encryption::Open, 25),
            "smtp" => {
                return Err(
                    "add \"?tls=required\", or write \"smtps://\": messages must not travel in the open"
                        .to_owned(),
                );
            }
            _ => return Err("it must begin with smtps:// or smtp://".to_owned()),
        };
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let login = url
            .password()
            .map(|password| Credentials::new(decoded(url.username()), decoded(password)));
        Ok(Self(Arc::new(Line {
            port: url.port().unwrap_or(usual_port),
            host,
            encryption,
            login,
            patience,
            idle: Mutex::default(),
        })))
    }

    /// Hands a message over. How that ended, and what the mail server said.
    pub async fn take(&self, message: &Message) -> (Ended, String) {
        let line = &self.0;
        match timeout(line.patience, line.converse(message)).await {
            Err(_) => {
                let why = format!("the mail server took longer than {} s", line.patience.as_secs());
                (Ended::Later, why)
            }
            Ok(Ok(response)) => {
                let said: Vec<_> = response.message().collect();
                (Ended::HandedOver, told(&said.join(" ")))
            }
            Ok(Err(Broken::Said(error))) if error.is_permanent() && !is_about_us(&error) => {
                (Ended::Refused, told(&reasons(&error)))
            }
            Ok(Err(broken)) => (Ended::Later, told(&reasons(&broken))),
        }
    }
}

impl Line {
    async fn converse(&self, message: &Message) -> Result<Response, Broken> {
        let mut connection = self.connection().await?;
        let response = connection.send(message.envelope(), &message.formatted()).await?;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push((Instant::now(), connection));
        }
        Ok(response)
    }

    async fn connection(&self) -> Result<AsyncSmtpConnection, Broken> {
        let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some((since, mut connection)) = kept
            && since.elapsed() < KEPT_FOR
            && connection.test_connected().await
        {
            return Ok(connection);
        }
        let me = ClientId::default();
        let to = (self.host.as_str(), self.port);
        let mut connection = match &self.encryption {
            Encryption::Wrapped(tls) => {
                let (patience, tls) = (Some(self.patience), Some(tls.clone()));
                AsyncSmtpConnection::connect_tokio1(to, patience, &me, tls, None).await?
            }
            Encryption::Open | Encryption::Starttls(_) => {
                let stream = TcpStream::connect(to).await?;
                // The end of a message is written by itself, and would be kept back until its beginning was acknowledged: 40 ms each.
                stream.set_nodelay(true)?;
                AsyncSmtpConnection::connect_with_transport(Box::new(stream), &me).await?
            }
        };
        if let Encryption::Starttls(tls) = &self.encryption {
            connection.starttls(tls.clone(), &me).await?;
        }
        if let Some(login) = &self.login {
            connection
                .auth(&[Mechanism::Plain, Mechanism::Login], login)
                .await?;
        }
        Ok(connection)
    }
}

/// A mail server that refuses us (our login, our right to send) says nothing about whoever is written to: codes 53x.
fn is_about_us(error: &Error) -> bool {
    error
        .status()
        .is_some_and(|code| code.category == Category::Unspecified3)
}

fn reasons(error: &dyn std::error::Error) -> String {
    std::iter::successors(Some(error), |error| error.source())
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_travel_in_the_open_on_this_machine_only() {
        let may = |url: &str| MailServer::at(url, Duration::from_secs(1)).is_ok();
        for url in [
            "smtp://127.0.0.1:2525",
            "smtp://localhost",
            "smtp://[::1]:25",
            "smtps://post.example",
            "smtp://a:b%40c@post.example:587?tls=required",
        ] {
            assert!(may(url), "{url}");
        }
        for url in [
            "smtp://post.example",
            "smtp://post.example?tls=opportunistic",
            "smtp://localhost.post.example",
            "smtp://127.0.0.1@post.example",
            "http://post.example",
            "post.example",
        ] {
            assert!(!may(url), "{url}");
        }
    }
}
