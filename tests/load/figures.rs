//! Figures and the circumstances they were measured in.
//!
//! The machine is rarely ours alone. So beside each figure stand the load average and the CPU time that one piece of
//! work cost server, database and clients, which other people's work changes far less: two cores that do nothing else
//! reach 2000 ms divided by the sum of the three. Read from Linux' `/proc`.

use std::fs;
use std::time::Duration;

/// The kernel counts time in hundredths of a second.
const MILLISECONDS_PER_TICK: f64 = 10.0;

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
#[derive(Clone, Copy)]
pub struct Used {
    server: u64,
    database: u64,
    clients: u64,
    machine: u64,
    idle: u64,
}

impl Used {
    /// What these processes and the machine have used since they started.
    pub fn so_far(server: u32, database: &[u32]) -> Self {
        let machine = fs::read_to_string("/proc/stat").unwrap_or_default();
        let machine: Vec<_> = machine
            .lines()
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .skip(1)
            .map(ticks)
            .collect();
        Self {
            server: of_process(server),
            database: database.iter().map(|pid| of_process(*pid)).sum(),
            clients: of_process(std::process::id()),
            machine: machine.iter().take(8).sum(),
            idle: machine.iter().skip(3).take(2).sum(),
        }
    }

    /// What was used since then.
    pub fn since(self, then: Self) -> Self {
        Self {
            server: self.server - then.server,
            database: self.database.saturating_sub(then.database),
            clients: self.clients - then.clients,
            machine: self.machine - then.machine,
            idle: self.idle - then.idle,
        }
    }
}

impl Used {
    /// What was used in all.
    pub fn told(&self) -> String {
        let seconds = |ticks: u64| ticks as f64 * MILLISECONDS_PER_TICK / 1000.0;
        let busy = 100.0 - 100.0 * self.idle as f64 / self.machine.max(1) as f64;
        format!(
            "CPU: server {:.1} s, database {:.1} s, clients {:.1} s; machine {busy:.0} % busy",
            seconds(self.server),
            seconds(self.database),
            seconds(self.clients)
        )
    }
}

fn of_process(pid: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name in parentheses may hold anything; user and system time are the 12th and 13th field after it.
    let after = stat.rsplit(')').next().unwrap_or_default();
    after.split_whitespace().skip(11).take(2).map(ticks).sum()
}

fn ticks(text: &str) -> u64 {
    text.parse().unwrap_or_default()
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
        let each = |used: u64| used as f64 * MILLISECONDS_PER_TICK / self.times.len().max(1) as f64;
        let Used {
            server,
            database,
            clients,
            machine,
            idle,
        } = self.used;
        line += &format!("   CPU each: server {:.2}", each(server));
        if database > 0 {
            line += &format!(" + database {:.2}", each(database));
        }
        let busy = 100.0 - 100.0 * idle as f64 / machine.max(1) as f64;
        line + &format!(
            " + clients {:.2} ms   machine {busy:.0} % busy, load average {}",
            each(clients),
            load_average()
        )
    }

    fn quantile(&self, place: usize, share: f64) -> f64 {
        quantile(self.times.iter().map(|times| times[place]), share)
    }
}

/// Milliseconds below which this share of the times is.
pub fn quantile(times: impl Iterator<Item = Duration>, share: f64) -> f64 {
    let mut times: Vec<_> = times.collect();
    times.sort_unstable();
    let at = (share * times.len().saturating_sub(1) as f64).round() as usize;
    times.get(at).map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0)
}

/// The machine's load average of the last minute.
pub fn load_average() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().unwrap_or_default().to_owned()
}
