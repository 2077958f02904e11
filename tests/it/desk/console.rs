//! The console lets people in at the desk and keeps them out (S-08).

use std::process::Command;

use proof::{Hall, on_both, town};
use server::clock::Clock;
use tenants::operator;

const PROGRAM: &str = env!("CARGO_BIN_EXE_town-hall");
const EMAIL: &str = "chef@example.org";
const NEW: &str = "vier gelbe Gabeln";

/// Types a command; whether it worked, and what was said.
fn types(hall: &Hall, command: &str, more: &[&str]) -> (bool, String) {
    types_at(hall, &["--town", &hall.town], command, more)
}

/// The same for a house that is named.
fn types_at(hall: &Hall, house: &[&str], command: &str, more: &[&str]) -> (bool, String) {
    let there = ["--public-url", "https://termine.example"];
    let whole = [&["user", command], house, &there, more].concat();
    runs(hall, &whole)
}

/// Runs the program on the hall's database.
fn runs(hall: &Hall, command: &[&str]) -> (bool, String) {
    let mut console = Command::new(PROGRAM);
    console.args(command).args(["--database", &hall.database.url]);
    let said = console.output().expect("the program starts");
    let told = [said.stdout, said.stderr].concat();
    (said.status.success(), String::from_utf8_lossy(&told).into_owned())
}

on_both! {
    async fn the_first_administrator_gets_in_and_is_kept_out_again(hall: Hall) {
        // The console lives by the real clock.
        hall.clock.advance(Clock::System.now() - hall.app.clock.now());
        assert!(types(&hall, "list", &[]).1.contains("has no accounts yet"));
        let person = ["--email", EMAIL, "--name", "R. Ostermann", "--role", "administrator"];
        let (made, told) = types(&hall, "create", &person);
        assert!(made && told.contains("15 minutes"), "{told}");
        let link = told.split("https://termine.example/desk/kleinstadt").nth(1).expect("a link").trim().to_owned();
        let mut chef = hall.clerk();
        assert_eq!(chef.submits(&link, &[("new", NEW), ("again", NEW)]).await.status, 200);
        assert_eq!(chef.sign_in(EMAIL, NEW).await.status, 303);
        assert_eq!(chef.opens("/konten").await.status, 200);

        let (made, told) = types(&hall, "create", &person);
        assert!(!made && told.contains("already"), "{told}");
        chef.enrols(&hall, EMAIL).await;
        assert!(types(&hall, "forget-factor", &["--email", EMAIL]).0);
        assert_eq!(chef.opens("/konten").await.status, 303, "signed out");
        assert_eq!(chef.sign_in(EMAIL, NEW).await.leads_to(), "/desk/kleinstadt");
        let (done, told) = types(&hall, "disable", &["--email", EMAIL]);
        assert!(done, "{told}");
        assert_eq!(chef.opens("/konten").await.status, 303, "at once");
        let (made, told) = types(&hall, "invite", &["--email", EMAIL]);
        assert!(!made && told.contains("is locked"), "{told}");
        assert!(types(&hall, "enable", &["--email", EMAIL]).0);
        assert!(types(&hall, "invite", &["--email", EMAIL]).1.contains("30 minutes"));
        assert_eq!(chef.sign_in(EMAIL, NEW).await.status, 303);
        assert!(types(&hall, "list", &[]).1.contains("administrator\tactive"));
        assert!(!types(&hall, "invite", &["--email", "niemand@example.org"]).0);
        assert!(!types(&hall, "create", &["--email", "x@example.org", "--name", "X", "--role", "king"]).0);
    }

    async fn the_operators_first_account_comes_from_the_console(hall: Hall) {
        hall.clock.advance(Clock::System.now() - hall.app.clock.now());
        let person = ["--email", EMAIL, "--name", "J. Brandt"];
        assert!(types_at(&hall, &["--operator"], "list", &[]).1.contains("has no accounts yet"), "no account comes by itself");
        let (made, told) = types_at(&hall, &["--operator"], "create", &person);
        assert!(made && told.contains("15 minutes"), "{told}");
        let link = told.split("https://termine.example/desk/betrieb").nth(1).expect("a link").trim().to_owned();
        let mut operator = hall.clerk().at_town(operator::SLUG);
        assert_eq!(operator.submits(&link, &[("new", NEW), ("again", NEW)]).await.status, 200);
        assert_eq!(operator.sign_in(EMAIL, NEW).await.status, 303);
        assert!(operator.opens("").await.leads_to().contains("/zweiter-faktor"), "not without a second factor");
        operator.enrols(&hall, EMAIL).await;
        assert_eq!(operator.opens("").await.status, 200);
        assert!(types_at(&hall, &["--operator"], "list", &[]).1.contains("administrator\tactive"));
        assert!(types(&hall, "list", &[]).1.contains("has no accounts yet"), "the town's accounts are others");
        assert!(types_at(&hall, &["--operator"], "disable", &["--email", EMAIL]).0);
        assert_eq!(operator.opens("").await.status, 303, "at once");

        // One house and no role but the one; and the house is no town.
        for (house, more) in [
            (&["--operator", "--town", "kleinstadt"][..], &[][..]),
            (&[], &["--role", "clerk"]),
            (&["--operator"], &["--role", "clerk"]),
            (&["--town", "kleinstadt"], &[]),
            (&["--town", operator::SLUG], &["--role", "administrator"]),
        ] {
            let (made, told) = types_at(&hall, house, "create", &[&person[..], more].concat());
            assert!(!made, "{house:?} {more:?}: {told}");
        }
    }

    async fn no_town_is_the_operators_house(hall: Hall) {
        let file = std::env::temp_dir().join(format!("{}.toml", hall.database.name));
        std::fs::write(&file, town::small().replace("kleinstadt", operator::SLUG)).expect("a file");
        let (applied, told) = runs(&hall, &["town", "apply", &file.to_string_lossy()]);
        std::fs::remove_file(&file).expect("the file goes");
        assert!(!applied && told.contains("stands for something else in addresses"), "{told}");
        let (exported, told) = runs(&hall, &["town", "export", operator::SLUG]);
        assert!(!exported && told.contains("there is no town"), "{told}");
        assert_eq!(runs(&hall, &["town", "list"]).1, "kleinstadt\tversion 1\t0 to come, 0 kept\t0 waiting, 0 dead\tnot used\n");
    }
}
