//! Step 3, and what step 4 falls back to when the time is gone.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::Days;
use wire::{ProblemCode, ServiceCount, TimeView};

use super::concerns;
use super::reader::{Pairs, Reader};
use crate::booking;
use crate::refusal::{Fault, Outcome, Refusal, Trouble};
use crate::views::pages::form::Form;
use crate::views::pages::frame::Notice;
use crate::views::pages::papers::services;
use crate::views::pages::times::{Calendar, Purpose, TimesPage};
use crate::views::pages::wish::Wish;
use crate::web::input::{ValidForm, ValidQuery};
use crate::web::problem;

/// Days asked for at once: as many as one offer tells.
const DAYS: u32 = 62;
/// Offers asked for at most: more than a year.
const OFFERS: usize = 7;
/// A day in the list and the month around it need this much calendar behind it.
const AHEAD: u64 = 40;

/// Shows when there is time.
pub async fn show(reader: Reader, ValidQuery(pairs): ValidQuery<Pairs>) -> Outcome<Response> {
    let form = Form {
        wish: Wish::read(&pairs)?,
        ..Form::default()
    };
    page(&reader, form, Shown::default()).await
}

/// Shows when there is time, to somebody who has already typed something: lets the held time go and keeps the rest.
pub async fn show_again(
    reader: Reader,
    ValidQuery(address): ValidQuery<Pairs>,
    ValidForm(pairs): ValidForm<Pairs>,
) -> Outcome<Response> {
    let mut form = Form::read(&pairs)?;
    // A way through the calendar has its wish in its address; the way back from step 4 has none.
    let asked = Wish::read(&address)?;
    if !asked.services.is_empty() {
        form.wish = asked;
    }
    booking::release(&reader.visitor, &form.hold).await?;
    page(&reader, form, Shown::default()).await
}

/// Shows the times again because the wished one is not to be had; other trouble is handed on.
///
/// # Errors
/// Trouble that another time would not mend.
pub async fn again(reader: &Reader, form: Form, trouble: Trouble) -> Outcome<Response> {
    match trouble {
        Trouble::Refused(refusal) if is_about_the_time(&refusal) => {
            let shown = Shown::refused(reader, &form, refusal);
            page(reader, form, shown).await
        }
        trouble => concerns::again(reader, &form.wish, trouble),
    }
}

/// What is shown besides the calendar.
pub struct Shown {
    /// Status of the answer.
    pub status: StatusCode,
    /// What happened.
    pub notice: Option<Notice>,
    /// Nearest times instead of the wished one.
    pub alternatives: Vec<TimeView>,
}

impl Default for Shown {
    fn default() -> Self {
        Self {
            status: StatusCode::OK,
            notice: None,
            alternatives: Vec::new(),
        }
    }
}

impl Shown {
    /// What is shown when the wished time is not to be had.
    #[must_use]
    pub fn refused(reader: &Reader, form: &Form, refusal: Refusal) -> Self {
        let status = match refusal.code {
            ProblemCode::InvalidInput => StatusCode::UNPROCESSABLE_ENTITY,
            code => problem::status(code),
        };
        let notice = Some(notice(reader, form, refusal.code));
        Self {
            status,
            notice,
            alternatives: refusal.alternatives,
        }
    }
}

/// Whether choosing another time would mend it.
#[must_use]
pub fn is_about_the_time(refusal: &Refusal) -> bool {
    match refusal.code {
        ProblemCode::SlotTaken
        | ProblemCode::TooSoon
        | ProblemCode::BeyondHorizon
        | ProblemCode::NotOffered
        | ProblemCode::HoldExpired => true,
        ProblemCode::InvalidInput => refusal.fields.iter().any(|(field, _)| field == "at"),
        _ => false,
    }
}

fn notice(reader: &Reader, form: &Form, code: ProblemCode) -> Notice {
    let words = reader.words;
    let (title, text) = match (code, form.is_carried()) {
        (ProblemCode::SlotTaken, true) => ("pages.taken", "pages.taken_typed"),
        (ProblemCode::SlotTaken, false) => ("pages.taken", "pages.taken_text"),
        (ProblemCode::HoldExpired, true) => ("pages.expired", "pages.expired_typed"),
        (ProblemCode::HoldExpired, false) => ("pages.expired", "pages.expired_text"),
        (ProblemCode::InvalidInput, _) => return Notice::danger(words.get("pages.nothing_picked"), ""),
        (code, _) => return Notice::danger(words.get("pages.other_time_needed"), words.problem(code)),
    };
    Notice::danger(words.get(title), words.get(text))
}

/// The calendar of this visit, as far as the page needs it: to the first free time and around the wished day.
///
/// # Errors
/// If the town would not settle this in one visit.
pub async fn calendar(reader: &Reader, services: &[ServiceCount], wish: &Wish) -> Outcome<Calendar> {
    // In UTC it is never later than on the town's clocks, so no bookable day is missed.
    let mut from = reader.visitor.now.date_naive();
    let mut offers = Vec::new();
    let mut found = false;
    while offers.len() < OFFERS {
        let offer = booking::offer(&reader.visitor, services, from, DAYS).await?;
        from = from + Days::new(DAYS.into());
        let ends = offer.bookable_until < from.to_string();
        found |= offer.first_free.is_some();
        offers.push(offer);
        if ends || (found && wish.from.is_none_or(|wished| wished < from - Days::new(AHEAD))) {
            break;
        }
    }
    Ok(Calendar::of(offers).ok_or_else(|| Fault::because("an offer whose dates are none"))?)
}

async fn page(reader: &Reader, form: Form, shown: Shown) -> Outcome<Response> {
    let calendar = match calendar(reader, &form.wish.services, &form.wish).await {
        Ok(calendar) => calendar,
        Err(trouble) => return concerns::again(reader, &form.wish, trouble),
    };
    // A fresh key: what is chosen on this page is another wish than what was held before.
    let form = Form {
        key: String::new(),
        hold: String::new(),
        ..form
    }
    .keyed(&reader.visitor.app.chance);
    let mut hidden = form.wish.calendar_pairs();
    hidden.push(("key".to_owned(), form.key.clone()));
    hidden.extend(form.typed.pairs());
    let purpose = Purpose {
        services: services(&reader.town, &form.wish),
        moves: String::new(),
        path: "zeit".to_owned(),
        take: "reservieren".to_owned(),
        back_url: reader.links.papers(&form.wish),
        hidden,
        carried: form.is_carried(),
        alternatives: shown.alternatives,
        release: reader.town.release_note.clone(),
    };
    let page = TimesPage::new(reader.words, &reader.links, &form.wish, &calendar, purpose);
    let mut frame = reader.frame("pages.times_heading", "zeit", &form.wish.calendar_pairs());
    if form.is_carried() {
        frame = frame.language_by("zeiten");
    }
    let frame = frame.step(reader.words, 3).notice(reader.words, shown.notice);
    reader.answer(shown.status, &frame, &page)
}
