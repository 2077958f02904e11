//! "Nachrichten": what a town says in its letters, for its administrators.

use std::collections::BTreeMap;

use axum::http::header::{CONTENT_SECURITY_POLICY, X_FRAME_OPTIONS};
use axum::http::{HeaderName, StatusCode};
use axum::response::{Html, IntoResponse as _, Response};
use serde::Deserialize;
use tenants::notice::Kind;
use tenants::wording::{Own, Spot, typed};
use tenants::{Text, Town};
use wire::ProblemCode;

use super::answer;
use super::clerk::Clerk;
use crate::desk::{self, Tried, Worded};
use crate::notices::Trial;
use crate::refusal::Outcome;
use crate::texts::words;
use crate::views::desk::wording::{ACCOUNTS, WordPage, WordingPage, field, heading, kind_named};
use crate::views::letter::Letter;
use crate::views::letter_sample::sample;
use crate::views::pages::frame::Notice;
use crate::views::wire_views::Teller;
use crate::web::headers::CSP;
use crate::web::input::{ValidForm, ValidPath, ValidQuery};

/// A letter within a page of ours: it carries its style with it, as mail programs want it, and can do nothing at all.
const LETTER: [(HeaderName, &str); 2] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox",
    ),
    (X_FRAME_OPTIONS, "SAMEORIGIN"),
];

/// The kind of letter an address speaks of.
#[derive(Deserialize)]
pub struct KindPath {
    kind: String,
}

impl KindPath {
    fn kind(&self) -> Outcome<Kind> {
        Ok(kind_named(&self.kind).ok_or(ProblemCode::NotFound)?)
    }
}

/// A letter to look at.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
pub struct LetterQuery {
    sprache: String,
    anfang: String,
    schluss: String,
}

/// All of them.
pub async fn list(clerk: Clerk) -> Outcome<Response> {
    let frame = clerk.frame("Nachrichten", ACCOUNTS);
    answer::page(
        &clerk.visitor.app,
        StatusCode::OK,
        &frame,
        &WordingPage::new(&clerk.town),
    )
}

/// One of them, with what it says now.
pub async fn show(clerk: Clerk, ValidPath(path): ValidPath<KindPath>) -> Outcome<Response> {
    let kind = path.kind()?;
    let own = clerk.town.messages.wording.of(kind).cloned().unwrap_or_default();
    let page = word_page(&clerk, kind, &own);
    told(&clerk, kind, StatusCode::OK, &page, None)
}

/// The letter itself, as mail programs show it, within that page.
pub async fn letter(
    clerk: Clerk,
    ValidPath(path): ValidPath<KindPath>,
    ValidQuery(query): ValidQuery<LetterQuery>,
) -> Outcome<Response> {
    let said = |text: &str| {
        Text::new(Some((query.sprache.as_str(), typed(text))).filter(|(_, text)| !text.is_empty()))
    };
    let own = Own {
        opening: said(&query.anfang),
        closing: said(&query.schluss),
    };
    let letter = letter_with(&clerk, path.kind()?, &own, &query.sprache);
    let html = clerk.visitor.app.templates.letter(&letter)?;
    Ok((LETTER, Html(html)).into_response())
}

/// Saves it, takes it back to our words, or shows what it would look like.
pub async fn change(
    clerk: Clerk,
    ValidPath(path): ValidPath<KindPath>,
    ValidForm(form): ValidForm<BTreeMap<String, String>>,
) -> Outcome<Response> {
    let kind = path.kind()?;
    let own = read(&clerk.town, &form);
    let given = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    match given("schritt") {
        "speichern" => save(&clerk, kind, own, given("stand")).await,
        "zuruecksetzen" => save(&clerk, kind, Own::default(), given("stand")).await,
        step if step.starts_with("probe-") => {
            let language = step.trim_start_matches("probe-").to_owned();
            let trial = Trial { kind, language, own };
            try_out(&clerk, &trial, given("stand")).await
        }
        _ => {
            let unfit = desk::unfit(kind, &own);
            let page = WordPage {
                // What is looked at is not saved yet: it is still a change to the words it was made to.
                seal: given("stand").to_owned(),
                ..word_page(&clerk, kind, &own).correcting(kind, &unfit)
            };
            refused_or(&clerk, kind, &page, None)
        }
    }
}

