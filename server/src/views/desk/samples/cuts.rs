//! Pages on which time is cut out of the calendar, and of those who lose their appointment by it.

use super::inside;
use crate::views::desk::absence::AbsencePage;
use crate::views::desk::back_early::{self, BackEarlyPage};
use crate::views::desk::closure::ClosurePage;
use crate::views::desk::cut::Takeable;
use crate::views::desk::displaced::{CallsPage, DisplacedPage, Line as WaitingLine};
use crate::views::desk::messages::DeadLetter;
use crate::views::desk::plan::{PlanLine, PlanPage};
use crate::views::desk::shifts::ShiftsPage;
use crate::views::pages::Mistake;
use crate::views::pages::samples::Sample;

/// Every one of them in every state, by name.
pub(super) fn every() -> Vec<(&'static str, Sample)> {
    let absence = AbsencePage {
        people: vec![("kaya".to_owned(), "Kaya".to_owned(), true)],
        stretch: "heute".to_owned(),
        takeable: vec![Takeable::default()],
        known: vec![(
            "Kaya".to_owned(),
            "am 24.11.2026".to_owned(),
            "/desk/a".to_owned(),
        )],
        ..AbsencePage::default()
    };
    let plan = PlanPage {
        fields: vec![("person".to_owned(), "kaya".to_owned())],
        intro: "Das ist zu wissen.".to_owned(),
        accounts_url: "/desk/a/konten".to_owned(),
        affected: 1,
        lines: vec![PlanLine::default()],
        ..PlanPage::default()
    };
    let waiting = WaitingLine {
        phone: "0221 4710-123".to_owned(),
        note: "Rollstuhl".to_owned(),
        tries: "1 × angerufen".to_owned(),
        times: vec![(
            "2026-11-24T09:00:00+01:00".to_owned(),
            "Di 24.11., 09:00".to_owned(),
        )],
        ..WaitingLine::default()
    };
    let taken = WaitingLine {
        taken: "M. Hollmann ruft an".to_owned(),
        ..WaitingLine::default()
    };
    let left = DisplacedPage {
        lines: vec![waiting.clone(), taken.clone()],
        take_back_url: "/desk/a/abwesenheit/1/zuruecknehmen".to_owned(),
        ..DisplacedPage::default()
    };
    let back = BackEarlyPage {
        at: "Di 24.11., 10:15".to_owned(),
        lines: vec![back_early::Line::default()],
        ..BackEarlyPage::default()
    };
    let closure = ClosurePage {
        departments: vec![("amt".to_owned(), "Bürgerbüro".to_owned(), true)],
        known: vec![(
            "Bürgerbüro".to_owned(),
            "am 24.12.2026".to_owned(),
            "Heiligabend".to_owned(),
        )],
        whole_town: true,
        takeable: vec![Takeable::default()],
        ..ClosurePage::default()
    };
    let shifts = ShiftsPage {
        people: vec![("kaya".to_owned(), "Kaya".to_owned(), true)],
        person: ("kaya".to_owned(), "Kaya".to_owned()),
        shifts: vec![("ab12".to_owned(), "montags 08:00–12:00 Uhr".to_owned(), true)],
        accounts_url: "/desk/a/konten".to_owned(),
        mistakes: ["dienstzeit", "wie", "gilt", "bis", "letzter"]
            .map(|field| Mistake {
                field: field.to_owned(),
                text: "So nicht.".to_owned(),
            })
            .to_vec(),
        takeable: vec![Takeable::default()],
        ..ShiftsPage::default()
    };
    let no_shifts = ShiftsPage {
        shifts: Vec::new(),
        ..shifts.clone()
    };
    let calls = CallsPage {
        mine: vec![waiting.clone(), WaitingLine::default()],
        lines: vec![waiting, taken],
        letters: vec![DeadLetter {
            what: "Terminbestätigung",
            answer: "550 no such mailbox".to_owned(),
            ..DeadLetter::default()
        }],
    };
    vec![
        ("desk-absence", inside(absence)),
        ("desk-plan", inside(plan)),
        ("desk-plan-nothing", inside(PlanPage::default())),
        ("desk-displaced", inside(left)),
        ("desk-displaced-nobody", inside(DisplacedPage::default())),
        ("desk-calls", inside(calls)),
        ("desk-back-early", inside(back)),
        ("desk-back-early-mistake", inside(BackEarlyPage::default())),
        ("desk-closure", inside(closure)),
        ("desk-shifts", inside(shifts)),
        ("desk-shifts-none", inside(no_shifts)),
        ("desk-shifts-nobody", inside(ShiftsPage::default())),
        ("desk-calls-nobody", inside(CallsPage::default())),
    ]
}
