//! What the widget does when a citizen touches it and when the server answers, without a browser.

use std::rc::Rc;

use wire::{Problem, ProblemCode, TimeView};

use super::update;
use crate::date::Day;
use crate::effect::{Call, Effect, Failure, Region, Reply, Spot};
use crate::model::{Aside, Field, Model, News, Notice, Setup, Step};
use crate::msg::{Act, Msg, Verb};
use crate::sample;
use crate::texts::Lang;
use crate::visit::Visit;

/// A citizen in front of the widget; collects what the widget wants done.
struct Citizen {
    model: Option<Model>,
    effects: Vec<Effect>,
}

impl Citizen {
    fn new() -> Self {
        let setup = Setup {
            service: String::new(),
            department: String::new(),
            level: 2,
            today: Day::of(2026, 11, 22),
            chance: "0123456789abcdef01234567".to_owned(),
        };
        let model = Model {
            setup,
            lang: Lang::De,
            town: Rc::new(sample::town()),
            visit: Visit::default(),
            draft: Default::default(),
            step: Step::Concern {
                typed: String::new(),
                aside: None,
            },
            notice: None,
            waiting: None,
            number: 0,
        };
        Self {
            model: Some(model),
            effects: Vec::new(),
        }
    }

    fn hears(&mut self, msg: Msg) -> &mut Self {
        let (model, effects) = update(self.model.take().unwrap(), msg);
        self.model = Some(model);
        self.effects = effects;
        self
    }

    fn does(&mut self, verb: Verb, with: &str) -> &mut Self {
        self.hears(Msg::Act(Act {
            verb,
            with: with.to_owned(),
        }))
    }

    fn types(&mut self, field: Field, text: &str) -> &mut Self {
        self.model.as_mut().unwrap().draft.set(field, text.to_owned());
        self
    }

    fn gets(&mut self, reply: Reply) -> &mut Self {
        let number = self.model().number;
        self.hears(Msg::Answered(number, Ok(reply)))
    }

    fn fails(&mut self, failure: Failure) -> &mut Self {
        let number = self.model().number;
        self.hears(Msg::Answered(number, Err(failure)))
    }

    fn is_told(&mut self, code: ProblemCode) -> &mut Self {
        self.fails(Failure::Problem(Rc::new(sample::problem(code))))
    }

    fn model(&self) -> &Model {
        self.model.as_ref().unwrap()
    }

    fn asked(&self) -> Vec<&Call> {
        let mut calls = Vec::new();
        for effect in &self.effects {
            if let Effect::Send(_, call) = effect {
                calls.push(&**call);
            }
        }
        calls
    }

    fn heard(&self) -> Vec<&str> {
        let mut texts = Vec::new();
        for effect in &self.effects {
            if let Effect::Announce(text) = effect {
                texts.push(text.as_str());
            }
        }
        texts
    }

    fn time(&self) -> &crate::model::Time {
        match &self.model().step {
            Step::Time(time) => time,
            other => panic!("not choosing a time but {other:?}"),
        }
    }

    /// Two identity cards and a passport, at the calendar.
    fn at_the_calendar() -> Self {
        let mut citizen = Self::new();
        citizen
            .does(Verb::More, "personalausweis")
            .does(Verb::More, "personalausweis")
            .does(Verb::Choose, "reisepass")
            .does(Verb::Next, "")
            .does(Verb::Next, "")
            .gets(november());
        citizen
    }

    /// The same with the form filled in.
    fn at_the_form() -> Self {
        let mut citizen = Self::at_the_calendar();
        citizen
            .does(Verb::PickTime, &half_past_nine())
            .does(Verb::Hold, "")
            .gets(Reply::Hold(Rc::new(sample::hold(&half_past_nine()))))
            .types(Field::Name, "Erika Beispiel")
            .types(Field::Email, "erika@example.org")
            .types(Field::Privacy, "on");
        citizen
    }
}

fn half_past_nine() -> String {
    sample::instant("2026-11-24", "09:30")
}

fn november() -> Reply {
    let mut days = vec![sample::day("2026-11-22", &[]), sample::day("2026-11-23", &[])];
    days.push(sample::day("2026-11-24", &["09:30", "10:15", "14:30"]));
    days.push(sample::day("2026-11-25", &["08:45"]));
    days.push(sample::day("2026-11-26", &["16:00", "17:00"]));
    for date in 27..=30 {
        days.push(sample::day(&["2026-11-", &date.to_string()].concat(), &[]));
    }
    days.extend((1..=31).map(|date| sample::day(&Day::of(2026, 12, date).iso(), &[])));
    Reply::Days(Box::new(sample::availability(days, "2027-01-21")))
}

