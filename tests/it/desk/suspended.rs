//! The operator stops a town's online appointments: nothing new begins with a citizen, what was promised stands, the town works on
//! and knows since when and why.

use std::process::Command;

use axum::http::Method;
use proof::{Answer, Hall, on_both};
use sea_orm::{ConnectionTrait as _, Statement};
use server::db::operator::listed;
use server::notices::postbox::Postbox;
use server::notices::{self, Carrier};
use server::upkeep;
use wire::{AppointmentState, AppointmentView, ProblemCode, TownView};

const PROGRAM: &str = env!("CARGO_BIN_EXE_town-hall");
const PASS: &[(&str, u32)] = &[("pass", 1)];
const SENTENCE: &str = "Online-Termine sind gerade nicht möglich. Bitte rufen Sie im Rathaus an.";
const REASON: &str = "Umzug des Rathauses bis 4. Januar";
const TOWN: &str = "/kommunen/kleinstadt";

async fn stop(hall: &Hall) -> proof::Clerk {
    let operator = hall.operator().await;
    let answer = operator
        .submits(&format!("{TOWN}/stoppen"), &[("grund", REASON)])
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.leads_to()),
        (303, "/desk/betrieb/kommunen/kleinstadt")
    );
    operator
}

fn refused(answer: &Answer) {
    let problem = answer.problem();
    assert_eq!(
        (answer.status.as_u16(), problem.code),
        (403, ProblemCode::Suspended),
        "{}",
        answer.text()
    );
    assert!(problem.title.starts_with(SENTENCE), "{}", problem.title);
    assert_eq!(problem.phone.as_deref(), Some("0221 4710-123"));
}

