//! What stands before and after something is changed.

use wire::{AppointmentState, ProblemCode};

use super::super::change::{CancelPage, ErasePage, ErasedPage, FindPage};
use super::super::frame::Notice;
use super::super::links::Links;
use super::super::proof::{LapsedPage, ProofPage};
use super::visit::appointment;
use super::{Sample, frame, render};
use crate::refusal::Fault;
use crate::templates::Templates;
use crate::texts::Words;

pub fn samples() -> Vec<(&'static str, Sample)> {
    vec![
        ("7-cancel", Box::new(cancel)),
        ("7-erase", erase(true, true)),
        ("7-erase-over", erase(false, true)),
        ("7-erase-later", erase(true, false)),
        ("7-erased", Box::new(erased)),
        ("5-prove", prove(None)),
        ("5-prove-click", prove(Some("x"))),
        ("5-lapsed", Box::new(lapsed)),
        (
            "8-find",
            Box::new(|templates, words| find(templates, words, false)),
        ),
        (
            "8-find-mistakes",
            Box::new(|templates, words| find(templates, words, true)),
        ),
    ]
}

fn cancel(templates: &Templates, words: Words) -> Result<String, Fault> {
    let links = Links::new("doerentrup", words.language);
    let page = CancelPage::new(&links, appointment(words, AppointmentState::Booked));
    let frame = frame(words, "pages.cancel_heading", "termin/x/absagen");
    render(templates, words, frame, &page)
}

fn erased(templates: &Templates, words: Words) -> Result<String, Fault> {
    let page = ErasedPage {
        again_url: "/x".to_owned(),
    };
    render(
        templates,
        words,
        frame(words, "pages.erased", "termin/geloescht"),
        &page,
    )
}

fn prove(proof: Option<&'static str>) -> Sample {
    Box::new(move |templates, words| {
        let links = Links::new("doerentrup", words.language);
        let waits = appointment(words, AppointmentState::Pending);
        let page = ProofPage::new(&links, waits, proof.map(str::to_owned));
        render(
            templates,
            words,
            frame(words, "pages.prove_heading", "termin/x"),
            &page,
        )
    })
}

fn lapsed(templates: &Templates, words: Words) -> Result<String, Fault> {
    let page = LapsedPage {
        again_url: "/x".to_owned(),
    };
    render(templates, words, frame(words, "pages.lapsed", ""), &page)
}

fn erase(is_ahead: bool, may_go: bool) -> Sample {
    Box::new(move |templates, words| {
        let links = Links::new("doerentrup", words.language);
        let page = ErasePage::new(
            &links,
            appointment(words, AppointmentState::Booked),
            is_ahead,
            may_go,
        );
        let frame = frame(words, "pages.erase_heading", "termin/x/loeschen");
        render(templates, words, frame, &page)
    })
}

fn find(templates: &Templates, words: Words, wrong: bool) -> Result<String, Fault> {
    let notice = wrong.then(|| {
        Notice::danger(
            words.get("pages.not_found"),
            words.problem(ProblemCode::LookupRefused),
        )
    });
    let page = FindPage {
        action: "/x".to_owned(),
        reference: "DT-BH7-5E".to_owned(),
    };
    render(
        templates,
        words,
        frame(words, "pages.find_heading", "termin").notice(words, notice),
        &page,
    )
}