#[test]
fn going_on_without_a_concern_is_explained() {
    let mut citizen = Citizen::new();
    citizen.does(Verb::Next, "");
    assert!(matches!(citizen.model().step, Step::Concern { .. }));
    assert!(matches!(citizen.model().notice, Some(Notice::Say(_))));
    assert!(citizen.effects.contains(&Effect::Focus(Spot::Notice)));
}

#[test]
fn a_count_ends_at_the_most_the_town_allows() {
    let mut citizen = Citizen::new();
    for _ in 0..5 {
        citizen.does(Verb::More, "personalausweis");
    }
    assert_eq!(citizen.model().visit.count("personalausweis"), 4);
    let Step::Concern { aside, .. } = &citizen.model().step else {
        panic!()
    };
    assert_eq!(aside, &Some(("personalausweis".to_owned(), Aside::EnoughOfIt)));
    for _ in 0..3 {
        citizen.does(Verb::More, "reisepass");
    }
    assert_eq!(citizen.model().visit.total(), 6);
}

#[test]
fn a_service_of_another_department_replaces_the_choice_only_when_the_citizen_says_so() {
    let mut citizen = Citizen::new();
    citizen
        .does(Verb::More, "reisepass")
        .does(Verb::More, "bauberatung");
    assert_eq!(citizen.model().visit.count("bauberatung"), 0);
    assert!(citizen.effects.contains(&Effect::Focus(Spot::Question)));
    citizen
        .does(Verb::Stay, "")
        .does(Verb::More, "bauberatung")
        .does(Verb::Switch, "bauberatung");
    assert_eq!(citizen.model().visit.count("bauberatung"), 1);
    assert_eq!(citizen.model().visit.count("reisepass"), 0);
}

#[test]
fn the_calendar_asks_for_the_whole_visit_and_two_months_when_the_first_is_nearly_over() {
    let mut citizen = Citizen::new();
    citizen
        .does(Verb::More, "reisepass")
        .does(Verb::Next, "")
        .does(Verb::Next, "");
    let expected = Call::Days {
        query: "service=reisepass:1&".to_owned(),
        from: Day::of(2026, 11, 22),
        days: 40,
    };
    assert_eq!(citizen.asked(), [&expected]);
}

#[test]
fn the_first_free_time_is_announced() {
    let citizen = Citizen::at_the_calendar();
    assert_eq!(
        citizen.heard(),
        ["6 freie Zeiten an 3 Tagen. Nächster freier Termin: Dienstag, 24. November 2026, 09:30 Uhr"]
    );
}

#[test]
fn a_stale_answer_is_dropped() {
    let mut citizen = Citizen::at_the_calendar();
    citizen.does(Verb::Back, "").does(Verb::Next, "");
    let stale = citizen.model().number - 1;
    citizen.hears(Msg::Answered(stale, Ok(november())));
    assert!(citizen.time().days.is_empty());
    citizen.gets(november());
    assert!(!citizen.time().days.is_empty());
}

#[test]
fn when_a_month_has_nothing_the_next_is_asked_for_until_the_horizon() {
    let mut citizen = Citizen::new();
    citizen
        .does(Verb::More, "reisepass")
        .does(Verb::Next, "")
        .does(Verb::Next, "");
    let empty = (22..=30)
        .map(|date| sample::day(&Day::of(2026, 11, date).iso(), &[]))
        .collect();
    citizen.gets(Reply::Days(Box::new(sample::availability(empty, "2026-12-02"))));
    assert!(matches!(citizen.asked()[..], [Call::Days { days: 2, .. }]));
    let rest = (1..=2)
        .map(|date| sample::day(&Day::of(2026, 12, date).iso(), &[]))
        .collect();
    citizen.gets(Reply::Days(Box::new(sample::availability(rest, "2026-12-02"))));
    assert!(citizen.asked().is_empty());
    assert_eq!(citizen.heard(), ["In diesem Zeitraum ist nichts frei"]);
}

