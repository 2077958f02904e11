//! Towns as files: whatever a file can say goes in and comes out to the last byte, and a folder of them goes in whole however
//! often the console dies on the way.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use proof::{Database, Dice, Hall, Kind, any_town, on_both, town};
use sea_orm::{ConnectionTrait as _, Statement};
use server::auth::accounts::Wanted;
use server::db::Db;
use server::db::audit::{Author, verify};
use server::db::operator::{self, Applied};
use tenants::definition::{self, Definition};

const PROGRAM: &str = env!("CARGO_BIN_EXE_town-hall");

/// Towns that are thrown: the file's database is quick, the other one answers over a socket.
const fn many(kind: Kind) -> u64 {
    match kind {
        Kind::Sqlite => 1_000,
        Kind::Postgres => 250,
    }
}

/// What some thrown town must have said, or the dice leave something out.
const SAID: &[&str] = &[
    "\nclosures = [",
    "\norigins = [",
    "phone_hours = ",
    "\nalso = [\"",
    "\nadd = [",
    "\nremove = [",
    "\nrelease = ",
    "offer_hours = ",
    "second_factor = \"required\"",
    "reminder_hours = ",
    "earlier_hours = ",
    "release_within_minutes = ",
    "\npickup = ",
    "prove_address = true",
    "prove_within_minutes = ",
    "reply_to = ",
    "\nsms = true",
    "sms_per_day = ",
    "[messages.wording]",
    "\nlogo = \"",
    "[sign_in]",
    "\nacr = ",
    "offer_ending = ",
    "closing = ",
    "[keep]",
    "answer_days = ",
    "hint = ",
    "valid_from = ",
    "valid_until = ",
    "every_second_week_from = ",
    "audience = \"desk\"",
    "audience = \"same_day\"",
    "until = \"24:00\"",
    "\nabsences = [",
    "skills = [\"*\"]",
    "\nsummary = ",
    "\nwords = ",
    "popular = true",
    "offered_to = \"desk\"",
    "offered_to = \"nobody\"",
    "buffer_minutes = ",
    "lead_minutes = ",
    "\nhorizon_days = ",
    "\ncatalogue = ",
    "\nleika = ",
    "\nin_person = ",
    "\nonline = ",
    "\nfees = [",
    "label = ",
    "\ndocuments = [",
    "when = ",
    "\nquestions = [",
    "answers = [",
    "👩‍⚖️",
    "\\\\",
    "{name}",
];

