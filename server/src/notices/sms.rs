//! Short messages, handed over to a gateway over HTTP.
//!
//! What is handed over is a template whose texts are filled in: never the document itself, so that nothing anybody typed can
//! become a part of it. A gateway that may have understood without saying so is asked once more at most: each message costs, and
//! few gateways know one they have seen.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, header::CONTENT_TYPE};
use serde_json::Value;
use url::form_urlencoded;

use super::parcel::Handed;
use super::told;
use crate::config::{Config, Sms};
use crate::db::sendings::Ended;
use crate::outgoing::{Endpoint, Reach};
use crate::refusal::Fault;

/// Longest answer that is read.
const ANSWER_BYTES: usize = 64 * 1024;

/// A message to be handed over.
pub struct Short<'a> {
    /// The same for the same message, whoever hands it over how often.
    pub id: &'a str,
    /// To which number, in international form.
    pub to: &'a str,
    /// What it says.
    pub text: &'a str,
    /// Where the gateway tells what has become of it.
    pub report_url: &'a str,
}

/// A gateway.
#[derive(Clone)]
pub struct Gateway {
    endpoint: Endpoint,
    headers: HeaderMap,
    body: Template,
    config: Sms,
}

impl Gateway {
    /// The gateway that the configuration names, if it names one.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub fn of(config: &Config) -> Result<Option<Self>, Fault> {
        let config = &config.sms;
        if !config.is_on() {
            return Ok(None);
        }
        let endpoint = Endpoint::at(&config.url, &Reach::Anywhere)
            .map_err(|why| Fault::because(format!("the gateway {:?} cannot be used: {why}", config.url)))?;
        let wrong = |what: &str| Fault::because(format!("sms.{what} cannot be used"));
        let mut headers = HeaderMap::new();
        for header in &config.headers {
            let filled = header.replace("{token}", config.token.reveal());
            let (name, value) = filled.split_once(':').ok_or_else(|| wrong("headers"))?;
            let name: HeaderName = name.trim().parse().map_err(|_| wrong("headers"))?;
            let mut value = HeaderValue::from_str(value.trim()).map_err(|_| wrong("headers"))?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        let body = Template::read(&config.body, config.body_is == "json").ok_or_else(|| wrong("body"))?;
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(body.content_type()));
        Ok(Some(Self {
            endpoint,
            headers,
            body,
            config: config.clone(),
        }))
    }

    /// Hands a message over.
    pub async fn hand_over(&self, short: &Short<'_>) -> Handed {
        let body = self.body.fill(short, &self.config.sender);
        let patience = Duration::from_secs(self.config.patience_seconds);
        let asked =
            tokio::time::timeout(patience, self.endpoint.post(&self.headers, body, ANSWER_BYTES)).await;
        let ended = |ended, answer: String| Handed {
            ended,
            answer: told(&answer),
            their_id: None,
        };
        match asked {
            Err(_) => {
                let why = format!("the gateway took longer than {} s", patience.as_secs());
                ended(None, why)
            }
            Ok(Err(no)) if no.may_be_done => ended(None, no.why),
            Ok(Err(no)) => ended(Some(Ended::Later), no.why),
            Ok(Ok((status, body))) => {
                let said = format!("{} {}", status.as_u16(), String::from_utf8_lossy(&body));
                if self.config.refused.contains(&status.as_u16()) {
                    return ended(Some(Ended::Refused), said);
                }
                if !self.config.accepted.contains(&status.as_u16()) {
                    return ended(Some(Ended::Later), said);
                }
                if self.config.their_id.is_empty() {
                    return ended(Some(Ended::HandedOver), said);
                }
                match number_at(&body, &self.config.their_id) {
                    Some(number) => Handed {
                        their_id: Some(number),
                        ..ended(Some(Ended::HandedOver), said)
                    },
                    // Whoever says so is perhaps not the gateway.
                    None => ended(None, said),
                }
            }
        }
    }
}

/// The text or number at a place of a JSON document.
#[must_use]
pub fn number_at(document: &[u8], pointer: &str) -> Option<String> {
    let document: Value = serde_json::from_slice(document).ok()?;
    let found = match document.pointer(pointer)? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (1..=100).contains(&found.len()).then_some(found)
}

/// What is handed over.
#[derive(Clone, Debug)]
enum Template {
    Json(Value),
    Form(Vec<(String, String)>),
}

/// What may stand in a template.
const PLACES: [&str; 6] = ["to", "digits", "text", "sender", "id", "report_url"];

