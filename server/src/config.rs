//! What the operator decides: from a file, the environment and flags.
//!
//! Later sources win: default, file, environment, flags. A key nobody knows is refused, wherever it comes from, because
//! a misspelt limit is worse than none. How they are read stands in `sources`; here stands what can be decided.

mod sms;
mod sources;

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use sms::Sms;

/// The longest that handing over a message may take, well within the time for which it is one carrier's.
pub const LONGEST_PATIENCE: u64 = 50;

/// Everything the operator decides.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// Address citizens reach us under, the base of the links we send; empty: `http://` and `listen`.
    pub public_url: String,
    /// Proxies of ours in front of this server: the client is the n-th address from the right of `X-Forwarded-For`.
    /// 0: nobody is trusted, the peer is the client.
    pub trusted_proxy_hops: usize,
    /// Longest body of a request.
    pub body_limit_bytes: usize,
    /// A request that takes longer is answered "please try again".
    pub request_timeout_seconds: u64,
    /// Requests worked on at once; more are sent away at once instead of waiting for ever.
    pub concurrent_requests: usize,
    /// Where everything is kept.
    pub database: Database,
    /// How much one client may ask.
    pub limits: Limits,
    /// Pages of the desk that show what happens meanwhile.
    pub live: Live,
    /// How messages reach citizens.
    pub mail: Mail,
    /// How short messages do.
    pub sms: Sms,
    /// How towns' identity providers are reached.
    pub identity: Identity,
    /// File with the key that links to appointments follow from; made by the first server. Every server of an installation
    /// has the same, and it is saved apart from the database.
    pub key_file: PathBuf,
    /// What is written down while running.
    pub log: Log,
    /// Numbers for the operator.
    pub metrics: Metrics,
}

/// Where everything is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    /// `sqlite:FILE` or `postgres://user:password@host/database`.
    pub url: Secret,
    /// Most connections at once.
    pub connections: u32,
    /// Bring the tables up to date when serving starts. Off where the server's login does not own them: then
    /// `rathaustermin migrate` does it with another login.
    pub migrate: bool,
}

/// How much one client (one IPv4 address or one IPv6 /64) may ask. Loose, because a whole town hall or school can sit
/// behind one address; only guessing references is strict.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// `false` for load tests only.
    pub enabled: bool,
    /// Requests that only read.
    pub reads_per_minute: u32,
    /// Pages of the desk: a whole town hall's look again after every booking.
    pub desk_reads_per_minute: u32,
    /// Times held, extended or released.
    pub holds_per_minute: u32,
    /// Appointments confirmed, moved or cancelled.
    pub confirms_per_minute: u32,
    /// Appointments looked up by reference and PIN.
    pub lookups_per_minute: u32,
    /// Passwords, codes and links shown at the desk's door.
    pub sign_ins_per_minute: u32,
}

/// Pages of the desk that show what happens meanwhile: each holds a connection open.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Live {
    /// How often such a connection is used even if nothing happens, so that no proxy gives it up; and how soon it ends after
    /// the clerk has signed out.
    pub heartbeat_seconds: u64,
    /// Most of them at once.
    pub streams: usize,
}

/// How messages reach citizens.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mail {
    /// Mail server that takes our messages: `smtps://user:password@host` or `smtp://user:password@host:587?tls=required`. Empty:
    /// none, messages wait.
    pub smtp: Secret,
    /// Address messages come from. Replies to it are read by nobody.
    pub from: String,
    /// How long the mail server may take for one message; what takes longer is tried again.
    pub patience_seconds: u64,
    /// Whoever shows this may hand in what comes back as undeliverable; empty: nobody.
    pub bounce_secret: Secret,
}

/// How towns' identity providers are reached.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Identity {
    /// Hosts in networks of the house, or this machine, that towns may name as their provider. All others are reached on the internet
    /// only, because whoever administers a town types them.
    pub private_hosts: Vec<String>,
    /// How long a provider may take for its part of a sign-in.
    pub patience_seconds: u64,
}

/// What is written down while running.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// For a machine or for a person.
    pub format: LogFormat,
    /// `error`, `warn`, `info`, `debug`, or a filter such as `info,server=debug`.
    pub level: String,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For reading.
    Text,
}

/// Numbers for the operator. Not public unless asked for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Metrics {
    /// Answer `/metrics` on the ordinary address too.
    pub public: bool,
    /// Answer `/metrics` on an address of its own, `127.0.0.1:9090`; empty: not at all.
    pub listen: String,
}

/// A text that may hold a password; never shown in full.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

/// Why a configuration cannot be used: a sentence for the operator.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(String);

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: String::new(),
            trusted_proxy_hops: 0,
            body_limit_bytes: 64 * 1024,
            request_timeout_seconds: 20,
            concurrent_requests: 512,
            database: Database::default(),
            limits: Limits::default(),
            live: Live::default(),
            mail: Mail::default(),
            sms: Sms::default(),
            identity: Identity::default(),
            key_file: PathBuf::from("rathaustermin.key"),
            log: Log::default(),
            metrics: Metrics::default(),
        }
    }
}

