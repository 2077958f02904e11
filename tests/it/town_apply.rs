//! A town is taken in, changed and given out at the console, while citizens book.

use server::db::audit::Author;
use std::sync::Arc;

use axum::http::{Method, StatusCode};
use proof::{Citizen, Dice, Hall, on_both, town};
use sea_orm::{ConnectionTrait, Statement};
use server::{
    cli,
    clock::Clock,
    db::{
        Db,
        operator::{self, Applied},
    },
};
use tenants::{
    StaffId, TownId,
    calendar::{Cell, Span, roster},
    definition::{self, Definition},
};
use tokio::{sync::Barrier, task::JoinSet};
use wire::{AppointmentState, AppointmentView, HoldView, ProblemCode};

const VISIT: &[(&str, u32)] = &[("pass", 1)];
const TUESDAY_0930: &str = "2026-11-24T09:30:00+01:00";
const SHIFT_ON_TUESDAY: &str = "{ weekday = \"tuesday\", from = \"08:00\", until = \"12:00\" }";

on_both! {
    async fn a_running_server_sees_the_change_at_the_next_request(hall: Hall) {
        let console = Console::beside(&hall).await;
        let other = hall.citizen().at_server(hall.second_server().await);
        for citizen in [hall.citizen(), other] {
            let fits = async |service: &'static str| {
                citizen.asks_to_hold(&[(service, 1)], "2026-11-24T14:00:00+01:00").await.status
            };
            let morning = town::small();
            console.applies(&morning).await;
            assert_eq!(fits("pass").await, StatusCode::UNPROCESSABLE_ENTITY);
            let offer = citizen.looks(&["pass"], "2026-11-24", 1).await;
            assert!(offer.days[0].starts.iter().all(|start| start.label.as_str() < "12:00"));
            let all_day = morning.replace("\"12:00\"", "\"16:00\"").replace("0221 4710-123", "0221 999-1");
            assert!(matches!(console.applies(&all_day).await, Applied::Changed(_)));
            let offer = citizen.looks(&["pass"], "2026-11-24", 1).await;
            assert!(offer.days[0].starts.iter().any(|start| start.label == "15:45"));
            let town: wire::TownView = citizen.ask(Method::GET, "", None).await.good();
            assert_eq!(town.phone, "0221 999-1");
            let held = citizen.holds(VISIT, "2026-11-24T14:00:00+01:00").await;
            citizen.ask(Method::DELETE, &format!("/holds/{}", held.hold), None).await;
        }
        // A town that was not there is there.
        console.applies(&town::staffed("neustadt", 1)).await;
        hall.citizen_of("neustadt").books(VISIT, TUESDAY_0930).await;
    }

    async fn the_console_says_what_changed(hall: Hall) {
        let console = Console::beside(&hall).await;
        let before = town::small();
        let cases = [
            ("0221 4710-123", "0221 1", "~ town"),
            ("Reisepass beantragen", "Pass beantragen", "~ service pass"),
            ("minutes = 20", "minutes = 25", "~ service umzug"),
            ("slug = \"umzug\"", "slug = \"abmeldung\"", "~ order of services in buergerbuero\n+ service abmeldung\n- service umzug"),
            ("slug = \"kaya\"", "slug = \"meier\"", "~ order of staff members in buergerbuero\n+ staff member meier\n- staff member kaya"),
            ("Bürgerbüro\", en", "Bürgeramt\", en", "~ department buergerbuero"),
            (SHIFT_ON_TUESDAY, "{ weekday = \"tuesday\", from = \"07:00\", until = \"12:00\" }", "~ staff member kaya\n~ staff member petersen"),
        ];
        for (old, new, told) in cases {
            let after = before.replace(old, new);
            assert_ne!(before, after, "{old}");
            let (definition, applied) = (read(&after), console.applies(&after).await);
            let Applied::Changed(parts) = &applied else { panic!("{old}: {applied:?}") };
            let parts: Vec<_> = parts.iter().map(ToString::to_string).collect();
            assert_eq!(parts.join("\n"), told);
            let sentence = cli::told(&definition, &applied);
            assert!(sentence.starts_with("Gemeinde kleinstadt changed:") && sentence.contains(&parts[0]), "{sentence}");
            assert!(matches!(console.applies(&before).await, Applied::Changed(_)));
        }
    }

    async fn nobodys_appointment_is_taken_away_at_the_console(hall: Hall) {
        let console = Console::beside(&hall).await;
        let booked = hall.citizen().books(VISIT, TUESDAY_0930).await;
        let before = town::small();
        let kaya = "slug = \"kaya\"\nname = \"kaya\"\n";
        let department = "place = { name = { de = \"Bürgerbüro\" }";
        for (told, after) in [
            ("Kaya is gone, somebody else came", before.replace(kaya, &kaya.replace("kaya", "meier"))),
            ("she no longer works on Tuesdays", before.replace(SHIFT_ON_TUESDAY, "{ weekday = \"tuesday\", from = \"10:00\", until = \"12:00\" }")),
            ("her shift ended last year", before.replace(SHIFT_ON_TUESDAY, &SHIFT_ON_TUESDAY.replace(" }", ", valid_until = \"2025-12-31\" }"))),
            ("the office is closed", before.replace(department, &format!("closures = [{{ from = \"2026-11-24\", until = \"2026-11-24\", name = {{ de = \"zu\" }} }}]\n{department}"))),
            ("it becomes a holiday", before.replace("land = \"NW\"", "land = \"NW\"\nadd = [{ date = \"2026-11-24\", name = \"Stadtfest\" }]")),
            ("she is away", before.replace(kaya, &format!("{kaya}absences = [{{ from = \"2026-11-24T09:00\", until = \"2026-11-24T10:00\" }}]\n"))),
            ("the department has another name", before.replace("slug = \"buergerbuero\"", "slug = \"buergeramt\"")),
        ] {
            assert_ne!(before, after, "{told}");
            let applied = console.applies(&after).await;
            let Applied::WouldOrphan(orphans) = &applied else { panic!("{told}: {applied:?}") };
            assert!(!orphans.is_empty(), "{told}");
            let sentence = cli::told(&read(&after), &applied);
            assert!(sentence.contains("was left as it is") && !sentence.contains("Mika"), "{sentence}");
            assert_eq!(console.applies(&before).await, Applied::Unchanged, "{told}: nothing was done");
        }
        // What does not touch it is allowed, and what is over or given up does not stand in the way.
        let shorter = before.replace(SHIFT_ON_TUESDAY, "{ weekday = \"tuesday\", from = \"09:30\", until = \"09:45\" }");
        assert!(matches!(console.applies(&shorter).await, Applied::Changed(_)));
        assert!(matches!(console.applies(&before).await, Applied::Changed(_)));
        let kept = hall.citizen().views(&booked.token).await;
        assert_eq!((kept.state, &kept.at), (AppointmentState::Booked, &booked.at));
        let path = format!("/appointments/{}/cancel", booked.token);
        let _: AppointmentView = hall.citizen().ask(Method::POST, &path, None).await.good();
        let tuesdays_off = before.replace(&format!("{SHIFT_ON_TUESDAY}, "), "");
        assert!(matches!(console.applies(&tuesdays_off).await, Applied::Changed(_)));
        console.applies(&before).await;
        hall.citizen().holds(VISIT, TUESDAY_0930).await;
        assert!(matches!(console.applies(&tuesdays_off).await, Applied::WouldOrphan(_)), "a hold is a promise");
        hall.minutes_pass(10);
        assert!(matches!(console.applies(&tuesdays_off).await, Applied::Changed(_)), "a hold that is over is none");
    }

    async fn a_visit_keeps_what_it_was_told_when_the_catalogue_changes(hall: Hall) {
        let console = Console::beside(&hall).await;
        let mika = hall.citizen();
        let booked = mika.books(VISIT, TUESDAY_0930).await;
        let hold = mika.holds(VISIT, "2026-11-24T10:00:00+01:00").await;
        let changed = town::small()
            .replace("Reisepass beantragen", "Etwas anderes")
            .replace("Geburtsurkunde", "Zwölf Passbilder")
            .replace("cents = 7000", "cents = 1")
            .replace("Poststraße 11", "Ratsplatz 1")
            .replace("slug = \"pass\"", "slug = \"reisepass\"");
        assert!(matches!(console.applies(&changed).await, Applied::Changed(_)));
        assert_eq!(mika.views(&booked.token).await, booked);
        let later: AppointmentView = mika.asks_to_confirm(&hold.hold).await.good();
        assert_eq!((later.services, later.place), (booked.services.clone(), booked.place.clone()));
        let gone = mika.asks_to_hold(VISIT, "2026-11-25T10:00:00+01:00").await;
        assert_eq!(gone.problem().code, ProblemCode::UnknownService);
    }
}

