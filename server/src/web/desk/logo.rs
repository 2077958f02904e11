//! The town's logo: shown, replaced, removed.

use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::http::StatusCode;
use axum::response::Response;
use tenants::logo::Logo;
use wire::ProblemCode;

use super::clerk::Clerk;
use super::form::changed_meanwhile;
use super::settings::SettingsQuery;
use super::{answer, setup};
use crate::desk::{self, Edited, seal_of};
use crate::logo::{MOST_BYTES, Unfit, logo_of};
use crate::refusal::{Fault, Outcome};
use crate::texts::words;
use crate::views::desk::frame::address;
use crate::views::desk::logo::{LogoPage, PLACE};
use crate::views::pages::frame::Notice;
use crate::web::input::ValidQuery;

/// Bytes a form with a picture may have: the picture, and what is around it.
pub const MOST_SENT: usize = MOST_BYTES + 16 * 1024;

/// What was sent.
#[derive(Default)]
struct Sent {
    seal: String,
    removes: bool,
    file: Vec<u8>,
}

/// The logo as it is.
pub async fn show(clerk: Clerk, ValidQuery(query): ValidQuery<SettingsQuery>) -> Outcome<Response> {
    let page = page(&clerk).await?;
    told(&clerk, StatusCode::OK, &page, setup::saved(&query.gespeichert))
}

/// Another one, or none.
pub async fn change(clerk: Clerk, form: Result<Multipart, MultipartRejection>) -> Outcome<Response> {
    let form = form.map_err(|_| ProblemCode::UnsupportedMedia)?;
    let sent = match read(form).await {
        Ok(sent) => sent,
        Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            return refuse(&clerk, Unfit::Long).await;
        }
        Err(_) => return Err(ProblemCode::InvalidInput.into()),
    };
    let logo = if sent.removes {
        None
    } else {
        match made(sent.file).await? {
            Ok(logo) => Some(logo),
            Err(unfit) => return refuse(&clerk, unfit).await,
        }
    };
    match desk::change_logo(&clerk, &sent.seal, logo).await? {
        Edited::Done => Ok(answer::send_on(&format!(
            "{}?gespeichert=ja",
            address(&clerk.town.slug, PLACE)
        ))),
        Edited::ChangedMeanwhile(..) => {
            let page = page(&clerk).await?;
            told(&clerk, StatusCode::CONFLICT, &page, Some(changed_meanwhile()))
        }
        // A logo changes nothing that anything else depends on.
        Edited::Wrong(_) | Edited::WouldOrphan(_) => {
            Err(Fault::because("a town does not fit its own check").into())
        }
    }
}

/// Reads the form, the file into memory: it is as long as the layer before lets it be.
async fn read(mut form: Multipart) -> Result<Sent, MultipartError> {
    let mut sent = Sent::default();
    while let Some(field) = form.next_field().await? {
        match field.name() {
            Some("stand") => sent.seal = field.text().await?,
            Some("schritt") => sent.removes = field.text().await? == "entfernen",
            Some("bild") => sent.file = field.bytes().await?.to_vec(),
            _ => {}
        }
    }
    Ok(sent)
}

/// Draws the picture beside whatever else the server is doing.
async fn made(file: Vec<u8>) -> Outcome<Result<Logo, Unfit>> {
    let made = tokio::task::spawn_blocking(move || logo_of(&file)).await;
    Ok(made.map_err(|error| Fault(Box::new(error)))?)
}

async fn refuse(clerk: &Clerk, unfit: Unfit) -> Outcome<Response> {
    let page = page(clerk).await?.refusing(unfit);
    let notice = Notice::mistakes(words("de"), page.mistakes.clone());
    told(clerk, StatusCode::UNPROCESSABLE_ENTITY, &page, Some(notice))
}

async fn page(clerk: &Clerk) -> Outcome<LogoPage> {
    let town = clerk.visitor.reading().await?.definition().await?;
    let logo = town.facts.logo;
    Ok(LogoPage::new(&clerk.town.slug, logo.as_ref(), seal_of(&logo)))
}

fn told(clerk: &Clerk, status: StatusCode, page: &LogoPage, notice: Option<Notice>) -> Outcome<Response> {
    let frame = clerk.frame("Logo", setup::PLACE).with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, page)
}
