//! Which way a message takes: a pure rule.
//!
//! By mail, as long as her address is not known to fail; else by short message, where the town wants it, somebody carries it and
//! the number is one that can be written to; else not at all, and she is called. Whoever decides whether somebody is told or
//! called asks here, so that nobody is told by a way that does not exist.

use tenants::contact::Phone;
use tenants::notice::Kind;

use crate::config::Config;
use crate::db::appointments::{Appointment, Promise};

/// A way to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way<'a> {
    /// To this address.
    Mail(&'a str),
    /// To this number.
    Sms(&'a str),
}

/// The ways that a town has.
#[derive(Clone, Copy, Debug)]
pub struct Ways<'a> {
    /// Countries whose mobile numbers get short messages; none where the town has no such way.
    countries: &'a [String],
}

impl<'a> Ways<'a> {
    /// The ways of this installation for a town.
    #[must_use]
    pub fn of(config: &'a Config, town: &tenants::Town) -> Self {
        let has_sms = config.sms.is_on() && town.messages.sms;
        Self {
            countries: if has_sms { &config.sms.countries } else { &[] },
        }
    }

    /// The way to whoever something is promised to.
    #[must_use]
    pub fn to(self, promise: &Promise) -> Option<Way<'_>> {
        let number = promise.phone.as_deref().filter(|number| self.reaches(number));
        promise.address().map(Way::Mail).or(number.map(Way::Sms))
    }

    /// Whether a message can reach whoever an appointment is promised to.
    #[must_use]
    pub fn reach(self, appointment: &Appointment) -> bool {
        let promise = appointment.promise.as_ref();
        promise.is_some_and(|promise| self.to(promise).is_some())
    }

    /// The way of a message of this kind: what asks for a click in a mailbox goes nowhere else, and is no way to make us
    /// write to a stranger's phone.
    #[must_use]
    pub fn for_kind(self, kind: Kind, promise: &Promise) -> Option<Way<'_>> {
        self.to(promise)
            .filter(|way| kind != Kind::Activation || matches!(way, Way::Mail(_)))
    }

    fn reaches(self, number: &str) -> bool {
        let known = self
            .countries
            .iter()
            .any(|country| number.starts_with(country.as_str()));
        known && Phone::parse(number).is_ok_and(|phone| phone.is_mobile())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOBILE: &str = "+491701234567";
    const FIXED: &str = "+492214710456";
    const AUSTRIAN: &str = "+436641234567";

    fn way(countries: &[&str], email: Option<&str>, mail_fails: bool, phone: Option<&str>) -> Option<String> {
        let promise = Promise {
            reference: String::new(),
            name: String::new(),
            email: email.map(str::to_owned),
            mail_fails,
            phone: phone.map(str::to_owned),
            note: None,
            language: "de".to_owned(),
            pin_hash: Vec::new(),
            pin_failures: 0,
            reminder: false,
        };
        let countries: Vec<_> = countries.iter().map(|&country| country.to_owned()).collect();
        let ways = Ways {
            countries: &countries,
        };
        let told = ways.to(&promise).map(|way| match way {
            Way::Mail(address) => format!("mail {address}"),
            Way::Sms(number) => format!("sms {number}"),
        });
        let activation = ways.for_kind(Kind::Activation, &promise);
        assert!(!matches!(activation, Some(Way::Sms(_))));
        told
    }

    #[test]
    fn mail_first_then_the_phone_then_nobody() {
        let (german, sms) = (&["+49"][..], Some(format!("sms {MOBILE}")));
        let mail = Some("mail m@example.org".to_owned());
        let address = Some("m@example.org");
        assert_eq!(way(german, address, false, Some(MOBILE)), mail);
        assert_eq!(way(german, address, true, Some(MOBILE)), sms);
        assert_eq!(way(german, None, false, Some(MOBILE)), sms);
        assert_eq!(way(&[], address, true, Some(MOBILE)), None);
        assert_eq!(way(&[], None, false, Some(MOBILE)), None);
        assert_eq!(way(german, None, false, Some(FIXED)), None);
        assert_eq!(way(german, None, false, Some(AUSTRIAN)), None);
        assert!(way(&["+49", "+43"], None, false, Some(AUSTRIAN)).is_some());
        assert_eq!(way(german, address, true, None), None);
        assert_eq!(way(german, None, false, Some("not a number")), None);
    }
}
