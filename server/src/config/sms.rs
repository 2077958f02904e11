//! The gateway that carries short messages: any that takes them over HTTP, described by the operator, or one that is known by name.

use serde::{Deserialize, Serialize};

use super::{ConfigError, LONGEST_PATIENCE, Secret};

/// How short messages reach citizens. None unless `profile` says by which gateway.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sms {
    /// `gatewayapi`, or `own` for one that the keys below describe; empty: none.
    pub profile: String,
    /// What the gateway knows us by; stands for `{token}` in headers.
    pub token: Secret,
    /// Who the message says it is from: at most 11 letters and figures.
    pub sender: String,
    /// Where messages are handed over.
    pub url: String,
    /// Headers, `Name: value`.
    pub headers: Vec<String>,
    /// What is handed over: a JSON document, or a form `a=b&c=d`. In its texts stand `{to}` (+49170…), `{digits}` (49170…), `{text}`,
    /// `{sender}`, `{id}` (the same for the same message) and `{report_url}`.
    pub body: String,
    /// `json` or `form`.
    pub body_is: String,
    /// HTTP statuses that mean it is taken.
    pub accepted: Vec<u16>,
    /// HTTP statuses that mean it never will be; after any other it is tried again.
    pub refused: Vec<u16>,
    /// Where in the answer (JSON) the gateway's own number for the message stands, as a JSON pointer; empty: nowhere.
    pub their_id: String,
    /// Where in a delivery report (JSON, or the field of a form) the state stands, as a JSON pointer.
    pub report_state: String,
    /// States of a message that has arrived.
    pub delivered: Vec<String>,
    /// States of a message that never will.
    pub failed: Vec<String>,
    /// Countries whose mobile numbers are written to.
    pub countries: Vec<String>,
    /// Messages to one number in one town and day at most.
    pub per_number_and_day: u32,
    /// Messages of one town a day at most, whatever the town sets.
    pub per_town_and_day: u32,
    /// How long the gateway may take for one message.
    pub patience_seconds: u64,
}

impl Default for Sms {
    fn default() -> Self {
        Self {
            profile: String::new(),
            token: Secret::from(""),
            sender: "Rathaus".to_owned(),
            url: String::new(),
            headers: Vec::new(),
            body: String::new(),
            body_is: "json".to_owned(),
            accepted: vec![200, 201, 202],
            refused: vec![400, 422],
            their_id: String::new(),
            report_state: "/status".to_owned(),
            delivered: vec!["DELIVERED".to_owned()],
            failed: ["UNDELIVERABLE", "UNDELIVERED", "EXPIRED", "REJECTED", "FAILED"]
                .map(str::to_owned)
                .to_vec(),
            countries: vec!["+49".to_owned()],
            per_number_and_day: 6,
            per_town_and_day: 1_000,
            patience_seconds: 20,
        }
    }
}

impl Sms {
    /// Whether there is a gateway.
    #[must_use]
    pub fn is_on(&self) -> bool {
        !self.profile.is_empty()
    }

    /// With everything filled in that is known of the gateway.
    pub(super) fn completed(mut self) -> Result<Self, ConfigError> {
        match self.profile.as_str() {
            "" | "own" => {}
            "gatewayapi" => self = self.at_gatewayapi(),
            other => {
                return Err(ConfigError(format!(
                    "sms.profile must be \"gatewayapi\" or \"own\", not \"{other}\"."
                )));
            }
        }
        if !["json", "form"].contains(&self.body_is.as_str()) {
            return Err(ConfigError(
                "sms.body_is must be \"json\" or \"form\".".to_owned(),
            ));
        }
        let fits = |letter: char| letter.is_ascii_alphanumeric() || letter == ' ';
        if self.sender.is_empty() || self.sender.len() > 11 || !self.sender.chars().all(fits) {
            return Err(ConfigError(
                "sms.sender must have at most 11 letters and figures.".to_owned(),
            ));
        }
        let is_prefix = |one: &String| {
            one.strip_prefix('+')
                .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
        };
        if !self.countries.iter().all(is_prefix) {
            return Err(ConfigError(
                "sms.countries must look like [\"+49\", \"+43\"].".to_owned(),
            ));
        }
        if !(1..=LONGEST_PATIENCE).contains(&self.patience_seconds) {
            return Err(ConfigError(format!(
                "sms.patience_seconds must be from 1 to {LONGEST_PATIENCE}."
            )));
        }
        Ok(self)
    }

    /// GatewayAPI (OnlineCity, Denmark), on its platform in the European Union, as documented at
    /// <https://gatewayapi.com/docs/apis/rest>: `POST /rest/mtsms` with a token, answered by `ids`; delivery reports come to the
    /// address that the message names. It knows no key that would make a repetition one message; `userref` names it the same.
    fn at_gatewayapi(self) -> Self {
        Self {
            url: if self.url.is_empty() {
                "https://gatewayapi.eu/rest/mtsms".to_owned()
            } else {
                self.url
            },
            headers: vec!["Authorization: Token {token}".to_owned()],
            body: r#"{"sender": "{sender}", "message": "{text}", "recipients": [{"msisdn": "{digits}"}], "userref": "{id}", "callback_url": "{report_url}"}"#
                .to_owned(),
            body_is: "json".to_owned(),
            accepted: vec![200],
            refused: vec![400, 422],
            their_id: "/ids/0".to_owned(),
            report_state: "/status".to_owned(),
            delivered: vec!["DELIVERED".to_owned()],
            failed: ["UNDELIVERABLE", "EXPIRED", "REJECTED", "DELETED", "SKIPPED"]
                .map(str::to_owned)
                .to_vec(),
            ..self
        }
    }
}
