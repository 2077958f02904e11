//! What stands on paper: the slip somebody takes along, and the letter to whoever no message reaches.
//!
//! Both are cut from the letter that goes by mail, so that nobody is told anything else. What only makes sense on a screen is left
//! out: the link, and with it everything behind it.

use chrono::NaiveDate;
use tenants::notice::Kind;
use wire::AppointmentView;

use super::letter::{Letter, Occasion, questions};
use super::wire_views::Teller;

/// One document.
#[derive(Clone, Debug)]
pub struct Paper {
    /// BCP 47 tag of its language.
    pub language: &'static str,
    /// What it is called, and its heading.
    pub title: String,
    /// Who writes.
    pub town: String,
    /// The town's colour, "#1f4ea8".
    pub accent: String,
    /// "Seite {page} von {pages}".
    pub page_words: &'static str,
    /// To whom it is sent and when, where it goes by post.
    pub post: Option<Post>,
    /// What it says, in the order in which it is read.
    pub parts: Vec<Part>,
}

/// What a letter carries beyond what it says.
#[derive(Clone, Debug)]
pub struct Post {
    /// Name and address, a line each.
    pub to: Vec<String>,
    /// Whether the address is missing, to be written by hand.
    pub by_hand: bool,
    /// "Montag, 23. November 2026".
    pub date: String,
}

/// A part of what it says.
#[derive(Clone, Debug)]
pub enum Part {
    /// A paragraph.
    Text(String),
    /// Labels and values; the first matters most.
    Facts(Vec<(String, String)>),
    /// A heading and what is to be ticked off.
    List(String, Vec<String>),
    /// A paragraph of what is needed later.
    Note(String),
    /// The paragraphs a letter ends with: none of them stands alone on another page.
    Closing(Vec<String>),
}

/// Whether there is a letter of this kind: it tells where an appointment stands. Reminders and questions are too fast for the post.
#[must_use]
pub const fn goes_by_post(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Booked | Kind::Moved | Kind::Cancelled | Kind::Displaced | Kind::Reassigned | Kind::Ready
    )
}

/// What somebody takes along.
#[must_use]
pub fn slip(teller: Teller<'_>, public_url: &str, view: &AppointmentView) -> Paper {
    let booked = Occasion {
        kind: Kind::Booked,
        previous: None,
        offers: &[],
        proof: None,
    };
    let letter = Letter::new(teller, public_url, view, &booked);
    let name = teller.words().fill("pages.for_name", &[("name", &view.name)]);
    let mut parts = vec![Part::Text(name), Part::Facts(letter.facts.clone())];
    parts.extend(papers(&letter));
    parts.push(Part::Note(change(teller, public_url)));
    parts.push(Part::Note(questions(teller)));
    paper(teller, letter, parts, None)
}

/// What goes by post, to be written on this day. `to` is the address as typed; it may be empty.
#[must_use]
pub fn letter(
    teller: Teller<'_>,
    public_url: &str,
    view: &AppointmentView,
    occasion: &Occasion<'_>,
    (to, date): (Vec<String>, NaiveDate),
) -> Paper {
    let words = teller.words();
    let letter = Letter::new(teller, public_url, view, occasion);
    let text = |line: &String| Part::Text(line.clone());
    let mut parts = vec![text(&letter.greeting)];
    parts.extend(letter.news.iter().map(text));
    match occasion.kind {
        // What is reserved behind the link is gone before the letter is there.
        Kind::Displaced => parts.push(Part::Text(
            words.fill("paper.displaced", &[("phone", &teller.town.contact.phone)]),
        )),
        _ => parts.extend(letter.advice.iter().map(text)),
    }
    parts.push(Part::Facts(letter.facts.clone()));
    parts.extend(papers(&letter));
    parts.extend(letter.closing.iter().map(text));
    let mut closing = Vec::new();
    if view.changeable && occasion.kind != Kind::Displaced {
        closing.push(change(teller, public_url));
    }
    closing.push(questions(teller));
    if letter.closing.is_empty() {
        closing.extend([words.get("paper.regards").to_owned(), letter.town.clone()]);
    }
    parts.push(Part::Closing(closing));
    let post = Post {
        by_hand: to.is_empty(),
        to: std::iter::once(view.name.clone()).chain(to).collect(),
        date: words.date(date),
    };
    paper(teller, letter, parts, Some(post))
}

/// "Verschieben oder absagen: …", without a link.
#[must_use]
pub fn change(teller: Teller<'_>, public_url: &str) -> String {
    let town = teller.town;
    let address = public_url.split_once("://").map_or(public_url, |(_, rest)| rest);
    let address = format!("{address}/{}/termin", town.slug);
    let values = [("address", address.as_str()), ("phone", &town.contact.phone)];
    teller.words().fill("paper.change", &values)
}

fn papers(letter: &Letter) -> Option<Part> {
    let (heading, papers) = letter.papers.clone()?;
    Some(Part::List(heading, papers))
}

fn paper(teller: Teller<'_>, letter: Letter, parts: Vec<Part>, post: Option<Post>) -> Paper {
    Paper {
        language: letter.language,
        title: letter.subject,
        town: letter.town,
        accent: letter.accent,
        page_words: teller.words().get("paper.page"),
        post,
        parts,
    }
}
