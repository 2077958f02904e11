//! How fast the server is: figures for month offers, for bookings, for absences, for the live desk and for thousands of towns, over HTTP, against the program as it is shipped.
//!
//! It measures and prints; it decides nothing and fails only if an answer or an invariant is wrong. README.md beside
//! this file says how to run it and what it has shown.

mod absence;
mod bookings;
mod desk;
mod figures;
mod half_full;
mod messages;
mod offers;
mod stage;
mod town;
mod towns;

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use proof::Kind;

/// Measures the server.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Month offers: 35 days, 10 colleagues, half of their time taken.
    Offers(Flags),
    /// Times held and confirmed, each pair at a time of its own.
    Bookings(Flags),
    /// Absences previewed and saved, one after the other, on a full day.
    Absence(AbsenceFlags),
    /// A full day that fifty clerks watch while citizens book.
    Desk(DeskFlags),
    /// Confirmations beside a mail server in all its moods, and messages handed over.
    Messages(MessageFlags),
    /// A big town at its desk, and the figures of its year.
    Town(TownFlags),
    /// Thousands of towns taken in from files, given out, and listed.
    Towns(TownsFlags),
}

/// How a big town is measured.
#[derive(Args)]
pub struct TownFlags {
    /// Appointments in the year.
    #[arg(long, default_value_t = 100_000)]
    pub appointments: u32,
    /// How often each page is opened.
    #[arg(long, default_value_t = 21)]
    pub times: u32,
    /// One database only.
    #[arg(long, value_parser = kind)]
    pub database: Option<Kind>,
}

/// How thousands of towns are measured.
#[derive(Args)]
pub struct TownsFlags {
    /// Towns.
    #[arg(long, default_value_t = 10_000)]
    pub towns: usize,
    /// How often the operator's list is opened.
    #[arg(long, default_value_t = 100)]
    pub times: usize,
    /// One database only.
    #[arg(long, value_parser = kind)]
    pub database: Option<Kind>,
}

/// How the desk is measured.
#[derive(Args)]
pub struct DeskFlags {
    /// Clerks who watch.
    #[arg(long, default_value_t = 50)]
    pub clerks: usize,
    /// Bookings a second.
    #[arg(long, default_value_t = 3)]
    pub bookings: u64,
    /// Seconds in which citizens book.
    #[arg(long, default_value_t = 30)]
    pub seconds: u64,
    /// One database only.
    #[arg(long, value_parser = kind)]
    pub database: Option<Kind>,
}

/// How messages are measured.
#[derive(Args)]
pub struct MessageFlags {
    /// Connections that book at the same time.
    #[arg(long, default_value_t = 8)]
    pub connections: usize,
    /// Seconds of a run.
    #[arg(long, default_value_t = 6)]
    pub seconds: u64,
    /// Messages that are handed over.
    #[arg(long, default_value_t = 10_000)]
    pub messages: usize,
    /// One database only.
    #[arg(long, value_parser = kind)]
    pub database: Option<Kind>,
}

/// How often absences are measured.
#[derive(Args)]
pub struct AbsenceFlags {
    /// Towns, each with one absence.
    #[arg(long, default_value_t = 20)]
    pub towns: usize,
    /// One database only.
    #[arg(long, value_parser = kind)]
    pub database: Option<Kind>,
}

/// How it is measured.
#[derive(Args)]
pub struct Flags {
    /// Connections that ask one request after the other.
    #[arg(long, default_value_t = 16)]
    pub connections: usize,
    /// Seconds of a run.
    #[arg(long, default_value_t = 6)]
    pub seconds: u64,
    /// Runs; short ones tell what else kept the machine busy.
    #[arg(long, default_value_t = 3)]
    pub runs: usize,
    /// One database only.
    #[arg(long, value_parser = kind)]
    pub database: Option<Kind>,
}

fn kind(name: &str) -> Result<Kind, String> {
    match name {
        "sqlite" => Ok(Kind::Sqlite),
        "postgres" => Ok(Kind::Postgres),
        _ => Err("sqlite or postgres".to_owned()),
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    match &cli.what {
        What::Offers(flags) => offers::measure(flags).await,
        What::Bookings(flags) => bookings::measure(flags).await,
        What::Absence(flags) => absence::measure(flags).await,
        What::Desk(flags) => desk::measure(flags).await,
        What::Messages(flags) => messages::measure(flags).await,
        What::Town(flags) => town::measure(flags).await,
        What::Towns(flags) => towns::measure(flags).await,
    }
    ExitCode::SUCCESS
}