async fn save(clerk: &Clerk, kind: Kind, own: Own, seal: &str) -> Outcome<Response> {
    match desk::word(clerk, kind, own.clone(), seal).await? {
        Worded::Done => {
            let clerk = clerk.anew().await?;
            let text = if own.is_empty() {
                "Es gilt wieder unser Wortlaut."
            } else {
                "Der Wortlaut ist gespeichert und gilt ab der nächsten Nachricht."
            };
            let page = word_page(&clerk, kind, &own);
            told(&clerk, kind, StatusCode::OK, &page, Some(Notice::success(text)))
        }
        Worded::Wrong(unfit) => {
            let page = WordPage {
                seal: seal.to_owned(),
                ..word_page(clerk, kind, &own).correcting(kind, &unfit)
            };
            refused_or(clerk, kind, &page, None)
        }
        Worded::ChangedMeanwhile => {
            let clerk = clerk.anew().await?;
            let theirs = clerk.town.messages.wording.of(kind).cloned().unwrap_or_default();
            let page = word_page(&clerk, kind, &own).beside(&theirs);
            let notice = Notice::warning(
                "Diesen Wortlaut hat inzwischen jemand anderes geändert.",
                "Nichts ist gespeichert. Ihre Fassung steht in den Feldern, darunter steht, was jetzt gilt. Wenn Sie noch einmal \
                 speichern, gilt Ihre Fassung.",
            );
            told(&clerk, kind, StatusCode::CONFLICT, &page, Some(notice))
        }
    }
}

/// Has it sent to her own address, saved or not.
async fn try_out(clerk: &Clerk, trial: &Trial, seal: &str) -> Outcome<Response> {
    let page = WordPage {
        seal: seal.to_owned(),
        ..word_page(clerk, trial.kind, &trial.own)
    };
    let (status, page, notice) = match desk::try_out(clerk, trial).await? {
        Tried::Wrong(unfit) => {
            return refused_or(clerk, trial.kind, &page.correcting(trial.kind, &unfit), None);
        }
        Tried::Owed => {
            let to = &clerk.account.email;
            let text = format!("Die Probenachricht geht an {to}. Gespeichert ist dadurch nichts.");
            (StatusCode::OK, page, Notice::success(text))
        }
        Tried::TooMany => {
            let text = "Mehr als fünf in einer Stunde sind nicht möglich. Bitte versuchen Sie es in einer Stunde noch einmal.";
            let notice = Notice::warning("Sie haben sich schon mehrere Probenachrichten geschickt.", text);
            (StatusCode::TOO_MANY_REQUESTS, page, notice)
        }
    };
    told(clerk, trial.kind, status, &page, Some(notice))
}

/// The page with its mistakes told on top, if there are any.
fn refused_or(clerk: &Clerk, kind: Kind, page: &WordPage, notice: Option<Notice>) -> Outcome<Response> {
    if page.mistakes.is_empty() {
        return told(clerk, kind, StatusCode::OK, page, notice);
    }
    let notice = Notice::mistakes(words("de"), page.mistakes.clone());
    told(clerk, kind, StatusCode::UNPROCESSABLE_ENTITY, page, Some(notice))
}

fn told(
    clerk: &Clerk,
    kind: Kind,
    status: StatusCode,
    page: &WordPage,
    notice: Option<Notice>,
) -> Outcome<Response> {
    let frame = clerk.frame(heading(kind), ACCOUNTS).with_notice(notice);
    let mut response = answer::page(&clerk.visitor.app, status, &frame, page)?;
    let framing = format!("{CSP}; frame-src 'self'").parse();
    if let Ok(framing) = framing {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, framing);
    }
    Ok(response)
}

fn word_page(clerk: &Clerk, kind: Kind, own: &Own) -> WordPage {
    WordPage::new(&clerk.town, kind, own, |language| {
        letter_with(clerk, kind, own, language)
    })
}

/// What a letter would look like with these words.
fn letter_with(clerk: &Clerk, kind: Kind, own: &Own, language: &str) -> Letter {
    let mut town = Town::clone(&clerk.town);
    town.messages.wording.set(kind, own.clone());
    let teller = Teller::new(&town, town.language(language));
    sample(
        teller,
        &clerk.visitor.app.config.base_url(),
        kind,
        clerk.visitor.now,
    )
}

/// What was typed, in the town's languages.
fn read(town: &Town, form: &BTreeMap<String, String>) -> Own {
    let said = |spot: Spot| {
        let texts = town.languages.iter().filter_map(|language| {
            let text = typed(form.get(&format!("{}-{language}", field(spot)))?);
            (!text.is_empty()).then_some((language.as_str(), text))
        });
        Text::new(texts)
    };
    Own {
        opening: said(Spot::Opening),
        closing: said(Spot::Closing),
    }
}
