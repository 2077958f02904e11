//! Taking towns in from files, one or ten thousand: each in a transaction of its own, so that an interruption leaves whole towns
//! and the same command goes on where it was. A mistake in one file keeps no other one out.

use std::path::PathBuf;
use std::process::ExitCode;

use futures_util::{StreamExt as _, stream};
use tenants::definition::Definition;

use super::files::{self, Described};
use super::progress::Progress;
use crate::booking::retry::{Attempt, until_done};
use crate::clock::Clock;
use crate::db::Db;
use crate::db::audit::Author;
use crate::db::operator::{self, Applied};
use crate::refusal::{Fault, Outcome};

/// Files that are read ahead of the database.
const READ_AHEAD: usize = 8;
/// Towns that are taken in at the same time. New ones wait for each other in the database; what can be done beside that, is.
const AT_ONCE: usize = 4;

/// What became of the files.
#[derive(Default)]
struct Tally {
    new: usize,
    changed: usize,
    as_described: usize,
    left: usize,
    /// Mistakes, a list for each file that has some.
    mistakes: Vec<Vec<String>>,
}

/// Makes towns be as these files say, and tells what became of each.
///
/// # Errors
/// If the database fails; towns that were told of are done.
pub(super) async fn apply(db: &Db, files: Vec<PathBuf>) -> Outcome<ExitCode> {
    let all = files.len();
    let mut progress = Progress::of(all);
    let mut tally = Tally::default();
    let mut described = Described::default();
    let read = stream::iter(files).map(read).buffered(READ_AHEAD);
    let mut applied = read
        .map(|(file, read)| read.and_then(|definition| described.once(&file, definition)))
        .map(|read| take_in(db, read))
        .buffered(AT_ONCE);
    while let Some(taken_in) = applied.next().await {
        let told = tally.told(taken_in.inspect_err(|_| progress.make_room())?, all);
        progress.step(told.as_deref());
    }
    progress.make_room();
    drop(applied);
    Ok(tally.summed_up(all))
}

type Read = Result<Definition, Vec<String>>;

/// Reads a file beside whoever talks to the database: that is most of the computing there is.
async fn read(file: PathBuf) -> (PathBuf, Read) {
    let reading = file.clone();
    let read = tokio::task::spawn_blocking(move || files::read(&reading)).await;
    let read = read.unwrap_or_else(|broken| Err(vec![format!("{}: {broken}", file.display())]));
    (file, read)
}

async fn take_in(db: &Db, read: Read) -> Outcome<Result<(Definition, Applied), Vec<String>>> {
    let definition = match read {
        Ok(definition) => definition,
        Err(mistakes) => return Ok(Err(mistakes)),
    };
    let attempt = async || {
        let applied = operator::apply(db, &definition, &Author::console(), Clock::System.now()).await?;
        Ok(Attempt::Done(applied))
    };
    let applied = until_done(attempt).await?;
    Ok(Ok((definition, applied)))
}

impl Tally {
    /// Counts what became of a file, and says what is worth a line: among many, not that everything was as it should be.
    fn told(&mut self, taken_in: Result<(Definition, Applied), Vec<String>>, all: usize) -> Option<String> {
        let (definition, applied) = match taken_in {
            Ok(taken_in) => taken_in,
            Err(mistakes) => {
                self.mistakes.push(mistakes);
                return None;
            }
        };
        let count = match applied {
            Applied::Created => &mut self.new,
            Applied::Changed(_) => &mut self.changed,
            Applied::Unchanged => &mut self.as_described,
            Applied::WouldOrphan(_) => &mut self.left,
        };
        *count += 1;
        let worth_it = all == 1 || applied != Applied::Unchanged;
        worth_it.then(|| told(&definition, &applied))
    }

    fn summed_up(&self, all: usize) -> ExitCode {
        let wrong = self.mistakes.len();
        if all > 1 {
            println!(
                "{all} files: {} towns are new, {} changed, {} were as described, {} were left as they are; {wrong} files have mistakes.",
                self.new, self.changed, self.as_described, self.left
            );
        }
        for mistakes in &self.mistakes {
            eprintln!("{}", mistakes.join("\n"));
        }
        if wrong > 0 {
            let those = if wrong == 1 { "this file" } else { "these files" };
            eprintln!("Nothing was done with {those}.");
        }
        if wrong + self.left == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

/// What applying did, as a sentence.
#[must_use]
pub fn told(definition: &Definition, applied: &Applied) -> String {
    let name = &definition.facts.name;
    match applied {
        Applied::Created => format!("{name} is new."),
        Applied::Unchanged => format!("{name} was already as described."),
        Applied::Changed(parts) => {
            let parts: Vec<_> = parts.iter().map(ToString::to_string).collect();
            format!("{name} changed:\n  {}", parts.join("\n  "))
        }
        Applied::WouldOrphan(parts) => format!(
            "{name} was left as it is: there are appointments with what would go. Keep these until they are settled:\n  {}",
            parts.join("\n  ")
        ),
    }
}

/// Says of every file whether it is sound, without touching any database.
pub(super) fn check(files: &[PathBuf]) -> Result<(), Fault> {
    let mut described = Described::default();
    let mut mistakes = Vec::new();
    for file in files {
        let read = files::read(file).and_then(|definition| described.once(file, definition));
        match read {
            Ok(definition) => println!("{} is sound.", definition.facts.name),
            Err(found) => mistakes.extend(found),
        }
    }
    if mistakes.is_empty() {
        return Ok(());
    }
    Err(Fault::because(format!(
        "not everything is sound:\n{}",
        mistakes.join("\n")
    )))
}