#[test]
fn the_sheet_shows_the_month_of_the_first_free_time_and_of_the_picked_one() {
    let mut citizen = Citizen::new();
    citizen
        .does(Verb::More, "reisepass")
        .does(Verb::Next, "")
        .does(Verb::Next, "");
    for (month, dates) in [(11, 22..=30), (12, 1..=31)] {
        let times = |date| {
            if (month, date) == (12, 4) {
                &["09:30"][..]
            } else {
                &[]
            }
        };
        let days = dates
            .map(|date| sample::day(&Day::of(2026, month, date).iso(), times(date)))
            .collect();
        citizen.gets(Reply::Days(Box::new(sample::availability(days, "2026-12-31"))));
    }
    let (november, december) = (Day::of(2026, 11, 1).month(), Day::of(2026, 12, 1).month());
    assert_eq!(citizen.time().month, december);
    let mut citizen = Citizen::at_the_calendar();
    citizen.does(Verb::PageDown, "2026-11-24");
    assert_eq!(citizen.time().month, december);
    citizen.does(Verb::PickTime, &half_past_nine());
    assert_eq!(citizen.time().month, november);
    assert!(citizen.effects.contains(&Effect::Paint(Region::Month)));
}

#[test]
fn another_day_is_another_choice() {
    let mut citizen = Citizen::at_the_calendar();
    citizen
        .does(Verb::PickTime, &half_past_nine())
        .does(Verb::PickDay, "2026-11-24");
    assert_eq!(citizen.time().picked, half_past_nine());
    citizen.does(Verb::PickDay, "2026-11-26");
    assert_eq!(citizen.time().picked, "");
    assert!(citizen.effects.contains(&Effect::Paint(Region::Foot)));
}

#[test]
fn a_filter_narrows_the_list() {
    let mut citizen = Citizen::at_the_calendar();
    citizen.does(Verb::Show, "late");
    let days: Vec<_> = citizen.time().list().iter().map(|(day, _)| day.iso()).collect();
    assert_eq!(days, ["2026-11-26"]);
    citizen.does(Verb::Show, "morning");
    assert_eq!(citizen.time().first_free().unwrap().label, "09:30");
}

#[test]
fn arrows_walk_over_the_sheet_and_stop_at_its_ends() {
    let mut citizen = Citizen::at_the_calendar();
    citizen.does(Verb::Down, "2026-11-24");
    assert_eq!(citizen.time().month, Day::of(2026, 12, 1).month());
    assert!(
        citizen
            .effects
            .contains(&Effect::Focus(Spot::Day(Day::of(2026, 12, 1))))
    );
    citizen.does(Verb::Up, "2026-11-24");
    assert!(
        citizen
            .effects
            .contains(&Effect::Focus(Spot::Day(Day::of(2026, 11, 22))))
    );
    citizen.does(Verb::PageDown, "2026-12-31");
    assert!(
        citizen
            .effects
            .contains(&Effect::Focus(Spot::Day(Day::of(2027, 1, 21))))
    );
}

#[test]
fn a_day_without_times_says_why() {
    let mut citizen = Citizen::at_the_calendar();
    citizen.does(Verb::PickDay, "2026-11-28");
    assert_eq!(citizen.heard(), ["Samstag, 28. November 2026, geschlossen"]);
}

#[test]
fn choosing_a_time_holds_nothing_before_the_citizen_goes_on() {
    let mut citizen = Citizen::at_the_calendar();
    citizen.does(Verb::PickTime, &half_past_nine());
    assert!(citizen.asked().is_empty());
    citizen.does(Verb::Hold, "");
    let [Call::Hold(request, key)] = citizen.asked()[..] else {
        panic!()
    };
    assert_eq!(request.at, half_past_nine());
    assert_eq!(request.services.len(), 2);
    assert_eq!(key.len(), 32);
}

#[test]
fn a_second_click_while_a_time_is_being_held_does_nothing() {
    let mut citizen = Citizen::at_the_calendar();
    citizen
        .does(Verb::Take, &half_past_nine())
        .does(Verb::Take, &half_past_nine());
    assert!(citizen.effects.is_empty());
}

#[test]
fn a_lost_race_offers_alternatives_and_loses_nothing_typed() {
    let mut citizen = Citizen::at_the_form();
    citizen
        .does(Verb::Back, "")
        .gets(Reply::Nothing)
        .gets(november())
        .does(Verb::Take, &half_past_nine());
    let time = TimeView {
        at: half_past_nine(),
        date: "2026-11-24".into(),
        label: "Dienstag".into(),
    };
    let problem = Problem {
        alternatives: vec![time],
        ..sample::problem(ProblemCode::SlotTaken)
    };
    let problem = Rc::new(problem);
    citizen.fails(Failure::Problem(problem.clone()));
    assert_eq!(citizen.model().notice, Some(Notice::Taken(problem)));
    assert!(citizen.effects.contains(&Effect::Focus(Spot::Notice)));
    citizen.gets(november());
    assert!(
        citizen.model().notice.is_some(),
        "the alternatives stay while the calendar loads"
    );
    assert_eq!(citizen.model().draft.get(Field::Name), "Erika Beispiel");
}

