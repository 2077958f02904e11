//! Towns at the console: taking them in, giving them out, looking through them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use tenants::definition;

use super::progress::Progress;
use super::{DatabaseFlag, apply, connect, files, run};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::db::audit::{self, Author};
use crate::db::operator::{self, Counts, Listed};
use crate::operator::town::{MOST, reason};
use crate::refusal::{Fault, Outcome};

/// What can be done with towns.
#[derive(Subcommand)]
pub(super) enum TownCommand {
    /// Say what is wrong with definitions of towns, without touching any database.
    Check {
        /// Definitions of towns (TOML), or folders of them.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Make towns be as described, also while servers run. Doing it again goes on where it was, and changes nothing in the end.
    Apply {
        /// Definitions of towns (TOML), or folders of them.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        database: DatabaseFlag,
    },
    /// Write a town's definition to standard output, or every town's into a folder.
    Export {
        /// The town's name in addresses.
        #[arg(required_unless_present = "all")]
        town: Option<String>,
        /// A folder that gets a file for every town.
        #[arg(long, value_name = "FOLDER", conflicts_with = "town")]
        all: Option<PathBuf>,
        #[command(flatten)]
        database: DatabaseFlag,
    },
    /// List the towns with how much there is in them: appointments, messages that do not go out, and when they were last used.
    List(DatabaseFlag),
    /// Stop a town's online appointments, also while servers run; appointments there are stand.
    Suspend {
        /// The town's name in addresses.
        town: String,
        /// Why, in one line: the town's people read it.
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        database: DatabaseFlag,
    },
    /// Let a town's online appointments go on.
    Resume {
        /// The town's name in addresses.
        town: String,
        #[command(flatten)]
        database: DatabaseFlag,
    },
    /// Look through a town's audit log: whether every entry is as it was written.
    Verify {
        /// The town's name in addresses.
        town: String,
        #[command(flatten)]
        database: DatabaseFlag,
    },
}

impl TownCommand {
    /// Flags as settings.
    pub(super) fn settings(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Check { .. } => Vec::new(),
            Self::Apply { database, .. }
            | Self::Export { database, .. }
            | Self::List(database)
            | Self::Suspend { database, .. }
            | Self::Resume { database, .. }
            | Self::Verify { database, .. } => database.settings(),
        }
    }
}

/// Does it and tells it.
///
/// # Errors
/// What stands in the way, as a sentence.
pub(super) fn done(config: impl Fn() -> Outcome<Config>, command: &TownCommand) -> Outcome<ExitCode> {
    match command {
        TownCommand::Check { files } => apply::check(&files::meant(files)?)?,
        TownCommand::Apply { files, .. } => {
            let (files, config) = (files::meant(files)?, config()?);
            return run(async {
                let db = connect(&config).await?;
                let code = apply::apply(&db, files).await;
                db.close().await?;
                code
            });
        }
        TownCommand::Export { town, all, .. } => {
            let config = config()?;
            run(async {
                let db = connect(&config).await?;
                match (town, all) {
                    (Some(town), _) => print!("{}", exported(&db, town).await?),
                    (None, Some(folder)) => export_all(&db, folder).await?,
                    (None, None) => {}
                }
                Ok(())
            })?;
        }
        TownCommand::List(_) => {
            let config = config()?;
            for (town, counts) in run(async { counted(&connect(&config).await?).await })? {
                let stopped = town.suspension.map_or(String::new(), |known| {
                    format!(
                        "\tsuspended since {}: {}",
                        known.since.format("%Y-%m-%d %H:%M UTC"),
                        known.reason
                    )
                });
                println!(
                    "{}\tversion {}\t{} to come, {} kept\t{} waiting, {} dead\t{}{stopped}",
                    town.slug,
                    town.version,
                    counts.to_come,
                    counts.kept,
                    counts.waiting,
                    counts.dead,
                    counts.used_at.map_or("not used".to_owned(), |at| format!(
                        "used {}",
                        at.format("%Y-%m-%d")
                    ))
                );
            }
        }
        TownCommand::Suspend { town, reason, .. } => {
            let reason = reason_of(reason)?;
            set(&config()?, town, Some(&reason))?;
            println!("Nobody can make an appointment with {town} online. Appointments there are stand.");
        }
        TownCommand::Resume { town, .. } => {
            set(&config()?, town, None)?;
            println!("Appointments can be made with {town} online.");
        }
        TownCommand::Verify { town, .. } => {
            let config = config()?;
            let found = run(async { audit::verify(&connect(&config).await?, town).await })?;
            let found = found.ok_or_else(|| unknown(town))?;
            if let Some(broken) = found.broken {
                eprintln!("Entry {broken} is not as it was written, or is missing. Entries before it are.");
                return Ok(ExitCode::FAILURE);
            }
            println!(
                "{} entries are as they were written. Seal of the last: {}",
                found.entries, found.seal
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn reason_of(typed: &str) -> Result<String, Fault> {
    let reason = reason(typed);
    reason.ok_or_else(|| Fault::because(format!("a reason is one line of at most {MOST} letters")))
}

fn set(config: &Config, town: &str, reason: Option<&str>) -> Outcome<()> {
    let (author, now) = (Author::console(), Clock::System.now());
    let done = run(async {
        let db = connect(config).await?;
        let done = match reason {
            Some(reason) => operator::suspend(&db, town, reason, &author, now).await,
            None => operator::resume(&db, town, &author, now).await,
        };
        db.close().await?;
        done
    })?;
    if done { Ok(()) } else { Err(unknown(town).into()) }
}

/// Every town with how much there is in it.
async fn counted(db: &Db) -> Outcome<Vec<(Listed, Counts)>> {
    let towns = operator::list(db).await?;
    let ids: Vec<_> = towns.iter().map(|town| town.id).collect();
    let mut counts = operator::count(db, &ids, Clock::System.now()).await?;
    let counted = |town: Listed| {
        let count = counts.remove(&town.id)?;
        Some((town, count))
    };
    Ok(towns.into_iter().filter_map(counted).collect())
}

async fn exported(db: &Db, town: &str) -> Outcome<String> {
    let found = operator::export(db, town).await?;
    Ok(definition::write(&found.ok_or_else(|| unknown(town))?))
}

/// Writes a file for every town. One that is there already is replaced when its new text is whole.
async fn export_all(db: &Db, folder: &Path) -> Outcome<()> {
    let unwritable = |error: std::io::Error| Fault::because(format!("{}: {error}", folder.display()));
    fs::create_dir_all(folder).map_err(unwritable)?;
    let towns = operator::list(db).await?;
    let mut progress = Progress::of(towns.len());
    for town in &towns {
        let text = exported(db, &town.slug).await?;
        let (whole, half) = (format!("{}.toml", town.slug), format!(".{}.toml.half", town.slug));
        let (whole, half) = (folder.join(whole), folder.join(half));
        let written = fs::write(&half, text).and_then(|()| fs::rename(&half, &whole));
        written.map_err(unwritable)?;
        progress.step(None);
    }
    progress.make_room();
    println!("{} towns are in {}.", towns.len(), folder.display());
    Ok(())
}

fn unknown(town: &str) -> Fault {
    Fault::because(format!("there is no town \"{town}\" in this database"))
}
