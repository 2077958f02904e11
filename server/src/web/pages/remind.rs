//! Be reminded of the appointment, or not. Mail programs ask here too, without anybody opening a page (RFC 8058).

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use super::appointment;
use super::reader::{Pairs, Reader, TokenPath};
use crate::booking;
use crate::refusal::Outcome;
use crate::web::input::{ValidForm, ValidPath};

/// Takes the wish down, and leads to the appointment's page. Whoever does not say that she wishes it, does not.
pub async fn remind(
    reader: Reader,
    ValidPath(path): ValidPath<TokenPath>,
    ValidForm(pairs): ValidForm<Pairs>,
) -> Outcome<Response> {
    let wish = pairs.iter().any(|(name, _)| name == "wunsch");
    match booking::remind(&reader.visitor, &path.token, wish).await {
        // Mail programs follow no redirection (RFC 8058, 3.2).
        Ok(()) if pairs.iter().any(|(name, _)| name == "List-Unsubscribe") => {
            Ok(StatusCode::OK.into_response())
        }
        Ok(()) => {
            let address = reader.links.appointment(&path.token, "");
            Ok(Reader::send_on(&format!("{address}&erinnerung=1")))
        }
        Err(trouble) => appointment::unchanged(&reader, &path.token, trouble).await,
    }
}