#[test]
fn leaving_the_form_lets_the_time_go_before_the_calendar_is_read() {
    let mut citizen = Citizen::at_the_form();
    citizen.does(Verb::Back, "");
    assert_eq!(citizen.asked(), [&Call::Release("secret".into())]);
    assert!(citizen.effects.contains(&Effect::Clock(0)));
    citizen.gets(Reply::Nothing);
    assert!(matches!(citizen.asked()[..], [Call::Days { .. }]));
}

#[test]
fn the_countdown_speaks_at_five_minutes_and_at_one() {
    let mut citizen = Citizen::at_the_form();
    let mut spoken = Vec::new();
    for left in (0..600).rev() {
        if left > 0 {
            citizen.hears(Msg::Tick(left));
            spoken.extend(citizen.heard().into_iter().map(str::to_owned));
        }
    }
    assert_eq!(
        spoken,
        [
            "Ihre Reservierung endet in fünf Minuten. Sie können sie verlängern.",
            "Ihre Reservierung endet in einer Minute. Sie können sie verlängern."
        ]
    );
}

#[test]
fn an_expired_hold_leads_back_to_the_times_and_keeps_what_was_typed() {
    let mut citizen = Citizen::at_the_form();
    citizen.hears(Msg::Tick(0));
    assert!(matches!(citizen.model().notice, Some(Notice::Say(_))));
    assert_eq!(Some(citizen.time().day), Day::parse(&half_past_nine()));
    assert_eq!(citizen.model().draft.get(Field::Email), "erika@example.org");
}

#[test]
fn an_expiry_while_the_form_is_under_way_waits_for_the_answer() {
    let mut citizen = Citizen::at_the_form();
    citizen.does(Verb::Confirm, "").hears(Msg::Tick(0));
    assert!(matches!(citizen.model().step, Step::Contact(_)));
    citizen.is_told(ProblemCode::HoldExpired);
    assert!(matches!(citizen.model().step, Step::Time(_)));
}

#[test]
fn every_missing_field_is_named() {
    let mut citizen = Citizen::at_the_form();
    citizen
        .types(Field::Name, " ")
        .types(Field::Email, "erika")
        .types(Field::Phone, "ruf mich an")
        .types(Field::Privacy, "")
        .does(Verb::Confirm, "");
    let Some(Notice::Wrong(wrong)) = &citizen.model().notice else {
        panic!()
    };
    let fields: Vec<_> = wrong.iter().map(|(field, _)| *field).collect();
    assert_eq!(fields, [Field::Name, Field::Email, Field::Phone, Field::Privacy]);
    assert!(citizen.asked().is_empty());
}

#[test]
fn a_form_whose_answer_got_lost_is_sent_again_with_the_same_key() {
    let mut citizen = Citizen::at_the_form();
    citizen.does(Verb::Confirm, "");
    let [Call::Confirm(_, first)] = citizen.asked()[..] else {
        panic!()
    };
    let first = first.clone();
    citizen.fails(Failure::Slow);
    assert_eq!(citizen.effects, [Effect::Rest]);
    citizen.does(Verb::Rested, "");
    let [Call::Confirm(_, second)] = citizen.asked()[..] else {
        panic!()
    };
    assert_eq!(&first, second);
    citizen.fails(Failure::Unreachable);
    assert!(matches!(
        citizen.model().notice,
        Some(Notice::Trouble(_, Failure::Unreachable))
    ));
    citizen.does(Verb::Retry, "");
    let [Call::Confirm(_, third)] = citizen.asked()[..] else {
        panic!()
    };
    assert_eq!(&first, third);
}

#[test]
fn a_form_changed_after_a_lost_answer_still_finds_the_appointment_it_made() {
    let mut citizen = Citizen::at_the_form();
    citizen.does(Verb::Confirm, "").fails(Failure::Slow);
    citizen.does(Verb::Rested, "").fails(Failure::Slow);
    citizen
        .types(Field::Name, "Erika Muster")
        .does(Verb::Confirm, "")
        .is_told(ProblemCode::IdempotencyMismatch);
    let [Call::Confirm(request, _)] = citizen.asked()[..] else {
        panic!()
    };
    assert_eq!(request.name, "Erika Beispiel");
}