impl Template {
    /// Reads a template; nothing if it is none, or has a place that nobody can fill.
    fn read(text: &str, is_json: bool) -> Option<Self> {
        let template = if is_json {
            Self::Json(serde_json::from_str(text).ok()?)
        } else {
            Self::Form(form_urlencoded::parse(text.as_bytes()).into_owned().collect())
        };
        let mut known = true;
        template
            .clone()
            .each_text(&mut |text| known &= places(text).iter().all(|place| PLACES.contains(place)));
        known.then_some(template)
    }

    const fn content_type(&self) -> &'static str {
        match self {
            Self::Json(_) => "application/json",
            Self::Form(_) => "application/x-www-form-urlencoded",
        }
    }

    fn fill(&self, short: &Short<'_>, sender: &str) -> String {
        let mut filled = self.clone();
        let values = [
            short.to,
            short.to.trim_start_matches('+'),
            short.text,
            sender,
            short.id,
            short.report_url,
        ];
        filled.each_text(&mut |text| *text = put_in(text, &values));
        match filled {
            Self::Json(document) => document.to_string(),
            Self::Form(fields) => form_urlencoded::Serializer::new(String::new())
                .extend_pairs(fields)
                .finish(),
        }
    }

    /// Looks at every text that may be filled in.
    fn each_text(&mut self, look: &mut impl FnMut(&mut String)) {
        match self {
            Self::Json(document) => each_text_of(document, look),
            Self::Form(fields) => fields.iter_mut().for_each(|(_, value)| look(value)),
        }
    }
}

fn each_text_of(value: &mut Value, look: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(text) => look(text),
        Value::Array(all) => all.iter_mut().for_each(|one| each_text_of(one, look)),
        Value::Object(all) => all.values_mut().for_each(|one| each_text_of(one, look)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The names between braces; none for one that is not closed.
fn places(text: &str) -> Vec<&str> {
    let after = text.split('{').skip(1);
    after
        .map(|rest| rest.split_once('}').map_or("", |(name, _)| name))
        .collect()
}

/// Fills in once: what was filled in is not looked at again.
fn put_in(text: &str, values: &[&str; PLACES.len()]) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        if let Some(place) = PLACES.iter().position(|place| *place == name) {
            filled.push_str(values[place]);
        }
        rest = after;
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "Gr\u{fc}\u{df}e \"{to}\" \\ & = + %26\n{\"a\": 1}";

    fn short() -> Short<'static> {
        Short {
            id: "7.abc",
            to: "+491701234567",
            text: HOSTILE,
            report_url: "https://termine.example/hooks/sms/x?id=7.abc",
        }
    }

    #[test]
    fn whatever_a_message_says_it_stays_one_text() {
        let json = r#"{"m": "{text}", "to": [{"n": "{digits}"}], "k": 7, "cb": "{report_url}"}"#;
        let filled = Template::read(json, true).unwrap().fill(&short(), "Rathaus");
        let read: Value = serde_json::from_str(&filled).unwrap();
        assert_eq!(read["m"], HOSTILE);
        assert_eq!(read["to"][0]["n"], "491701234567");
        assert_eq!(read["k"], 7);
        let form = Template::read("m={text}&to={to}&from={sender}&again={id}-{id}", false).unwrap();
        let filled = form.fill(&short(), "Rathaus");
        let read: Vec<_> = form_urlencoded::parse(filled.as_bytes()).into_owned().collect();
        let expected = [
            ("m", HOSTILE),
            ("to", "+491701234567"),
            ("from", "Rathaus"),
            ("again", "7.abc-7.abc"),
        ];
        assert_eq!(
            read,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
    }

    #[test]
    fn a_template_with_an_unknown_place_is_none() {
        assert!(Template::read(r#"{"m": "{txet}"}"#, true).is_none());
        assert!(Template::read(r#"{"m": "{text"}"#, true).is_none());
        assert!(Template::read("not JSON", true).is_none());
        assert!(Template::read("m={name}", false).is_none());
    }

    #[test]
    fn numbers_are_found_where_they_are_said_to_be() {
        let found = |document: &str, pointer| number_at(document.as_bytes(), pointer);
        assert_eq!(
            found(r#"{"ids": [421332671]}"#, "/ids/0").as_deref(),
            Some("421332671")
        );
        assert_eq!(found(r#"{"id": "a-1"}"#, "/id").as_deref(), Some("a-1"));
        for nothing in [
            "",
            "<html>",
            "[]",
            r#"{"ids": []}"#,
            r#"{"ids": [{}]}"#,
            r#"{"ids": [""]}"#,
        ] {
            assert_eq!(found(nothing, "/ids/0"), None, "{nothing}");
        }
    }
}