impl Default for Database {
    fn default() -> Self {
        Self {
            url: Secret("sqlite:rathaustermin.sqlite".to_owned()),
            connections: 16,
            migrate: true,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            enabled: true,
            reads_per_minute: 1200,
            desk_reads_per_minute: 12_000,
            holds_per_minute: 300,
            confirms_per_minute: 300,
            lookups_per_minute: 10,
            sign_ins_per_minute: 60,
        }
    }
}

impl Default for Live {
    fn default() -> Self {
        Self {
            heartbeat_seconds: 15,
            streams: 5_000,
        }
    }
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            smtp: Secret(String::new()),
            from: "termine@localhost.localdomain".to_owned(),
            patience_seconds: 30,
            bounce_secret: Secret(String::new()),
        }
    }
}

impl Default for Identity {
    fn default() -> Self {
        Self {
            private_hosts: Vec::new(),
            patience_seconds: 8,
        }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self {
            format: LogFormat::Text,
            level: "info".to_owned(),
        }
    }
}

impl Config {
    /// Base of every address we hand out, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> String {
        if self.public_url.is_empty() {
            format!("http://{}", self.listen)
        } else {
            self.public_url.trim_end_matches('/').to_owned()
        }
    }

    /// Whether citizens reach us over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// Address of the metrics alone, where configured.
    #[must_use]
    pub fn metrics_listen(&self) -> Option<SocketAddr> {
        self.metrics.listen.parse().ok()
    }

    /// The configuration in force as TOML, without secrets.
    #[must_use]
    pub fn shown(&self) -> String {
        let mut shown = self.clone();
        shown.public_url = self.base_url();
        shown.database.url = Secret(self.database.url.redacted());
        shown.mail.smtp = Secret(self.mail.smtp.redacted());
        for secret in [&mut shown.mail.bounce_secret, &mut shown.sms.token] {
            if !secret.0.is_empty() {
                "***".clone_into(&mut secret.0);
            }
        }
        // Plain structs of texts and numbers always write.
        toml::to_string(&shown).unwrap_or_default()
    }

    fn checked(mut self) -> Result<Self, ConfigError> {
        self.sms = self.sms.completed()?;
        if (1..32).contains(&self.mail.bounce_secret.0.len()) {
            return Err(ConfigError(
                "mail.bounce_secret must have at least 32 characters.".to_owned(),
            ));
        }
        let url = &self.public_url;
        if !(url.is_empty() || url.starts_with("https://") || url.starts_with("http://")) {
            return Err(ConfigError(
                "public_url must start with https:// or http://.".to_owned(),
            ));
        }
        if !(self.metrics.listen.is_empty() || self.metrics_listen().is_some()) {
            return Err(ConfigError(
                "metrics.listen must look like 127.0.0.1:9090.".to_owned(),
            ));
        }
        if self.mail.patience_seconds > LONGEST_PATIENCE {
            return Err(ConfigError(format!(
                "mail.patience_seconds must be at most {LONGEST_PATIENCE}: after that somebody else carries the message."
            )));
        }
        let positive = [
            ("body_limit_bytes", self.body_limit_bytes as u64),
            ("request_timeout_seconds", self.request_timeout_seconds),
            ("concurrent_requests", self.concurrent_requests as u64),
            ("database.connections", self.database.connections.into()),
            ("limits.reads_per_minute", self.limits.reads_per_minute.into()),
            (
                "limits.desk_reads_per_minute",
                self.limits.desk_reads_per_minute.into(),
            ),
            ("mail.patience_seconds", self.mail.patience_seconds),
            ("identity.patience_seconds", self.identity.patience_seconds),
            ("live.heartbeat_seconds", self.live.heartbeat_seconds),
            ("live.streams", self.live.streams as u64),
            ("limits.holds_per_minute", self.limits.holds_per_minute.into()),
            (
                "limits.confirms_per_minute",
                self.limits.confirms_per_minute.into(),
            ),
            ("limits.lookups_per_minute", self.limits.lookups_per_minute.into()),
            (
                "limits.sign_ins_per_minute",
                self.limits.sign_ins_per_minute.into(),
            ),
        ];
        match positive.into_iter().find(|(_, value)| *value == 0) {
            Some((key, _)) => Err(ConfigError(format!("{key} must be at least 1."))),
            None => Ok(self),
        }
    }
}

impl Secret {
    /// The text itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The text with `***` for the password of an address.
    #[must_use]
    pub fn redacted(&self) -> String {
        let Some((scheme, rest)) = self.0.split_once("://") else {
            return self.0.clone();
        };
        // A password may also stand in the query (`?password=…`), so the query goes altogether.
        let rest = rest.split('?').next().unwrap_or_default();
        match rest.rsplit_once('@') {
            Some((login, host)) => {
                let name = login.split(':').next().unwrap_or_default();
                format!("{scheme}://{name}:***@{host}")
            }
            None => format!("{scheme}://{rest}"),
        }
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.redacted())
    }
}
