//! A letter nobody gets: for looking at a town's words before citizens read them.
//!
//! The appointment in it is made up from the town's own first service; its link leads nowhere.

use chrono::{DateTime, Datelike as _, Days, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};
use tenants::calendar::local_time;
use tenants::notice::Kind;
use tenants::{Text, fee};
use wire::AppointmentView;

use super::letter::{Letter, Occasion};
use super::wire_views::Teller;
use crate::texts::words;

/// What a letter of this kind would look like, in the teller's town and language.
#[must_use]
pub fn sample(teller: Teller<'_>, public_url: &str, kind: Kind, now: DateTime<Utc>) -> Letter {
    let at = next_tuesday(teller, now);
    let begins = local_time::bound(teller.town.zone, at);
    let until = begins - TimeDelta::days(1);
    let offers = [1, 2, 3].map(|days| (begins + TimeDelta::days(days), until));
    let occasion = Occasion {
        kind,
        previous: Some(at - TimeDelta::days(1)),
        offers: &offers,
        proof: (kind == Kind::Activation).then(String::new),
    };
    Letter::new(
        teller,
        public_url,
        &appointment(teller, public_url, at),
        &occasion,
    )
}

/// The Tuesday that is at least three days away, 09:30.
fn next_tuesday(teller: Teller<'_>, now: DateTime<Utc>) -> NaiveDateTime {
    let today = local_time::date(teller.town.zone, now);
    let tuesday = (3..10)
        .filter_map(|days| today.checked_add_days(Days::new(days)))
        .find(|date| date.weekday() == Weekday::Tue);
    let half_past_nine = NaiveTime::from_hms_opt(9, 30, 0).unwrap_or_default();
    tuesday.unwrap_or(today).and_time(half_past_nine)
}

fn appointment(teller: Teller<'_>, public_url: &str, at: NaiveDateTime) -> AppointmentView {
    let (town, words) = (teller.town, words(teller.language));
    let service = town.services().next();
    let department = service
        .and_then(|service| town.department(service.department))
        .or(town.departments.first());
    let facts = service.map(|service| &service.facts);
    let minutes = facts.map_or(15, |facts| facts.minutes);
    let ends = at + TimeDelta::minutes(minutes.into());
    let say = |text: &Text| teller.say(text);
    AppointmentView {
        reference: format!("{}-BH7-5E6", town.reference_prefix),
        pin: "123456".to_owned(),
        token: String::new(),
        manage_url: format!("{public_url}/{}", town.slug),
        ics_url: String::new(),
        proof: None,
        state: wire::AppointmentState::Booked,
        at: String::new(),
        date_label: words.date(at.date()),
        time_label: words.time_span(at.time(), ends.time()),
        label: words.moment(at.date(), at.time()),
        minutes,
        name: words.get("mail.sample_name").to_owned(),
        email_hint: None,
        services: facts
            .map(|facts| wire::ChosenView {
                service: facts.slug.clone(),
                name: say(&facts.name),
                count: 1,
            })
            .into_iter()
            .collect(),
        // A town has a department, and so a place.
        place: teller.place(&department.map(|one| one.place.clone()).unwrap_or_default()),
        documents: facts
            .map(|facts| facts.documents.iter())
            .into_iter()
            .flatten()
            .map(|paper| wire::ChecklistLine {
                text: say(&paper.text),
                hint: teller.say_if_any(&paper.hint),
            })
            .collect(),
        fee: facts
            .map(|facts| fee::in_words(&facts.fees, teller.language))
            .unwrap_or_default(),
        changeable: true,
        phone: town.contact.phone.clone(),
    }
}
