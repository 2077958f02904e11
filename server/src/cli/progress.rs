//! How far a long command is, on standard error: a line that changes on a terminal, now and then a new line elsewhere.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::time::{Duration, Instant};

/// How often a terminal's line changes at most.
const SOON: Duration = Duration::from_millis(100);
/// How often there is a new line where nobody watches.
const NOW_AND_THEN: Duration = Duration::from_secs(5);
/// Erases a terminal's line.
const ERASE: &str = "\r\x1b[2K";

/// How far it is.
pub(super) struct Progress {
    all: usize,
    done: usize,
    begun: Instant,
    told: Instant,
    watched: bool,
}

impl Progress {
    /// At the beginning of so many towns.
    pub(super) fn of(all: usize) -> Self {
        let now = Instant::now();
        Self {
            all,
            done: 0,
            begun: now,
            told: now,
            watched: all > 1 && stderr().is_terminal(),
        }
    }

    /// One more is done, and this is to be said of it on standard output.
    pub(super) fn step(&mut self, told: Option<&str>) {
        self.done += 1;
        if let Some(told) = told {
            self.make_room();
            println!("{told}");
        }
        let now = Instant::now();
        let pause = if self.watched { SOON } else { NOW_AND_THEN };
        if told.is_some() && self.watched || now.duration_since(self.told) >= pause {
            self.told = now;
            let line = line(self.done, self.all, now.duration_since(self.begun));
            if self.watched {
                eprint!("{ERASE}{line}");
                // Whoever closes standard error does not want to be told.
                let _ = stderr().flush();
            } else {
                eprintln!("{line}");
            }
        }
    }

    /// Takes the line away that changes.
    pub(super) fn make_room(&self) {
        if self.watched {
            eprint!("{ERASE}");
        }
    }
}

/// "1200 of 10000 towns, 85 a second, 1 min 43 s to go".
fn line(done: usize, all: usize, taken: Duration) -> String {
    let speed = done as f64 / taken.as_secs_f64().max(0.001);
    let left = (all - done) as f64 / speed.max(0.001);
    let left = left.ceil() as u64;
    let left = match (left / 60, left % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    };
    format!("{done} of {all} towns, {speed:.0} a second, {left} to go")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_waits_reads_how_far_how_fast_and_how_long() {
        let told = |done, seconds| line(done, 10_000, Duration::from_secs(seconds));
        assert_eq!(
            told(1_250, 10),
            "1250 of 10000 towns, 125 a second, 1 min 10 s to go"
        );
        assert_eq!(told(9_900, 100), "9900 of 10000 towns, 99 a second, 2 s to go");
        assert_eq!(told(10_000, 100), "10000 of 10000 towns, 100 a second, 0 s to go");
        assert!(told(1, 0).ends_with("10 s to go"), "{}", told(1, 0));
    }
}
