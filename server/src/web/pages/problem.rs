//! A problem as a page of the town, or of nobody where the town is not known.

use wire::{Problem, ProblemCode};

use crate::refusal::Fault;
use crate::templates::Templates;
use crate::texts::Words;
use crate::views::pages::frame::{Frame, TownFace};
use crate::views::pages::problem::ProblemPage;

/// Renders a problem.
///
/// # Errors
/// If the template is broken; the caller still has the problem's own sentence.
pub fn page(
    templates: &Templates,
    words: Words,
    town: Option<TownFace>,
    problem: &Problem,
) -> Result<String, Fault> {
    let heading = match problem.code {
        ProblemCode::NotFound => "pages.problem_missing",
        _ => "pages.problem_heading",
    };
    let frame = match town {
        Some(town) => Frame::new(words, town, heading, "", &[]),
        None => Frame::without_town(words, heading),
    };
    let page = ProblemPage {
        text: problem.title.clone(),
        mistakes: problem.fields.iter().map(|field| field.text.clone()).collect(),
        home_url: frame.home_url.clone(),
    };
    templates.render(words, &frame, &page)
}
