//! What a town sets about its messages.

use serde::{Deserialize, Serialize};

use crate::wording::Wording;

/// How a town writes to its citizens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Messages {
    /// Hours before a visit at which whoever wished it is reminded.
    #[serde(skip_serializing_if = "is_two_days")]
    pub reminder_hours: u32,
    /// Hours of the day for which an earlier time is kept for whoever is asked about it.
    #[serde(skip_serializing_if = "is_four_hours")]
    pub earlier_hours: u32,
    /// Minutes within which a time that has become free is for everybody, at a moment nobody can guess; at once without any.
    #[serde(skip_serializing_if = "is_at_once")]
    pub release_within_minutes: u32,
    /// Slug of the service for which people come back to pick something up; the message that it is there leads to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pickup: Option<String>,
    /// Whether whoever gives an e-mail address proves that it is hers before she is promised anything.
    #[serde(skip_serializing_if = "is_no")]
    pub prove_address: bool,
    /// Minutes she has for that, counted from when the message is there.
    #[serde(skip_serializing_if = "is_two_hours")]
    pub prove_within_minutes: u32,
    /// Address that answers to mails go to; empty: nobody reads them.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reply_to: String,
    /// Whether a short message goes to whoever reads no mail.
    #[serde(skip_serializing_if = "is_no")]
    pub sms: bool,
    /// Short messages a day at most; each costs the town money.
    #[serde(skip_serializing_if = "is_usual_number")]
    pub sms_per_day: u32,
    /// What it says in its own words.
    #[serde(skip_serializing_if = "Wording::is_empty")]
    pub wording: Wording,
}

impl Messages {
    /// What a town sets that sets nothing.
    #[must_use]
    pub fn new() -> Self {
        Self {
            reminder_hours: TWO_DAYS,
            earlier_hours: FOUR_HOURS,
            release_within_minutes: 0,
            pickup: None,
            prove_address: false,
            prove_within_minutes: TWO_HOURS,
            reply_to: String::new(),
            sms: false,
            sms_per_day: SMS_PER_DAY,
            wording: Wording::default(),
        }
    }

    /// The address that answers to mails go to, if anybody reads them.
    #[must_use]
    pub fn answers_to(&self) -> Option<String> {
        (!self.reply_to.is_empty()).then(|| self.reply_to.clone())
    }

    pub(crate) fn is_usual(&self) -> bool {
        *self == Self::new()
    }
}

impl Default for Messages {
    fn default() -> Self {
        Self::new()
    }
}

const TWO_DAYS: u32 = 48;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_two_days(hours: &u32) -> bool {
    *hours == TWO_DAYS
}

const FOUR_HOURS: u32 = 4;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_four_hours(hours: &u32) -> bool {
    *hours == FOUR_HOURS
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_at_once(minutes: &u32) -> bool {
    *minutes == 0
}

const TWO_HOURS: u32 = 120;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_two_hours(minutes: &u32) -> bool {
    *minutes == TWO_HOURS
}

const SMS_PER_DAY: u32 = 200;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_usual_number(number: &u32) -> bool {
    *number == SMS_PER_DAY
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_no(yes: &bool) -> bool {
    !*yes
}