on_both! {
    async fn whatever_a_file_can_say_goes_in_and_comes_out_to_the_last_byte(kind: Kind) {
        let database = Database::new(kind).await;
        let db = Db::connect(&database.url, 2).await.expect("the database opens");
        let mut unsaid = SAID.to_vec();
        for seed in 0..many(kind) {
            let thrown = any_town(&mut Dice::seeded(seed), &format!("ort-{seed}"));
            let file = definition::write(&thrown);
            unsaid.retain(|said| !file.contains(said));
            let town = read(&file);
            assert_eq!(takes_in(&db, &town).await, Applied::Created, "seed {seed}");
            let out = exports(&db, &town).await;
            let again = read(&out);
            assert!(again == town && definition::write(&town) == out, "seed {seed} loses something:\n{file}\n\nbecame\n\n{out}");
            assert_eq!(takes_in(&db, &again).await, Applied::Unchanged, "seed {seed}");
        }
        assert_eq!(unsaid, [""; 0], "no town said this");
        // Nothing was written a second time.
        let written = format!("{0} {0}", many(kind));
        let sql = "SELECT (SELECT sum(version) FROM town WHERE id > 0) || ' ' || (SELECT count(*) FROM audit) AS told";
        assert_eq!(asked(&database, sql).await, written, "one version and one entry a town");
        db.close().await.expect("the database closes");
    }

    async fn any_town_becomes_any_other(kind: Kind) {
        let database = Database::new(kind).await;
        let db = Db::connect(&database.url, 2).await.expect("the database opens");
        for seed in 0..many(kind) / 10 {
            // Names in addresses repeat from town to town: parts stay, go, come, and move to other departments.
            let town = read(&definition::write(&any_town(&mut Dice::seeded(seed), "wandel")));
            let applied = takes_in(&db, &town).await;
            assert!(!matches!(applied, Applied::WouldOrphan(_)), "seed {seed}: {applied:?}");
            assert_eq!(exports(&db, &town).await, definition::write(&town), "seed {seed}");
        }
        let log = verify(&db, "wandel").await.expect("readable").expect("the town");
        assert_eq!(log.broken, None);
        db.close().await.expect("the database closes");
    }

    async fn a_folder_goes_in_whole_however_often_the_console_is_killed(kind: Kind) {
        let database = Database::new(kind).await;
        let folder = Folder::new(&database);
        let towns: Vec<_> = (0..60).map(|seed| any_town(&mut Dice::seeded(seed), &format!("ort-{seed}"))).collect();
        let towns: Vec<_> = towns.iter().map(|town| read(&definition::write(town))).collect();
        for town in &towns {
            folder.holds(&town.facts.slug, &definition::write(town));
        }
        let mut begun = 0;
        for kill in 1..=3 {
            let mut console = apply(&database, &folder.0).stdout(Stdio::piped()).spawn().expect("the program starts");
            let mut told = BufReader::new(console.stdout.take().expect("a pipe")).lines();
            for _ in 0..10 {
                let line = told.next().expect("there is more to do").expect("a line");
                assert!(line.ends_with(" is new."), "kill {kill}: what is done is not told again: {line}");
            }
            console.kill().expect("it can be killed");
            console.wait().expect("it ends");
            let db = Db::connect(&database.url, 2).await.expect("the database opens");
            let there = operator::list(&db).await.expect("listed");
            assert!(begun + 10 <= there.len() && there.len() < towns.len(), "kill {kill}: {} of {}", there.len(), towns.len());
            begun = there.len();
            for town in &there {
                let file = fs::read_to_string(folder.0.join(format!("{}.toml", town.slug))).expect("its file");
                assert_eq!(definition::write(&operator::export(&db, &town.slug).await.expect("readable").expect("it")), file);
            }
            db.close().await.expect("the database closes");
        }
        let last = apply(&database, &folder.0).output().expect("the program runs");
        assert!(last.status.success(), "{}", said(&last));
        let told = format!("60 files: {} towns are new, 0 changed, {begun} were as described, 0 were left as they are; 0 files have mistakes.", 60 - begun);
        assert!(said(&last).contains(&told), "{}", said(&last));
        let sql = "SELECT (SELECT sum(version) FROM town WHERE id > 0) || ' ' || (SELECT count(*) FROM audit) AS told";
        assert_eq!(asked(&database, sql).await, "60 60", "nothing was written twice");

        // Everything comes out again, and what comes out is what went in.
        let out = Folder::beside(&folder);
        let exported = Command::new(PROGRAM).args(["town", "export", "--all"]).arg(&out.0).args(["--database", &database.url]).output().expect("it runs");
        assert!(exported.status.success() && said(&exported).contains("60 towns are in"), "{}", said(&exported));
        assert_eq!(fs::read_dir(&out.0).expect("a folder").count(), 60, "and nothing else");
        for town in &towns {
            let name = format!("{}.toml", town.facts.slug);
            assert_eq!(fs::read_to_string(out.0.join(&name)).expect("a file"), definition::write(town));
        }
        let again = apply(&database, &out.0).output().expect("it runs");
        assert!(said(&again).contains("0 towns are new, 0 changed, 60 were as described"), "{}", said(&again));
    }

    async fn a_mistake_in_one_file_keeps_no_other_town_out(kind: Kind) {
        let hall = Hall::open(kind, &town::small()).await;
        hall.citizen().books(&[("pass", 1)], "2026-11-24T09:30:00+01:00").await;
        let booked = asked(&hall.database, "SELECT count(*) || '' AS told FROM appointment").await;
        assert_eq!(booked, "1");
        let folder = Folder::new(&hall.database);
        folder.holds("1-gut", &town::staffed("eins", 1));
        folder.holds("2-falsch", &town::staffed("zwei", 1).replace("Europe/Berlin", "Mond").replace("KS", "ks"));
        folder.holds("3-kein-toml", "slug = ");
        folder.holds("4-noch-einmal", &town::staffed("eins", 2));
        folder.holds("5-gut", &town::staffed("fuenf", 1));
        folder.holds("6-nimmt-weg", &town::small().replace("slug = \"buergerbuero\"", "slug = \"anderswo\""));
        fs::write(folder.0.join("liesmich.txt"), "keine Kommune").expect("a file");
        let applied = apply(&hall.database, &folder.0).output().expect("the program runs");
        assert!(!applied.status.success(), "{}", said(&applied));
        let told = said(&applied);
        for there in [
            "Gemeinde eins is new.",
            "Gemeinde fuenf is new.",
            "Gemeinde kleinstadt was left as it is",
            "6 files: 2 towns are new, 0 changed, 0 were as described, 1 were left as they are; 3 files have mistakes.",
            "2-falsch.toml:4:8: zone: no zone \"Mond\"",
            "2-falsch.toml:6:20: reference_prefix: must be two or three capital letters",
            "3-kein-toml.toml:1:",
            "1-gut.toml describes \"eins\" already",
            "Nothing was done with these files.",
        ] {
            assert!(told.contains(there), "{there}: {told}");
        }
        let towns = operator::list(&hall.app.db).await.expect("listed");
        assert_eq!(towns.iter().map(|town| town.slug.as_str()).collect::<Vec<_>>(), ["eins", "fuenf", "kleinstadt"]);
        let one = operator::export(&hall.app.db, "eins").await.expect("readable").expect("there");
        assert_eq!(one.departments[0].staff.len(), 1, "the first file counts");
        assert!(!said(&apply(&hall.database, &folder.0.join("nirgends")).output().expect("runs")).is_empty());
        hall.close().await;
    }

    async fn whoever_is_no_longer_staff_can_still_sign_in(kind: Kind) {
        let hall = Hall::open(kind, &town::small()).await;
        has_an_account(&hall, "kaya").await;
        let after = town::small().replace("slug = \"kaya\"", "slug = \"meier\"");
        hall.take_in(&after).await;
        assert_eq!(hall.exports().await, definition::write(&read(&after)));
        assert_eq!(hall.account("kaya@example.org").await.staff, None);
        hall.close().await;
    }

    async fn whoever_moves_out_of_a_department_that_goes_stays_who_she_is(kind: Kind) {
        let hall = Hall::open(kind, &town::two_departments()).await;
        has_an_account(&hall, "hollmann").await;
        let before = hall.account("hollmann@example.org").await.staff;
        let after = town::small() + &town::colleague("hollmann", &["*"]);
        hall.take_in(&after).await;
        assert_eq!(hall.exports().await, definition::write(&read(&after)));
        assert!(before.is_some() && hall.account("hollmann@example.org").await.staff == before);
        hall.close().await;
    }
}

