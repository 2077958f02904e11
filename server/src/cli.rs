//! The command line: what an operator types. Says what was done in whole sentences; does nothing itself.

mod apply;
mod files;
mod progress;
mod town;
mod user;

use std::future::Future;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use apply::told;

use crate::config::Config;
use crate::db::{self, Db};
use crate::refusal::{Fault, Outcome, Trouble};
use crate::{demo, logging, serve};

/// Appointments of town halls.
#[derive(Parser)]
#[command(name = "rathaustermin", version)]
struct Cli {
    /// Configuration file (TOML); environment variables `RATHAUSTERMIN_…` and flags win over it.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve towns until asked to stop.
    Serve(ServeFlags),
    /// Serve the demo towns and, on a second port, homepages that embed them.
    Demo(DemoFlags),
    /// Bring the tables of a database up to date.
    Migrate(DatabaseFlag),
    /// Take towns in, give them out, list them.
    #[command(subcommand)]
    Town(town::TownCommand),
    /// Let people in at a town's desk or with the operator, and keep them out.
    #[command(subcommand)]
    User(user::UserCommand),
    /// Look at the configuration.
    #[command(subcommand)]
    Config(ConfigCommand),
}

#[derive(Args)]
struct DatabaseFlag {
    /// `sqlite:FILE` or `postgres://user@host/database`.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

#[derive(Args)]
struct ServeFlags {
    #[command(flatten)]
    database: DatabaseFlag,
    /// Address to listen on, `0.0.0.0:8080`.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// Address citizens reach the server under, `https://termine.example`.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Limits per client; `off` is for load tests only.
    #[arg(long)]
    limits: Option<Switch>,
}

#[derive(Args)]
struct DemoFlags {
    /// First port to try; the homepages get the next one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Folder for the demo's database, kept from run to run.
    #[arg(long, default_value = ".demo", value_name = "FOLDER")]
    folder: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Switch {
    On,
    Off,
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Show the configuration in force, without secrets, or say what is wrong with it.
    Check,
}

/// Does what was typed.
#[must_use]
pub fn main() -> ExitCode {
    match done(Cli::parse()) {
        Ok(code) => code,
        Err(trouble) => {
            eprintln!("rathaustermin: {trouble}");
            ExitCode::FAILURE
        }
    }
}

fn done(cli: Cli) -> Outcome<ExitCode> {
    let load = |flags: &[(&str, String)]| -> Outcome<Config> {
        let config = Config::load(cli.config.as_deref(), Config::environment(), flags);
        config.map_err(|error| Fault(error.into()).into())
    };
    match cli.command {
        Command::Serve(flags) => {
            let config = load(&flags.settings())?;
            logging::start(&config.log)?;
            run(serve::serve(config))?;
        }
        Command::Demo(flags) => {
            let mut config = load(&[])?;
            demo::configure(&mut config, &flags.folder)?;
            logging::start(&config.log)?;
            run(demo::run(config, flags.port))?;
        }
        Command::Migrate(database) => {
            let config = load(&database.settings())?;
            run(async {
                db::migrate(config.database.url.reveal())
                    .await
                    .map_err(|error| serve::unusable(&config, &error).into())
            })?;
            println!("The tables of {:?} are up to date.", config.database.url);
        }
        Command::Town(command) => {
            let config = || load(&command.settings());
            return town::done(config, &command);
        }
        Command::User(command) => {
            let config = load(&command.settings())?;
            println!("{}", run(user::done(&config, command))?);
        }
        Command::Config(ConfigCommand::Check) => print!("{}", load(&[])?.shown()),
    }
    Ok(ExitCode::SUCCESS)
}

impl DatabaseFlag {
    fn settings(&self) -> Vec<(&'static str, String)> {
        self.database
            .iter()
            .map(|url| ("database.url", url.clone()))
            .collect()
    }
}

impl ServeFlags {
    fn settings(&self) -> Vec<(&'static str, String)> {
        let mut settings = self.database.settings();
        settings.extend(self.listen.iter().map(|address| ("listen", address.clone())));
        settings.extend(self.public_url.iter().map(|url| ("public_url", url.clone())));
        settings.extend(self.limits.map(|switch| {
            let enabled = matches!(switch, Switch::On);
            ("limits.enabled", enabled.to_string())
        }));
        settings
    }
}

async fn connect(config: &Config) -> Outcome<Db> {
    let url = config.database.url.reveal();
    if config.database.migrate {
        db::migrate(url)
            .await
            .map_err(|error| serve::unusable(config, &error))?;
    }
    let db = Db::connect(url, config.database.connections).await;
    db.map_err(|error| serve::unusable(config, &error).into())
}

fn run<T>(work: impl Future<Output = Outcome<T>>) -> Outcome<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime
        .map_err(|error| Trouble::from(Fault(error.into())))?
        .block_on(work)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn flags_become_settings_of_the_same_meaning() {
        let cli = Cli::parse_from([
            "rathaustermin",
            "serve",
            "--database",
            "sqlite:x",
            "--limits",
            "off",
        ]);
        let Command::Serve(flags) = cli.command else {
            panic!("not serve")
        };
        let config = Config::load(None, Vec::new(), &flags.settings()).unwrap();
        assert_eq!(config.database.url.reveal(), "sqlite:x");
        assert!(!config.limits.enabled);
    }
}
