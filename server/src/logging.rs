//! The log: one line per event, as JSON or for reading, in UTC, to standard error.
//!
//! No line holds a name, an address, a token or a free text; that is why routes are logged by their template and a
//! panic by its place: what a formatted panic message says could be anything.

use std::any::Any;
use std::io::IsTerminal as _;
use std::panic::PanicHookInfo;

use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};
use crate::refusal::Fault;

/// Starts the log of this process. A second start is refused.
pub fn start(log: &Log) -> Result<(), Fault> {
    let filter = EnvFilter::try_new(&log.level)
        .map_err(|error| Fault::because(format!("log.level \"{}\" cannot be read: {error}", log.level)))?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match log.format {
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
        LogFormat::Text => builder
            .with_target(false)
            .with_ansi(std::io::stderr().is_terminal())
            .try_init(),
    }
    .map_err(Fault)?;
    std::panic::set_hook(Box::new(log_panic));
    Ok(())
}

fn log_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(place, reason = literal(panic.payload()), "a panic");
}

/// The message of a panic if it is a literal of the program; one that was put together could hold a person's data.
#[must_use]
pub fn literal(payload: &(dyn Any + Send)) -> &'static str {
    payload
        .downcast_ref::<&'static str>()
        .copied()
        .unwrap_or("not shown, it could hold personal data")
}