/// A member of staff can sign in.
async fn has_an_account(hall: &Hall, staff: &str) {
    let wanted = Wanted {
        email: format!("{staff}@example.org"),
        name: "K. Muster".to_owned(),
        role: "clerk".to_owned(),
        staff: Some(staff.to_owned()),
        ..Wanted::default()
    };
    let tx = hall
        .app
        .db
        .town(hall.town.as_str())
        .write()
        .await
        .expect("the town");
    let new = wanted.in_town(&tx.town, None).expect("it fits");
    tx.create_account(new, hall.clock.now())
        .await
        .expect("written")
        .expect("new");
    tx.commit_quietly().await.expect("kept");
}

/// A folder that goes when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(database: &Database) -> Self {
        let folder = Self(std::env::temp_dir().join(&database.name).with_extension("towns"));
        fs::create_dir_all(&folder.0).expect("a folder");
        folder
    }

    /// Another one, which is not there yet.
    fn beside(other: &Self) -> Self {
        Self(other.0.with_extension("out"))
    }

    fn holds(&self, name: &str, toml: &str) {
        fs::write(self.0.join(format!("{name}.toml")), toml).expect("a file");
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn apply(database: &Database, files: &Path) -> Command {
    let mut console = Command::new(PROGRAM);
    console
        .args(["town", "apply"])
        .arg(files)
        .args(["--database", &database.url]);
    console
}

fn said(output: &Output) -> String {
    let all = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8_lossy(&all).into_owned()
}

fn read(toml: &str) -> Definition {
    definition::read(toml, "town.toml").unwrap_or_else(|mistakes| panic!("{mistakes:?}\n{toml}"))
}

async fn takes_in(db: &Db, town: &Definition) -> Applied {
    let now = proof::at("2026-11-23T07:00:00+01:00");
    let applied = operator::apply(db, town, &Author::console(), now).await;
    applied.expect("the database takes it")
}

async fn exports(db: &Db, town: &Definition) -> String {
    let found = operator::export(db, &town.facts.slug).await;
    definition::write(&found.expect("the database answers").expect("the town"))
}

async fn asked(database: &Database, sql: &str) -> String {
    let db = database.inspector().await;
    let row = db
        .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
        .await;
    let told = row
        .expect("an answer")
        .expect("a row")
        .try_get("", "told")
        .expect("a text");
    db.close().await.expect("the inspector leaves");
    told
}