#[test]
fn after_the_booking_nothing_typed_is_left_in_the_browser() {
    let mut citizen = Citizen::at_the_form();
    citizen.does(Verb::Confirm, "").gets(Reply::Appointment(Rc::new(
        sample::appointment(&half_past_nine()),
    )));
    assert!(matches!(citizen.model().step, Step::Appointment(_, News::Booked)));
    assert_eq!(citizen.model().draft, Default::default());
    assert!(citizen.effects.contains(&Effect::Emit("booked")));
}

#[test]
fn what_is_not_promised_yet_is_no_appointment_to_the_host_page() {
    let mut citizen = Citizen::at_the_form();
    let waits = wire::AppointmentView {
        state: wire::AppointmentState::Pending,
        proof: Some("Bitte bestätigen Sie Ihre Adresse.".into()),
        changeable: false,
        ..sample::appointment(&half_past_nine())
    };
    citizen
        .does(Verb::Confirm, "")
        .gets(Reply::Appointment(Rc::new(waits)));
    assert!(matches!(citizen.model().step, Step::Appointment(_, News::Booked)));
    assert!(!citizen.effects.contains(&Effect::Emit("booked")));
}

#[test]
fn wrong_fields_found_by_the_server_stand_beside_the_field() {
    let mut citizen = Citizen::at_the_form();
    let field = wire::FieldProblem {
        field: "email".into(),
        text: "Bitte prüfen.".into(),
    };
    let problem = Problem {
        fields: vec![field],
        ..sample::problem(ProblemCode::InvalidInput)
    };
    citizen
        .does(Verb::Confirm, "")
        .fails(Failure::Problem(Rc::new(problem)));
    assert_eq!(
        citizen.model().notice,
        Some(Notice::Wrong(vec![(Field::Email, "Bitte prüfen.".into())]))
    );
}

#[test]
fn an_appointment_is_moved_by_holding_first() {
    let mut citizen = Citizen::at_the_form();
    citizen
        .does(Verb::Confirm, "")
        .gets(Reply::Appointment(Rc::new(
            sample::appointment(&half_past_nine()),
        )))
        .does(Verb::Change, "")
        .does(Verb::Move, "");
    assert!(matches!(citizen.asked()[..], [Call::Days { query, .. }] if query == "service=reisepass:1&"));
    let new = sample::instant("2026-11-25", "08:45");
    citizen
        .gets(november())
        .does(Verb::PickTime, &new)
        .does(Verb::Hold, "");
    citizen.gets(Reply::Hold(Rc::new(sample::hold(&new))));
    let expected = Call::Move("token".into(), "secret".into());
    assert_eq!(citizen.asked(), [&expected]);
    // The answer gets lost, the second try finds the hold used up: look how it ended.
    citizen.fails(Failure::Slow);
    citizen.does(Verb::Rested, "").is_told(ProblemCode::HoldExpired);
    assert_eq!(citizen.asked(), [&Call::Look("token".into())]);
    citizen.gets(Reply::Appointment(Rc::new(sample::appointment(&new))));
    assert!(matches!(citizen.model().step, Step::Appointment(_, News::Moved)));
}

#[test]
fn cancelling_asks_first() {
    let mut citizen = Citizen::at_the_form();
    citizen
        .does(Verb::Confirm, "")
        .gets(Reply::Appointment(Rc::new(
            sample::appointment(&half_past_nine()),
        )))
        .does(Verb::Change, "")
        .does(Verb::AskCancel, "");
    assert!(citizen.asked().is_empty());
    citizen.does(Verb::Cancel, "");
    assert_eq!(citizen.asked(), [&Call::Cancel("token".into())]);
}

#[test]
fn the_other_language_keeps_everything() {
    let mut citizen = Citizen::at_the_form();
    citizen.does(Verb::Speak, "de");
    assert!(citizen.asked().is_empty());
    citizen.does(Verb::Speak, "en");
    assert_eq!(citizen.asked(), [&Call::Town("en".into())]);
    let town = wire::TownView {
        language: "en".into(),
        ..sample::town()
    };
    citizen.gets(Reply::Town(Rc::new(town)));
    assert_eq!(citizen.model().draft.get(Field::Name), "Erika Beispiel");
    assert_eq!(citizen.model().lang, Lang::En);
    assert!(matches!(citizen.model().step, Step::Contact(_)));
    assert!(citizen.effects.contains(&Effect::Paint(Region::Step)));
}

#[test]
fn every_refusal_leads_somewhere() {
    for code in ProblemCode::ALL {
        let mut citizen = Citizen::at_the_form();
        citizen.does(Verb::Confirm, "").is_told(*code);
        let model = citizen.model();
        assert!(
            model.notice.is_some() || model.waiting.is_some(),
            "{code:?} leaves the citizen without a word"
        );
    }
}