on_both! {
    async fn applying_again_changes_nothing_and_what_comes_out_goes_in_again(kind: Kind) {
        for toml in [town::small(), town::staffed("gross", 12), example("doerentrup"), example("birkenroda")] {
            let hall = Hall::open(kind, &toml).await;
            let console = Console::beside(&hall).await;
            assert_eq!(console.applies(&toml).await, Applied::Unchanged);
            let version = console.version(&hall.town).await;
            let out = console.exports(&hall.town).await;
            assert_eq!(console.applies(&out).await, Applied::Unchanged);
            assert_eq!(console.exports(&hall.town).await, out);
            assert_eq!(console.version(&hall.town).await, version);
            // Into an empty database it goes in and comes out the same, too.
            let elsewhere = Hall::open(kind, &out).await;
            let console = Console::beside(&elsewhere).await;
            assert_eq!(console.exports(&hall.town).await, out);
            hall.close().await;
            elsewhere.close().await;
        }
    }

    async fn no_appointment_lies_outside_of_the_calendar_however_both_meet(kind: Kind) {
        let all_day = town::staffed("eile", 1);
        let mornings = all_day.replace("\"18:00\"", "\"12:00\"");
        let hall = Hall::open(kind, &all_day).await;
        let console = Console::beside(&hall).await;
        let doors = [hall.citizen(), hall.citizen().at_server(hall.second_server().await)];
        let days = doors[0].looks(&["pass"], "2026-11-24", 14).await.days.into_iter();
        let afternoons = days.flat_map(|day| day.starts).filter(|start| start.label.as_str() >= "12:00").take(60);
        let mut dice = Dice::seeded(8);
        let mut citizen_first = 0;
        for (round, start) in afternoons.enumerate() {
            let meeting = Meeting { citizen: &doors[round % 2], console: &console, gate: Arc::new(Barrier::new(2)) };
            let patience = [dice.below(30), dice.below(30)];
            let (booked, applied) = meeting.takes_place(&start.at, &mornings, patience).await;
            match (&booked, &applied) {
                (Some(_), Applied::WouldOrphan(_)) => citizen_first += 1,
                (None, Applied::Changed(_)) => {}
                other => panic!("round {round}: {other:?}"),
            }
            console.everybody_is_kept(&hall).await;
            // For the next round: all day again, and nobody comes.
            if let Some(booked) = booked {
                let path = format!("/appointments/{}/cancel", booked.token);
                let _: AppointmentView = doors[0].ask(Method::POST, &path, None).await.good();
            }
            console.applies(&all_day).await;
        }
        println!("{kind:?}: {citizen_first} of 60 times the citizen was first");
        assert!((1..60).contains(&citizen_first), "they did not meet: {citizen_first}");
        hall.close().await;
    }

    async fn two_consoles_at_once_leave_the_town_as_one_of_them_said(kind: Kind) {
        let hall = Hall::open(kind, &town::small()).await;
        let consoles = [Arc::new(Console::beside(&hall).await), Arc::new(Console::beside(&hall).await)];
        for round in 0..10 {
            let said = [0, 1].map(|who| town::small().replace("0221 4710-123", &format!("0221 {round}-{who}")));
            let new = [0, 1].map(|who| town::staffed(&format!("neu-{round}-{who}"), 2));
            let mut both = JoinSet::new();
            for who in [0, 1] {
                let (console, said, new) = (consoles[who].clone(), said[who].clone(), new[who].clone());
                both.spawn(async move {
                    assert_eq!(console.applies(&new).await, Applied::Created);
                    assert!(matches!(console.applies(&said).await, Applied::Changed(_)));
                });
            }
            both.join_all().await;
            let out = consoles[0].exports(&hall.town).await;
            assert!(said.iter().any(|said| definition::write(&read(said)) == out), "{out}");
            for new in &new {
                let new = read(new);
                assert_eq!(consoles[1].exports(&new.facts.slug).await, definition::write(&new));
            }
        }
        hall.close().await;
    }
}

