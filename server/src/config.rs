//! What the operator decides: from a file, the environment and flags.
//!
//! Later sources win: default, file, environment, flags. A key nobody knows is refused, wherever it comes from, because
//! a misspelt limit is worse than none. The environment's names follow from the file's keys:
//! `database.url` is `RATHAUSTERMIN_DATABASE_URL`. Only this file reads the environment.

use std::fmt;
use std::net::SocketAddr;
use std::path::Path;

use serde::{Deserialize, Serialize};

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
    /// Times held, extended or released.
    pub holds_per_minute: u32,
    /// Appointments confirmed, moved or cancelled.
    pub confirms_per_minute: u32,
    /// Appointments looked up by reference and PIN.
    pub lookups_per_minute: u32,
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
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            enabled: true,
            reads_per_minute: 1200,
            holds_per_minute: 300,
            confirms_per_minute: 300,
            lookups_per_minute: 10,
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
    /// Reads file, environment and flags, in this order; a later one wins. Flags come as `("database.url", "sqlite:x")`.
    pub fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
        flags: &[(&str, String)],
    ) -> Result<Self, ConfigError> {
        let mut settings = match file {
            Some(path) => read_file(path)?,
            None => toml::Table::new(),
        };
        for (name, value) in environment {
            let Some(rest) = name.strip_prefix(PREFIX) else {
                continue;
            };
            let Some((key, sample)) = known_keys()
                .into_iter()
                .find(|(key, _)| key.replace('.', "_").to_uppercase() == rest)
            else {
                return Err(ConfigError(format!(
                    "The environment variable {name} is not known. Known are: {}.",
                    environment_names().join(", ")
                )));
            };
            put(&mut settings, &key, typed(&sample, &value, &name)?);
        }
        for (key, value) in flags {
            let known = known_keys().into_iter().find(|(known, _)| known == key);
            let sample = known.map_or(toml::Value::String(String::new()), |(_, sample)| sample);
            put(&mut settings, key, typed(&sample, value, key)?);
        }
        let config: Self = settings.try_into().map_err(|error: toml::de::Error| {
            ConfigError(format!("The configuration cannot be used: {}.", error.message()))
        })?;
        config.checked()
    }

    /// The environment of this process.
    #[must_use]
    pub fn environment() -> Vec<(String, String)> {
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect()
    }

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
        // Plain structs of texts and numbers always write.
        toml::to_string(&shown).unwrap_or_default()
    }

    fn checked(self) -> Result<Self, ConfigError> {
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
        let positive = [
            ("body_limit_bytes", self.body_limit_bytes as u64),
            ("request_timeout_seconds", self.request_timeout_seconds),
            ("concurrent_requests", self.concurrent_requests as u64),
            ("database.connections", self.database.connections.into()),
            ("limits.reads_per_minute", self.limits.reads_per_minute.into()),
            ("limits.holds_per_minute", self.limits.holds_per_minute.into()),
            (
                "limits.confirms_per_minute",
                self.limits.confirms_per_minute.into(),
            ),
            ("limits.lookups_per_minute", self.limits.lookups_per_minute.into()),
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

const PREFIX: &str = "RATHAUSTERMIN_";

fn read_file(path: &Path) -> Result<toml::Table, ConfigError> {
    let name = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| ConfigError(format!("The configuration file {name} cannot be read: {error}.")))?;
    let wrong = |error: toml::de::Error| {
        ConfigError(format!(
            "The configuration file {name} cannot be used.\n{}",
            error.to_string().trim_end()
        ))
    };
    // Read as the real thing first: only then do mistakes carry line and column.
    toml::from_str::<Config>(&text).map_err(wrong)?;
    toml::from_str(&text).map_err(wrong)
}

/// Every key with its default, which also tells its type.
fn known_keys() -> Vec<(String, toml::Value)> {
    let table = toml::Table::try_from(Config::default()).unwrap_or_default();
    let mut keys = Vec::new();
    for (name, value) in table {
        match value {
            toml::Value::Table(section) => {
                keys.extend(
                    section
                        .into_iter()
                        .map(|(key, value)| (format!("{name}.{key}"), value)),
                );
            }
            value => keys.push((name, value)),
        }
    }
    keys
}

fn environment_names() -> Vec<String> {
    known_keys()
        .into_iter()
        .map(|(key, _)| format!("{PREFIX}{}", key.replace('.', "_").to_uppercase()))
        .collect()
}

/// Reads a bare text as the type the key has.
fn typed(sample: &toml::Value, text: &str, name: &str) -> Result<toml::Value, ConfigError> {
    let wrong = |what: &str| ConfigError(format!("{name} must be {what}, not \"{text}\"."));
    match sample {
        toml::Value::Boolean(_) => match text {
            "true" | "on" | "1" => Ok(toml::Value::Boolean(true)),
            "false" | "off" | "0" => Ok(toml::Value::Boolean(false)),
            _ => Err(wrong("\"on\" or \"off\"")),
        },
        toml::Value::Integer(_) => text
            .parse()
            .map(toml::Value::Integer)
            .map_err(|_| wrong("a whole number")),
        _ => Ok(toml::Value::String(text.to_owned())),
    }
}

fn put(settings: &mut toml::Table, key: &str, value: toml::Value) {
    match key.split_once('.') {
        None => {
            settings.insert(key.to_owned(), value);
        }
        Some((section, key)) => {
            let section = settings
                .entry(section)
                .or_insert_with(|| toml::Value::Table(toml::Table::new()));
            if let toml::Value::Table(section) = section {
                section.insert(key.to_owned(), value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    fn file(text: &str) -> std::path::PathBuf {
        let name = format!("rathaustermin-config-{}-{}.toml", std::process::id(), text.len());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    #[test]
    fn flags_win_over_the_environment_and_the_environment_over_the_file() {
        let path = file("listen = \"127.0.0.1:1\"\n[database]\nurl = \"sqlite:a\"\nconnections = 3\n");
        let environment = env(&[
            ("RATHAUSTERMIN_LISTEN", "127.0.0.1:2"),
            ("RATHAUSTERMIN_DATABASE_URL", "sqlite:b"),
        ]);
        let config = Config::load(
            Some(&path),
            environment,
            &[("database.url", "sqlite:c".to_owned())],
        )
        .unwrap();
        std::fs::remove_file(path).unwrap();
        assert_eq!(config.listen.port(), 2);
        assert_eq!(config.database.url.reveal(), "sqlite:c");
        assert_eq!(config.database.connections, 3);
        assert_eq!(config.base_url(), "http://127.0.0.1:2");
    }

    #[test]
    fn keys_nobody_knows_are_refused_with_a_sentence() {
        let path = file("[limits]\nread_per_minute = 1\n");
        let from_file = Config::load(Some(&path), env(&[]), &[]).unwrap_err().to_string();
        std::fs::remove_file(path).unwrap();
        assert!(
            from_file.contains("line 2") && from_file.contains("read_per_minute"),
            "{from_file}"
        );
        let from_env = Config::load(None, env(&[("RATHAUSTERMIN_DATABSE", "x")]), &[])
            .unwrap_err()
            .to_string();
        assert!(from_env.contains("RATHAUSTERMIN_DATABASE_URL"), "{from_env}");
    }

    #[test]
    fn values_of_the_wrong_kind_are_refused_by_name() {
        let wrong = |name, value| {
            Config::load(None, env(&[(name, value)]), &[])
                .unwrap_err()
                .to_string()
        };
        assert!(wrong("RATHAUSTERMIN_LIMITS_ENABLED", "maybe").contains("\"on\" or \"off\""));
        assert!(wrong("RATHAUSTERMIN_DATABASE_CONNECTIONS", "many").contains("whole number"));
        assert!(wrong("RATHAUSTERMIN_DATABASE_CONNECTIONS", "0").contains("at least 1"));
        assert!(wrong("RATHAUSTERMIN_PUBLIC_URL", "termine.example").contains("https://"));
        assert!(wrong("RATHAUSTERMIN_LISTEN", "here").contains("cannot be used"));
    }

    #[test]
    fn no_way_of_showing_the_configuration_shows_a_password() {
        let environment = env(&[(
            "RATHAUSTERMIN_DATABASE_URL",
            "postgres://app:geheim@db/termine?password=geheim",
        )]);
        let config = Config::load(None, environment, &[]).unwrap();
        assert!(!format!("{config:?}").contains("geheim"));
        assert!(!config.shown().contains("geheim"));
        assert!(config.shown().contains("postgres://app:***@db/termine"));
    }

    #[test]
    fn what_is_shown_can_be_used_as_a_file() {
        let shown = Config::default().shown();
        let path = file(&shown);
        let again = Config::load(Some(&path), env(&[]), &[]).unwrap();
        std::fs::remove_file(path).unwrap();
        assert_eq!(again.shown(), shown);
    }

    #[test]
    fn the_defaults_let_a_town_hall_behind_one_address_work() {
        let limits = Config::default().limits;
        assert!(limits.enabled && limits.holds_per_minute >= 300 && limits.lookups_per_minute <= 20);
        assert_eq!(Config::default().body_limit_bytes, 65_536);
    }
}
