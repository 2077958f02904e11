//! A town: its departments, where they are, and the rules all of them share.
//!
//! Values that a town hall can set are plain and carry serde: a definition file, a table and a form show the same
//! fields. What is derived from them (ids, the zone, who can do what) is not serialised.

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::calendar::{ClockTime, Holidays};
use crate::ids::{DepartmentId, ServiceId, StaffId, TownId};
use crate::keep::Keep;
use crate::logo::Logo;
use crate::messages::Messages;
use crate::service::Service;
use crate::sign_in::SignIn;
use crate::staff::{Closure, StaffMember};
use crate::text::Text;
use crate::theme::Theme;

/// A town as the rules see it. Built by `definition::Stored::town` or `Definition::town`.
#[derive(Clone, Debug, PartialEq)]
pub struct Town {
    /// Its number.
    pub id: TownId,
    /// Its name in URLs.
    pub slug: String,
    /// "Gemeinde Dörentrup".
    pub name: String,
    /// Where its wall clocks are.
    pub zone: Tz,
    /// Languages it offers, its first one in front; never empty.
    pub languages: Vec<String>,
    /// Letters in front of its reference numbers.
    pub reference_prefix: String,
    /// Homepages that may embed the widget, `https://www.doerentrup.example`.
    pub origins: Vec<String>,
    /// How citizens and the town reach each other.
    pub contact: Contact,
    /// Pages the law asks for.
    pub pages: Pages,
    /// Colours.
    pub theme: Theme,
    /// The picture beside its name.
    pub logo: Option<Logo>,
    /// Public holidays of the place.
    pub holidays: Holidays,
    /// Rules all departments share.
    pub policy: Policy,
    /// How it writes to citizens.
    pub messages: Messages,
    /// How long people are remembered.
    pub keep: Keep,
    /// Who tells who its people are, besides their passwords.
    pub sign_in: Option<SignIn>,
    /// In the town's order.
    pub departments: Vec<Department>,
}

impl Town {
    /// The language to fall back to.
    #[must_use]
    pub fn first_language(&self) -> &str {
        self.languages.first().map_or("de", String::as_str)
    }

    /// The wished language if the town offers it, else its first.
    #[must_use]
    pub fn language<'a>(&'a self, wished: &str) -> &'a str {
        self.languages
            .iter()
            .find(|known| *known == wished)
            .map_or(self.first_language(), String::as_str)
    }

    /// The department with this number.
    #[must_use]
    pub fn department(&self, id: DepartmentId) -> Option<&Department> {
        self.departments.iter().find(|department| department.id == id)
    }

    /// Every service, in order.
    pub fn services(&self) -> impl Iterator<Item = &Service> {
        self.departments
            .iter()
            .flat_map(|department| &department.services)
    }

    /// The service with this number.
    #[must_use]
    pub fn service(&self, id: ServiceId) -> Option<&Service> {
        self.services().find(|service| service.id == id)
    }

    /// The service with this name in URLs.
    #[must_use]
    pub fn service_named(&self, slug: &str) -> Option<&Service> {
        self.services().find(|service| service.facts.slug == slug)
    }

    /// Every staff member, in order.
    pub fn staff(&self) -> impl Iterator<Item = &StaffMember> {
        self.departments.iter().flat_map(|department| &department.staff)
    }

    /// The staff member with this number.
    #[must_use]
    pub fn staff_member(&self, id: StaffId) -> Option<&StaffMember> {
        self.staff().find(|person| person.id == id)
    }
}

/// A unit with its own staff and services, at one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Department {
    /// Its number.
    pub id: DepartmentId,
    /// Its name in URLs, unique in the town.
    pub slug: String,
    /// "Bürgerbüro".
    pub name: Text,
    /// Where the citizen goes.
    pub place: Place,
    /// Days on which it is closed.
    pub closures: Vec<Closure>,
    /// In the department's order.
    pub services: Vec<Service>,
    /// In the department's order, which also breaks ties when an appointment is given to somebody.
    pub staff: Vec<StaffMember>,
}

/// Where the citizen goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// "Bürgerbüro Dörentrup".
    pub name: Text,
    /// "Poststraße 11".
    pub street: String,
    /// "32694 Dörentrup".
    pub city: String,
    /// "Zimmer 3", or how to get in.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub hint: Text,
}

/// How citizens and the town reach each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// What a citizen has to give.
    pub required: ContactRule,
    /// Number for those who would rather phone.
    pub phone: String,
    /// When the phone is answered.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub phone_hours: Text,
}

/// Which way of being reached a town asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactRule {
    /// An e-mail address; a phone number is welcome.
    Email,
    /// A phone number; an e-mail address is welcome.
    Phone,
    /// One of both.
    Either,
}

impl ContactRule {
    /// Whether what was given is enough.
    #[must_use]
    pub const fn is_met_by(self, email: bool, phone: bool) -> bool {
        match self {
            Self::Email => email,
            Self::Phone => phone,
            Self::Either => email || phone,
        }
    }
}

/// Pages of the town that every step links to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pages {
    /// Privacy notice.
    pub privacy: String,
    /// Imprint.
    pub imprint: String,
    /// Accessibility statement.
    pub accessibility: String,
    /// Where to say that a page is hard to use; may be a `mailto:`.
    pub barrier: String,
}

/// Rules about time that all departments share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Visits start when the wall clock shows a multiple of this.
    pub grid_minutes: u32,
    /// Minutes between now and the earliest start for citizens.
    pub lead_minutes: u32,
    /// Days citizens can look ahead.
    pub horizon_days: u32,
    /// When a new day opens; at midnight without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<Release>,
    /// Minutes a hold lasts.
    pub hold_minutes: u32,
    /// Minutes before the start until which citizens move or cancel online.
    pub change_until_minutes: u32,
    /// Most services, counted together, in one visit.
    pub max_services: u32,
    /// Hours of working days for which times are kept that replace an appointment nobody can keep.
    #[serde(default = "one_day", skip_serializing_if = "is_one_day")]
    pub offer_hours: u32,
    /// Whether everybody at the desk needs a second factor besides the password.
    #[serde(default, skip_serializing_if = "SecondFactor::is_optional")]
    pub second_factor: SecondFactor,
}

const fn one_day() -> u32 {
    24
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_one_day(hours: &u32) -> bool {
    *hours == one_day()
}

/// Whether signing in at the desk needs a second factor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondFactor {
    /// Whoever wants one sets one up.
    #[default]
    Optional,
    /// Nobody gets further than to setting one up without it.
    Required,
}

impl SecondFactor {
    fn is_optional(&self) -> bool {
        *self == Self::Optional
    }
}

/// New days open on working days at this time of day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// "08:00".
    pub at: ClockTime,
}
