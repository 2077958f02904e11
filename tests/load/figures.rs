//! Figures and the circumstances they were measured in.
//!
//! The machine is rarely ours alone. So beside each figure stand the load average and what one piece of work cost the
//! server in CPU time, which other people's work hardly changes. Both are read from Linux' `/proc`.

use std::fs;
use std::time::Duration;

/// The kernel counts time in hundredths of a second.
const TICKS_PER_SECOND: f64 = 100.0;

/// What a run has shown.
pub struct Sample {
    /// How long the run was.
    pub long: Duration,
    /// What the run used.
    pub used: Used,
    /// For each piece of work, the times of its answers.
    pub times: Vec<Vec<Duration>>,
}

/// CPU time, in ticks of the kernel.
#[derive(Clone, Copy, Default)]
pub struct Used {
    server: u64,
    machine: u64,
    idle: u64,
}

impl Used {
    /// What was used since the machine and the server started.
    pub fn so_far(server: u32) -> Self {
        let read = |file: String| fs::read_to_string(file).unwrap_or_default();
        let stat = read(format!("/proc/{server}/stat"));
        // The name in parentheses may hold anything; user and system time are the 12th and 13th number after it.
        let after = stat.rsplit(')').next().unwrap_or_default();
        let ticks = |text: &str| text.parse::<u64>().unwrap_or_default();
        let cores = read("/proc/stat".to_owned());
        let machine: Vec<_> = cores
            .lines()
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .skip(1)
            .map(ticks)
            .collect();
        Self {
            server: after.split_whitespace().skip(11).take(2).map(ticks).sum(),
            machine: machine.iter().take(8).sum(),
            idle: machine.iter().skip(3).take(2).sum(),
        }
    }

    /// What was used since then.
    pub fn since(self, then: Self) -> Self {
        Self {
            server: self.server - then.server,
            machine: self.machine - then.machine,
            idle: self.idle - then.idle,
        }
    }
}

impl Sample {
    /// Pieces of work a second.
    pub fn rate(&self) -> f64 {
        self.times.len() as f64 / self.long.as_secs_f64()
    }

    /// The run in a line, given the names of the answers a piece of work consists of.
    pub fn line(&self, answers: &[&str]) -> String {
        let mut line = format!("{:7.0}/s", self.rate());
        for (place, name) in answers.iter().enumerate() {
            let [half, most] = [0.5, 0.99].map(|share| self.quantile(place, share));
            line += &format!("   {name} p50 {half:.1} ms, p99 {most:.1} ms");
        }
        let each = self.used.server as f64 / TICKS_PER_SECOND * 1000.0 / self.times.len().max(1) as f64;
        let busy = 100.0 - 100.0 * self.used.idle as f64 / self.used.machine.max(1) as f64;
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let load = load.split(' ').next().unwrap_or_default();
        line + &format!("   server {each:.2} ms CPU each, machine {busy:.0} % busy, load average {load}")
    }

    /// Milliseconds below which this share of the answers at a place of the piece of work came.
    fn quantile(&self, place: usize, share: f64) -> f64 {
        let mut times: Vec<_> = self.times.iter().map(|times| times[place]).collect();
        times.sort_unstable();
        let at = (share * times.len().saturating_sub(1) as f64).round() as usize;
        times.get(at).map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0)
    }
}
