//! An address to be proved: the page its citizen waits on, the one that the message leads to, and what its buttons do. Opening
//! either changes nothing, because programs that look for harm in mails open every link.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use wire::{AppointmentState, AppointmentView, ProblemCode};

use super::appointment;
use super::reader::{Pairs, Reader, TokenPath};
use crate::booking;
use crate::refusal::{Outcome, Trouble};
use crate::views::pages::frame::Notice;
use crate::views::pages::proof::{LapsedPage, ProofPage};
use crate::web::input::{ValidForm, ValidPath, ValidQuery};
use crate::web::problem;

/// What the message says that proves that it was read.
#[derive(Deserialize)]
pub struct Proof {
    nachweis: String,
}

/// Where the message leads: a page with the button that proves the address.
pub async fn ask(
    reader: Reader,
    ValidPath(path): ValidPath<TokenPath>,
    ValidQuery(proof): ValidQuery<Proof>,
) -> Outcome<Response> {
    match booking::to_prove(&reader.visitor, &path.token, &proof.nachweis).await {
        Ok(waits) if waits.state == AppointmentState::Pending => {
            page(&reader, waits, Some(proof.nachweis), None, StatusCode::OK)
        }
        Ok(settled) => Ok(appointment::instead(&reader, &settled)),
        Err(trouble) => lapsed(&reader, trouble).await,
    }
}

/// Makes the appointment and leads to its page.
pub async fn prove(
    reader: Reader,
    ValidPath(path): ValidPath<TokenPath>,
    ValidForm(proof): ValidForm<Proof>,
) -> Outcome<Response> {
    match booking::prove(&reader.visitor, &path.token, &proof.nachweis).await {
        Ok(made) => {
            let address = reader.links.appointment(&made.token, "");
            Ok(Reader::send_on(&format!("{address}&neu=1&bestaetigt=1")))
        }
        Err(trouble) => lapsed(&reader, trouble).await,
    }
}

/// Has the message sent once more.
pub async fn ask_again(reader: Reader, ValidPath(path): ValidPath<TokenPath>) -> Outcome<Response> {
    match booking::ask_again(&reader.visitor, &path.token).await {
        Ok(true) => {
            let address = reader.links.appointment(&path.token, "");
            Ok(Reader::send_on(&format!("{address}&gesendet=1")))
        }
        Ok(false) => {
            let waits = booking::view(&reader.visitor, &path.token).await?;
            let phone = [("phone", waits.phone.as_str())];
            let text = reader.words.fill("pages.prove_often_text", &phone);
            let notice = Notice::warning(reader.words.get("pages.prove_often"), text);
            page(&reader, waits, None, Some(notice), StatusCode::TOO_MANY_REQUESTS)
        }
        Err(trouble) => lapsed(&reader, trouble).await,
    }
}

/// The page of an appointment whose address is to be proved, for whoever has its private link.
///
/// # Errors
/// A fault if the template does not fit.
pub fn waiting(reader: &Reader, waits: AppointmentView, pairs: &Pairs) -> Outcome<Response> {
    let again = pairs.iter().any(|(name, _)| name == "gesendet");
    let notice = again.then(|| Notice::success(reader.words.get("pages.prove_sent_again")));
    page(reader, waits, None, notice, StatusCode::OK)
}

/// Says that there is no such appointment any more, in a town where it may have been kept for a proof; other trouble is handed on.
///
/// # Errors
/// Trouble that has nothing to do with that.
pub async fn lapsed(reader: &Reader, trouble: Trouble) -> Outcome<Response> {
    let is_missing = matches!(&trouble, Trouble::Refused(refusal) if refusal.code == ProblemCode::NotFound);
    let proves = reader.visitor.reading().await?.town.messages.prove_address;
    if !is_missing || !proves {
        return Err(trouble);
    }
    let page = LapsedPage {
        again_url: reader.links.at("", &[]),
    };
    let frame = reader.frame("pages.lapsed", "", &[]);
    reader.answer(problem::status(ProblemCode::NotFound), &frame, &page)
}

fn page(
    reader: &Reader,
    waits: AppointmentView,
    proof: Option<String>,
    notice: Option<Notice>,
    status: StatusCode,
) -> Outcome<Response> {
    let own = match &proof {
        Some(_) => format!("termin/{}/bestaetigen", waits.token),
        None => format!("termin/{}", waits.token),
    };
    let pairs: Vec<_> = proof
        .iter()
        .map(|proof| ("nachweis".to_owned(), proof.clone()))
        .collect();
    let page = ProofPage::new(&reader.links, waits, proof);
    let frame = reader
        .frame("pages.prove_heading", &own, &pairs)
        .notice(reader.words, notice);
    reader.answer(status, &frame, &page)
}
