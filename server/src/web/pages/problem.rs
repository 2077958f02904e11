//! A problem as a page of the town, or of nobody where the town is not known.

use wire::{Problem, ProblemCode};

use crate::refusal::Fault;
use crate::templates::Templates;
use crate::texts::Words;
use crate::views::pages::frame::{Frame, TownFace};
use crate::views::pages::problem::ProblemPage;

/// Renders a problem. Of a desk its first page is known.
///
/// # Errors
/// If the template is broken; the caller still has the problem's own sentence.
pub fn page(
    templates: &Templates,
    words: Words,
    (town, desk): (Option<TownFace>, Option<String>),
    problem: &Problem,
) -> Result<String, Fault> {
    let heading = match problem.code {
        ProblemCode::NotFound => "pages.problem_missing",
        ProblemCode::Suspended => "pages.problem_suspended",
        _ => "pages.problem_heading",
    };
    let frame = match town {
        Some(town) => Frame::new(words, town, heading, "", &[]),
        None => Frame::without_town(words, heading),
    };
    let text = match desk {
        Some(_) => words.get("pages.problem_missing_desk"),
        None => &problem.title,
    };
    let start_again = desk.unwrap_or_else(|| match problem.code {
        // The first page says the same.
        ProblemCode::Suspended => String::new(),
        _ => frame.home_url.clone(),
    });
    let page = ProblemPage {
        text: text.to_owned(),
        mistakes: problem.fields.iter().map(|field| field.text.clone()).collect(),
        home_url: start_again,
    };
    templates.render(words, &frame, &page)
}
