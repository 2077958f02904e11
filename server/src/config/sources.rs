//! Reads the configuration: file, environment, flags, in this order; a later one wins.
//!
//! The environment's names follow from the file's keys: `database.url` is `RATHAUSTERMIN_DATABASE_URL`. Which keys there are
//! is read off the defaults, so no list has to be kept. Only this file reads the environment.

use std::path::Path;

use super::{Config, ConfigError};

const PREFIX: &str = "RATHAUSTERMIN_";

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
}

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
        toml::Value::Array(_) => {
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            Ok(toml::Value::Array(parts.map(toml::Value::from).collect()))
        }
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
