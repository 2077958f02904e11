//! The console lets people in at the desk and keeps them out (S-08).

use std::process::Command;

use proof::{Hall, on_both};
use server::clock::Clock;

const PROGRAM: &str = env!("CARGO_BIN_EXE_town-hall");
const EMAIL: &str = "chef@example.org";
const NEW: &str = "vier gelbe Gabeln";

/// Types a command; whether it worked, and what was said.
fn types(hall: &Hall, command: &str, more: &[&str]) -> (bool, String) {
    let mut console = Command::new(PROGRAM);
    console.args([
        "user",
        command,
        "--town",
        &hall.town,
        "--database",
        &hall.database.url,
    ]);
    console
        .args(["--public-url", "https://termine.example"])
        .args(more);
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
}