/// A citizen books and an operator applies, at the same moment.
struct Meeting<'m> {
    citizen: &'m Citizen,
    console: &'m Console,
    gate: Arc<Barrier>,
}

impl Meeting<'_> {
    async fn takes_place(
        &self,
        at: &str,
        toml: &str,
        patience: [usize; 2],
    ) -> (Option<AppointmentView>, Applied) {
        let comes = async |patience| {
            self.gate.wait().await;
            for _ in 0..patience {
                tokio::task::yield_now().await;
            }
        };
        let books = async {
            comes(patience[0]).await;
            let answer = self.citizen.asks_to_hold(VISIT, at).await;
            if answer.status != StatusCode::CREATED {
                assert_eq!(answer.problem().code, ProblemCode::NotOffered);
                return None;
            }
            let hold: HoldView = answer.good();
            Some(self.citizen.asks_to_confirm(&hold.hold).await.good())
        };
        let applies = async {
            comes(patience[1]).await;
            self.console.applies(toml).await
        };
        tokio::join!(books, applies)
    }
}

fn example(name: &str) -> String {
    let path = format!("{}/../examples/{name}/town.toml", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn read(toml: &str) -> Definition {
    definition::read(toml, "town.toml").unwrap_or_else(|mistakes| panic!("{mistakes:?}\n{toml}"))
}

/// An operator's console: a process of its own, in effect.
struct Console {
    db: Db,
    clock: Clock,
}

impl Console {
    async fn beside(hall: &Hall) -> Self {
        let db = Db::connect(&hall.database.url, 2)
            .await
            .expect("the database opens");
        Self {
            db,
            clock: hall.clock.clone(),
        }
    }

    async fn applies(&self, toml: &str) -> Applied {
        operator::apply(&self.db, &read(toml), &Author::console(), self.clock.now())
            .await
            .expect("the database takes it")
    }

    async fn exports(&self, town: &str) -> String {
        let found = operator::export(&self.db, town)
            .await
            .expect("the database answers");
        definition::write(&found.expect("the town"))
    }

    /// Whoever has an appointment or a hold has it with somebody who works then.
    async fn everybody_is_kept(&self, hall: &Hall) {
        let definition = operator::export(&self.db, &hall.town)
            .await
            .expect("the database answers");
        // One person and one department have the same numbers in the file and in the database.
        let town = definition.expect("the town").town(TownId(1)).expect("a zone");
        let inspector = hall.database.inspector().await;
        let sql = "SELECT staff_id, first_cell, cells FROM appointment WHERE staff_id IS NOT NULL";
        let rows = inspector
            .query_all_raw(Statement::from_string(inspector.get_database_backend(), sql))
            .await;
        for row in rows.expect("appointments") {
            let number = |column| row.try_get_by_index::<i32>(column).expect("a number");
            let span = Span {
                first: Cell(number(1)),
                cells: number(2).unsigned_abs(),
            };
            assert!(
                roster::can_keep(&town, StaffId(number(0)), span),
                "{span:?} lies outside of the calendar"
            );
        }
        inspector.close().await.expect("closed");
    }

    async fn version(&self, town: &str) -> i64 {
        let towns = operator::list(&self.db).await.expect("the database answers");
        towns
            .iter()
            .find(|listed| listed.slug == town)
            .expect("the town")
            .version
    }
}