on_both! {
    async fn citizens_begin_nothing_new_and_read_whom_to_call(hall: Hall) {
        let mika = hall.citizen();
        let open: TownView = mika.ask(Method::GET, "", None).await.good();
        assert_eq!(open.closed, None);
        let held = mika.holds(PASS, "2026-11-24T10:00:00+01:00").await;
        let booked = mika.books(PASS, "2026-11-24T09:00:00+01:00").await;
        let before = hall.exports().await;
        stop(&hall).await;

        refused(&mika.ask(Method::GET, "/availability?service=pass&from=2026-11-24&days=7", None).await);
        refused(&mika.asks_to_hold(PASS, "2026-11-25T09:00:00+01:00").await);
        refused(&mika.asks_to_confirm(&held.hold).await);
        let town: TownView = mika.ask(Method::GET, "", None).await.good();
        assert!(town.closed.is_some_and(|told| told.starts_with(SENTENCE)));
        for page in ["", "/unterlagen?service=pass:1", "/zeit?service=pass:1", "?lang=en"] {
            let answer = mika.reads(page).await;
            let text = answer.text();
            let told = if page.contains("lang=en") { "Appointments cannot be made online at the moment." } else { SENTENCE };
            assert!(answer.status == 403 && text.contains(told), "{page}: {} {text}", answer.status);
            assert!(text.contains("href=\"tel:") && text.contains("/kleinstadt/termin"), "whom to call, and where one's appointment is: {text}");
        }
        let apply = [("service", "pass:1"), ("name", "Wilma"), ("email", "wilma@example.org"), ("last", "2026-12-18"), ("agrees", "1")];
        assert_eq!(mika.submits("/frueher", &apply).await.status, 403);
        assert_eq!(mika.submits(&format!("/termin/{}/frueher", booked.token), &[]).await.status, 403);

        // What was promised stands, is told of, and can be called off.
        assert_eq!(mika.views(&booked.token).await.state, AppointmentState::Booked);
        assert_eq!(mika.reads(&format!("/termin/{}", booked.token)).await.status, 200);
        let postbox = Postbox::default();
        let carrier = Carrier::keeping(postbox.clone(), &hall.app.config).expect("a carrier");
        assert_eq!(notices::turn(&hall.app, &carrier).await.expect("readable"), 1, "the confirmation goes out");
        let cancelled: AppointmentView = mika.ask(Method::POST, &format!("/appointments/{}/cancel", booked.token), None).await.good();
        assert_eq!(cancelled.state, AppointmentState::Cancelled);
        assert_eq!(hall.exports().await, before, "nothing a town sets is touched");
    }

    async fn the_town_works_on_and_reads_since_when_and_why(hall: Hall) {
        let clerk = hall.signed_in("administrator").await;
        assert!(!clerk.opens("/tag").await.text().contains("line--warn"));
        let operator = stop(&hall).await;
        hall.minutes_pass(10);
        for page in ["/tag", "/einrichtung", "/vergeben?anliegen=pass"] {
            let page = clerk.opens(page).await.text();
            assert!(page.contains("Seit 23.11.2026, 07:00 Uhr können Bürgerinnen und Bürger online keine Termine vereinbaren"), "{page}");
            assert!(page.contains(REASON), "{page}");
        }
        let page = clerk.opens("/vergeben?anliegen=pass&anzahl=1").await;
        let text = page.text();
        let key = text.split("name=\"schluessel\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a key");
        let fields = [("anliegen", "pass"), ("anzahl", "1"), ("zeit", "2026-11-23T08:00:00+01:00"), ("schluessel", key), ("name", "Ada Wichtig")];
        let given = clerk.submits("/vergeben", &fields).await;
        assert_eq!(given.status, 201, "{}", given.text());
        let log = clerk.opens("/protokoll").await.text();
        assert!(log.contains("Stopp der Online-Termine") && log.contains(REASON) && log.contains("K. Muster (betrieb@example.org)"), "{log}");
        let mut other = hall.clerk();
        assert_eq!(other.sign_in("administrator@example.org", proof::PASSWORD).await.status, 303, "whoever works there gets in");

        let list = operator.opens("").await.text();
        assert!(list.contains("gestoppt</span>") && list.contains("/desk/betrieb/kommunen/kleinstadt"), "{list}");
        let page = operator.opens(TOWN).await.text();
        assert!(page.contains("seit 23.11.2026, 07:00 Uhr") && page.contains(REASON), "{page}");
        // Once more, for another reason: since when stays.
        operator.submits(&format!("{TOWN}/stoppen"), &[("grund", "Wasserschaden")]).await;
        assert!(operator.opens(TOWN).await.text().contains("seit 23.11.2026, 07:00 Uhr"));
        for _ in 0..2 {
            assert_eq!(operator.submits(&format!("{TOWN}/weiterlaufen"), &[]).await.status, 303);
        }
        assert!(!clerk.opens("/tag").await.text().contains("line--warn"));
        hall.citizen().books(PASS, "2026-11-24T09:00:00+01:00").await;
        let log = server::db::audit::verify(&hall.app.db, "kleinstadt").await.expect("readable").expect("a town");
        assert_eq!((log.entries, log.broken), (1 + 3, None), "taken in, stopped, another reason, gone on; nothing twice");
    }

    async fn only_with_a_reason_and_only_a_town(hall: Hall) {
        let operator = hall.operator().await;
        for none in ["", "  ", &"x".repeat(201), "a\u{7}b"] {
            let page = operator.submits(&format!("{TOWN}/stoppen"), &[("grund", none)]).await;
            assert!(page.status == 422 && page.text().contains("Bitte nennen Sie den Grund"), "{}", page.text());
        }
        let kept = operator.submits(&format!("{TOWN}/stoppen"), &[("grund", &format!("<b>{}", "x".repeat(200)))]).await.text();
        assert!(kept.contains("value=\"&lt;b>") || kept.contains("value=\"&lt;b&gt;"), "what was typed is kept: {kept}");
        for nowhere in ["/kommunen/nirgendwo", "/kommunen/betrieb", "/kommunen/%00", "/kommunen/a%2Fb"] {
            assert_eq!(operator.opens(nowhere).await.status, 404, "{nowhere}");
            assert_eq!(operator.submits(&format!("{nowhere}/stoppen"), &[("grund", "x")]).await.status, 404, "{nowhere}");
            assert_eq!(operator.submits(&format!("{nowhere}/weiterlaufen"), &[]).await.status, 404, "{nowhere}");
        }
        hall.citizen().books(PASS, "2026-11-24T09:00:00+01:00").await;
    }

    async fn nobody_is_asked_to_come_earlier_meanwhile(hall: Hall) {
        let mika = hall.citizen();
        let late = mika.books(PASS, "2026-11-26T11:00:00+01:00").await;
        let early = [mika.books(PASS, "2026-11-24T09:00:00+01:00").await, mika.books(PASS, "2026-11-24T09:15:00+01:00").await];
        assert_eq!(mika.submits(&format!("/termin/{}/frueher", late.token), &[]).await.status, 303);
        stop(&hall).await;
        for (round, asked) in [(0, "0"), (1, "1")] {
            if round == 1 {
                server::db::operator::resume(&hall.app.db, "kleinstadt", &server::db::audit::Author::console(), hall.app.clock.now()).await.expect("written");
            }
            assert_eq!(mika.submits(&format!("/termin/{}/loeschen", early[round].token), &[]).await.status, 303);
            upkeep::look(&hall.app).await.expect("the list can be read");
            assert_eq!(counted(&hall, "SELECT count(*) || '' AS told FROM earlier_offer").await, asked);
        }
    }

    async fn the_console_stops_and_lets_go_on(hall: Hall) {
        let runs = |command: &[&str]| {
            let mut console = Command::new(PROGRAM);
            console.arg("town").args(command).args(["--database", &hall.database.url]);
            let said = console.output().expect("the program starts");
            let told = [said.stdout, said.stderr].concat();
            (said.status.success(), String::from_utf8_lossy(&told).into_owned())
        };
        let (done, told) = runs(&["suspend", "kleinstadt", "--reason", REASON]);
        assert!(done && told.contains("Nobody can make an appointment with kleinstadt online"), "{told}");
        refused(&hall.citizen().asks_to_hold(PASS, "2026-11-24T09:00:00+01:00").await);
        assert!(runs(&["list"]).1.contains(&format!(": {REASON}")));
        assert!(hall.signed_in("clerk").await.opens("/tag").await.text().contains(REASON));
        assert!(runs(&["resume", "kleinstadt"]).0);
        hall.citizen().books(PASS, "2026-11-24T09:00:00+01:00").await;
        assert_eq!(listed(&hall.app.db, "kleinstadt").await.expect("readable").expect("it").suspension, None);
        for wrong in [
            &["suspend", "kleinstadt", "--reason", " "][..],
            &["suspend", "kleinstadt"],
            &["suspend", "nirgendwo", "--reason", "x"],
            &["suspend", "betrieb", "--reason", "x"],
            &["resume", "betrieb"],
        ] {
            let (done, told) = runs(wrong);
            assert!(!done && !told.is_empty(), "{wrong:?}: {told}");
        }
        let log = hall.signed_in("administrator").await.opens("/protokoll").await.text();
        assert!(log.contains("Konsole") && log.contains("Stopp der Online-Termine"), "{log}");
    }
}

async fn counted(hall: &Hall, sql: &str) -> String {
    let db = hall.database.inspector().await;
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
