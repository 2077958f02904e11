//! Extractors whose refusals are problems a citizen can read.
//!
//! They wrap axum's own and only change what is said when the input does not fit: which field, and what would be
//! right, never a library's sentence. What a value means is the use case's question, not asked here.

use std::error::Error;

use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::{Json, RequestExt as _};
use axum_extra::extract::{Form, Query};
use serde::de::DeserializeOwned;
use wire::ProblemCode;

use crate::refusal::Trouble;

/// A JSON body.
pub struct ValidJson<T>(pub T);

/// A form body of a plain page.
pub struct ValidForm<T>(pub T);

/// The part of the address after `?`; a key may come more than once.
pub struct ValidQuery<T>(pub T);

/// Parts of the path. What does not fit does not exist.
pub struct ValidPath<T>(pub T);

impl<T: DeserializeOwned + 'static, S: Send + Sync> FromRequest<S> for ValidJson<T> {
    type Rejection = Trouble;

    async fn from_request(request: Request, _: &S) -> Result<Self, Trouble> {
        match request.extract::<Json<T>, _>().await {
            Ok(Json(value)) => Ok(Self(value)),
            Err(rejection) => Err(trouble(rejection.status(), &rejection)),
        }
    }
}

impl<T: DeserializeOwned + 'static, S: Send + Sync> FromRequest<S> for ValidForm<T> {
    type Rejection = Trouble;

    async fn from_request(request: Request, _: &S) -> Result<Self, Trouble> {
        match request.extract::<Form<T>, _>().await {
            Ok(Form(value)) => Ok(Self(value)),
            Err(rejection) => Err(trouble(rejection.status(), &rejection)),
        }
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for ValidQuery<T> {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        match Query::from_request_parts(parts, state).await {
            Ok(Query(value)) => Ok(Self(value)),
            Err(rejection) => Err(trouble(rejection.status(), &rejection)),
        }
    }
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for ValidPath<T> {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(value)) => Ok(Self(value)),
            Err(PathRejection::FailedToDeserializePathParams(_)) => Err(ProblemCode::NotFound.into()),
            Err(rejection) => Err(crate::refusal::Fault(rejection.into()).into()),
        }
    }
}

fn trouble(status: StatusCode, rejection: &(dyn Error + 'static)) -> Trouble {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => ProblemCode::TooLarge.into(),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ProblemCode::UnsupportedMedia.into(),
        _ => match misfit(rejection) {
            Some((field, text)) => Trouble::field(field, text),
            None => ProblemCode::InvalidInput.into(),
        },
    }
}

/// Name of the field that does not fit and key of the text that says so, where the parser got as far as a field.
fn misfit(rejection: &(dyn Error + 'static)) -> Option<(String, &'static str)> {
    let mut cause = Some(rejection);
    while let Some(error) = cause {
        if let Some(json) = error.downcast_ref::<serde_path_to_error::Error<serde_json::Error>>() {
            // Only what reads as JSON has fields.
            return json
                .inner()
                .is_data()
                .then(|| named(&json.path().to_string(), &json.inner().to_string()));
        }
        if let Some(form) = error.downcast_ref::<serde_path_to_error::Error<serde::de::value::Error>>() {
            return Some(named(&form.path().to_string(), &form.inner().to_string()));
        }
        cause = error.source();
    }
    None
}

/// serde tells a missing field in its message only; the path ends at the parent.
fn named(path: &str, message: &str) -> (String, &'static str) {
    let path = if path == "." { "" } else { path };
    if let Some(missing) = message
        .strip_prefix("missing field `")
        .and_then(|rest| rest.split('`').next())
    {
        let dot = if path.is_empty() { "" } else { "." };
        return (format!("{path}{dot}{missing}"), "field.required");
    }
    let text = if message.starts_with("unknown field") {
        "field.unknown"
    } else {
        "field.type"
    };
    // The path may hold a key the client made up: enough of it to recognise, no more.
    (path.chars().take(80).collect(), text)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use wire::{ConfirmRequest, HoldRequest};

    use super::*;
    use crate::refusal::Refusal;

    async fn refusal<T: DeserializeOwned + 'static>(content_type: &str, body: &str) -> Refusal {
        let request = Request::post("/")
            .header("content-type", content_type)
            .body(Body::from(body.to_owned()))
            .unwrap();
        match ValidJson::<T>::from_request(request, &()).await {
            Err(Trouble::Refused(refusal)) => refusal,
            Err(Trouble::Fault(fault)) => panic!("{fault}"),
            Ok(_) => panic!("accepted {body}"),
        }
    }

    #[tokio::test]
    async fn a_misfit_is_told_by_its_field() {
        for (body, field, text) in [
            (
                r#"{"services":[{"service":"a","count":"2"}],"at":"x"}"#,
                "services[0].count",
                "field.type",
            ),
            (
                r#"{"services":[{"service":"a"}],"at":"x"}"#,
                "services[0].count",
                "field.required",
            ),
            (r#"{"services":[]}"#, "at", "field.required"),
            (
                r#"{"services":[],"at":"x","until":"y"}"#,
                "until",
                "field.unknown",
            ),
            (
                r#"{"services":[{"service":"a","count":-1}],"at":"x"}"#,
                "services[0].count",
                "field.type",
            ),
            (r#"[]"#, "", "field.type"),
        ] {
            let refusal = refusal::<HoldRequest>("application/json", body).await;
            assert_eq!(refusal.code, ProblemCode::InvalidInput);
            // An array is read as a sequence of fields, so its first field is the missing one.
            if body != "[]" {
                assert_eq!(refusal.fields, [(field.to_owned(), text)], "{body}");
            }
        }
    }

    #[tokio::test]
    async fn what_is_no_json_is_told_without_a_field() {
        let broken = refusal::<ConfirmRequest>("application/json", "{").await;
        assert_eq!((broken.code, broken.fields.len()), (ProblemCode::InvalidInput, 0));
        let plain = refusal::<ConfirmRequest>("text/plain", "{}").await;
        assert_eq!(plain.code, ProblemCode::UnsupportedMedia);
    }

    #[tokio::test]
    async fn a_query_that_does_not_fit_is_told_by_its_field() {
        #[derive(Debug, serde::Deserialize)]
        struct Days {
            #[expect(dead_code, reason = "only its parsing matters")]
            days: u32,
        }
        let (mut parts, ()) = Request::get("/?days=many").body(()).unwrap().into_parts();
        match ValidQuery::<Days>::from_request_parts(&mut parts, &()).await {
            Err(Trouble::Refused(refusal)) => {
                assert_eq!(refusal.fields, [("days".to_owned(), "field.type")]);
            }
            _ => panic!("not refused"),
        }
    }
}
