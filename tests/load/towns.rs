//! Ten thousand towns in a folder: taken in, looked at once more, given out again, and listed for the operator. Each is the demo
//! town under another name. Goals: five minutes, and 100 ms for 95 of 100 pages of the list.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use proof::{Database, Hall, Kind, town};

use crate::TownsFlags;
use crate::figures::{load_average, quantile};
use crate::stage::{program, told};

/// Pages of the list: its beginning, its middle, and what somebody looks for.
const PAGES: [&str; 4] = ["", "?ab=5000", "?q=doer+77", "?q=nirgends"];

/// Measures and prints.
pub async fn measure(flags: &TownsFlags) {
    let folder = std::env::temp_dir().join(format!("rathaustermin-towns-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/doerentrup/town.toml");
    let demo = fs::read_to_string(demo).expect("the demo town");
    for number in 0..flags.towns {
        let slug = format!("doerentrup-{number}");
        let toml = demo.replacen("slug = \"doerentrup\"", &format!("slug = \"{slug}\""), 1);
        fs::write(folder.join(format!("{slug}.toml")), toml).expect("a file");
    }
    for kind in [Kind::Sqlite, Kind::Postgres] {
        if flags.database.is_none_or(|only| only == kind) {
            on(kind, flags, &folder).await;
        }
    }
    fs::remove_dir_all(&folder).expect("the folder goes");
}

async fn on(kind: Kind, flags: &TownsFlags, folder: &Path) {
    let database = Database::new(kind).await;
    println!("\n{}", told(&database).await);
    let files = folder.to_string_lossy();
    let out = folder.with_extension("out");
    for (what, command) in [
        ("taken in", vec!["town", "apply", &files]),
        ("looked at again", vec!["town", "apply", &files]),
        (
            "given out",
            vec!["town", "export", "--all", &out.to_string_lossy()],
        ),
        (
            "taken in as given out",
            vec!["town", "apply", &out.to_string_lossy()],
        ),
    ] {
        let (taken, said) = timed(&command, &database);
        let speed = flags.towns as f64 / taken.as_secs_f64();
        println!(
            "  {} towns {what}: {:.1} s, {speed:.0} a second   load average {}\n    {said}",
            flags.towns,
            taken.as_secs_f64(),
            load_average()
        );
    }
    fs::remove_dir_all(&out).expect("the folder goes");
    let hall = Hall::on(database, &town::small()).await;
    let operator = hall.operator().await;
    for page in PAGES {
        let mut times = Vec::new();
        for _ in 0..flags.times {
            let before = Instant::now();
            assert_eq!(operator.opens(page).await.status, 200);
            times.push(before.elapsed());
        }
        println!(
            "  the operator's list, /desk/betrieb{page}: p50 {:.0} ms, p95 {:.0} ms   load average {}",
            quantile(times.iter().copied(), 0.5),
            quantile(times.iter().copied(), 0.95),
            load_average()
        );
    }
    hall.close().await;
}

/// How long a command takes, and the last it says.
fn timed(command: &[&str], database: &Database) -> (Duration, String) {
    let mut console = Command::new(program());
    console
        .args(command)
        .args(["--database", &database.url])
        .stderr(Stdio::inherit());
    let before = Instant::now();
    let done = console.output().expect("the program runs");
    let taken = before.elapsed();
    assert!(done.status.success(), "{command:?}");
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    (taken, said.lines().last().unwrap_or_default().to_owned())
}
