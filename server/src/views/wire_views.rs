//! The domain, told in the contract's words and the reader's language.
//!
//! Every label a citizen reads is made here, so the widget, the plain pages and the calendar file say the same.

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;
use tenants::{
    Town, Visit,
    appointment::{State, StateName},
    calendar::{Channel, DayOffer, DayState, Offer, local_time},
    contact::Email,
    fee,
    service::{Conditions, Fee, Service},
    town::{ContactRule, Department, Place},
};

use crate::{
    booking::secrets::Secret,
    db::appointments::Appointment,
    refusal::{Fault, Outcome},
    texts::{Words, words},
    views::{
        proof,
        wall::{self, Wall, told_apart},
    },
};

/// A town, a language and the words for it.
#[derive(Clone, Copy)]
pub struct Teller<'t> {
    /// The town that speaks.
    pub town: &'t Town,
    /// The language it speaks in.
    pub language: &'t str,
    words: Words,
}

impl<'t> Teller<'t> {
    /// A teller in one of the town's languages.
    #[must_use]
    pub fn new(town: &'t Town, language: &'t str) -> Self {
        Self {
            town,
            language,
            words: words(language),
        }
    }

    /// The words of its language.
    #[must_use]
    pub const fn words(self) -> Words {
        self.words
    }

    /// The whole catalogue of a town that is open.
    #[must_use]
    pub fn town(self) -> wire::TownView {
        let town = self.town;
        let departments = town.departments.iter().map(|one| self.department(one));
        wire::TownView {
            slug: town.slug.clone(),
            name: town.name.clone(),
            language: self.language.to_owned(),
            languages: town.languages.clone(),
            phone: town.contact.phone.clone(),
            phone_hours: town.contact.phone_hours.in_language(self.language).to_owned(),
            theme: wire::ThemeView {
                accent: town.theme.accent.to_string(),
                accent_ink: town.theme.accent_ink.to_string(),
            },
            contact: match town.contact.required {
                ContactRule::Email => wire::ContactRule::Email,
                ContactRule::Phone => wire::ContactRule::Phone,
                ContactRule::Either => wire::ContactRule::Either,
            },
            privacy_url: town.pages.privacy.clone(),
            imprint_url: town.pages.imprint.clone(),
            accessibility_url: town.pages.accessibility.clone(),
            barrier_url: town.pages.barrier.clone(),
            release_note: town.policy.release.as_ref().map(|release| {
                self.words
                    .fill("format.release", &[("time", &release.at.to_string())])
            }),
            max_services: town.policy.max_services,
            hold_minutes: town.policy.hold_minutes,
            closed: None,
            departments: departments.filter(|one| !one.services.is_empty()).collect(),
        }
    }

    fn department(self, department: &Department) -> wire::DepartmentView {
        wire::DepartmentView {
            slug: department.slug.clone(),
            name: self.say(&department.name),
            place: self.place(&department.place),
            services: department
                .services
                .iter()
                .filter(|service| service.facts.offered_to.through(Channel::Citizen))
                .map(|service| self.service(service))
                .collect(),
        }
    }

    /// A place.
    #[must_use]
    pub fn place(self, place: &Place) -> wire::PlaceView {
        wire::PlaceView {
            name: self.say(&place.name),
            street: place.street.clone(),
            city: place.city.clone(),
            hint: self.say(&place.hint),
        }
    }

    fn service(self, service: &Service) -> wire::ServiceView {
        let facts = &service.facts;
        wire::ServiceView {
            slug: facts.slug.clone(),
            name: self.say(&facts.name),
            summary: self.say(&facts.summary),
            words: facts.searched_by(self.language),
            popular: facts.popular,
            minutes: facts.minutes,
            max_count: facts.max_count,
            fee: fee::in_words(&facts.fees, self.language),
            fees: facts.fees.iter().map(|fee| self.fee(fee)).collect(),
            documents: facts
                .documents
                .iter()
                .map(|document| wire::DocumentView {
                    text: self.say(&document.text),
                    hint: self.say_if_any(&document.hint),
                    when: conditions(&document.when),
                })
                .collect(),
            questions: facts
                .questions
                .iter()
                .map(|question| wire::QuestionView {
                    key: question.key.clone(),
                    text: self.say(&question.text),
                    answers: question
                        .answers
                        .iter()
                        .map(|answer| wire::AnswerView {
                            key: answer.key.clone(),
                            text: self.say(&answer.text),
                        })
                        .collect(),
                })
                .collect(),
            in_person: self.say_if_any(&facts.in_person),
            online: facts.online.as_ref().map(|online| wire::OnlineView {
                url: online.url.clone(),
                text: self.say(&online.text),
            }),
        }
    }

    fn fee(self, fee: &Fee) -> wire::FeeView {
        wire::FeeView {
            cents: fee.cents,
            label: self.say_if_any(&fee.label),
            when: conditions(&fee.when),
        }
    }

    /// A text in the reader's language.
    #[must_use]
    pub fn say(self, text: &tenants::Text) -> String {
        text.in_language(self.language).to_owned()
    }

    /// A text in the reader's language, or nothing.
    #[must_use]
    pub fn say_if_any(self, text: &tenants::Text) -> Option<String> {
        (!text.is_empty()).then(|| self.say(text))
    }

    /// A time told in full.
    #[must_use]
    pub fn time(self, instant: DateTime<Utc>) -> wire::TimeView {
        let local = instant.with_timezone(&self.town.zone).naive_local();
        wire::TimeView {
            at: rfc3339(instant, self.town.zone),
            date: local.date().to_string(),
            label: self.moment(local, instant),
        }
    }

    /// "09:30 Uhr": what the clock in the town shows at an instant.
    #[must_use]
    pub fn clock(self, instant: DateTime<Utc>) -> String {
        self.words.time(instant.with_timezone(&self.town.zone).time())
    }

    /// "Dienstag, 24. November 2026, 09:30 Uhr": what the wall shows at an instant, or was promised to show.
    fn moment(self, local: NaiveDateTime, at: DateTime<Utc>) -> String {
        let moment = self.words.moment(local.date(), local.time());
        told_apart(moment, (self.town.zone, self.language), local, at)
    }

    /// Free times.
    #[must_use]
    pub fn availability(self, visit: &Visit, offer: &Offer) -> wire::Availability {
        wire::Availability {
            minutes: visit.minutes(),
            bookable_from: self.date_of(offer.bookable.earliest).to_string(),
            bookable_until: offer.bookable.until.to_string(),
            first_free: offer.first_free().map(|cell| self.time(cell.start())),
            days: offer.days.iter().map(|day| self.day(day)).collect(),
        }
    }

    fn day(self, day: &DayOffer) -> wire::DayView {
        let wall = Wall::of(self.town.zone, self.language, day.date);
        wire::DayView {
            date: day.date.to_string(),
            label: self.words.date(day.date),
            state: match day.state {
                DayState::Free => wire::DayState::Free,
                DayState::Full => wire::DayState::Full,
                DayState::Closed => wire::DayState::Closed,
            },
            starts: day.starts.iter().map(|cell| wall.start(*cell)).collect(),
        }
    }

    /// A hold, to whoever knows its secret.
    #[must_use]
    pub fn hold(
        self,
        secret: &Secret,
        state: &State,
        (local_start, minutes, place): (NaiveDateTime, u32, &Place),
        now: DateTime<Utc>,
    ) -> wire::HoldView {
        let until = state.ends_at().unwrap_or(now);
        let starts = state.kept().map_or(now, |kept| kept.span.first.start());
        wire::HoldView {
            hold: secret.text(),
            expires_at: rfc3339(until, self.town.zone),
            expires_label: wall::face(self.town.zone, self.language, until),
            seconds_left: u32::try_from((until - now).num_seconds()).unwrap_or(0),
            extendable: matches!(state, State::Held { extended: false, .. }),
            minutes,
            at: rfc3339(starts, self.town.zone),
            label: self.moment(local_start, starts),
            place: self.place(place),
        }
    }

    /// An appointment, to whoever knows its secret.
    ///
    /// # Errors
    /// A fault if it was never promised to anybody.
    pub fn appointment(
        self,
        public_url: &str,
        secret: &Secret,
        appointment: &Appointment,
        now: DateTime<Utc>,
    ) -> Outcome<wire::AppointmentView> {
        let promise = appointment
            .promise
            .as_ref()
            .ok_or_else(|| Fault::because("a hold was shown as an appointment"))?;
        let (slug, token) = (&self.town.slug, secret.text());
        let (begins, at) = (appointment.local_start, appointment.span.first.start());
        let ends = wall::end(self.town.zone, (begins, at), appointment.minutes);
        let span = self.words.time_span(begins.time(), ends.time());
        let told = appointment.visit.told_in(self.language);
        let pin = secret.pin();
        // Whoever was let in by reference and PIN, for half an hour, is not told what would not last.
        let has_link = pin.hash(&promise.reference) == promise.pin_hash;
        let lasting = |text: &str| if has_link { text.to_owned() } else { String::new() };
        Ok(wire::AppointmentView {
            reference: promise.reference.clone(),
            pin: lasting(pin.text()),
            manage_url: lasting(&format!("{public_url}/{slug}/termin/{token}")),
            ics_url: format!("{public_url}/api/v1/towns/{slug}/appointments/{token}/calendar.ics"),
            token,
            state: state_of(&appointment.state)?,
            at: rfc3339(at, self.town.zone),
            date_label: self.words.date(begins.date()),
            time_label: told_apart(span, (self.town.zone, self.language), begins, at),
            label: self.moment(begins, at),
            minutes: appointment.minutes,
            name: promise.name.clone(),
            email_hint: promise
                .email
                .as_deref()
                .and_then(|email| Email::parse(email).ok())
                .map(|email| email.masked()),
            services: appointment
                .visit
                .services
                .iter()
                .map(|kept| wire::ChosenView {
                    service: kept.slug.clone(),
                    name: self.say(&kept.name),
                    count: kept.count,
                })
                .collect(),
            place: self.place(&appointment.visit.place),
            documents: told
                .papers
                .into_iter()
                .map(|(text, hint)| wire::ChecklistLine { text, hint })
                .collect(),
            fee: told.fee,
            proof: proof::wanted(self, appointment, now),
            changeable: appointment.state.is_changeable(now, &self.town.policy),
            phone: self.town.contact.phone.clone(),
        })
    }

    /// "Termin: Gemeinde Dörentrup": says nothing about the concern, because calendars are shared.
    #[must_use]
    pub fn calendar_title(self) -> String {
        self.words.fill("calendar.title", &[("town", &self.town.name)])
    }

    /// "Bürgerbüro Dörentrup, Poststraße 11, 32694 Dörentrup (Zimmer 3)".
    #[must_use]
    pub fn one_line_place(self, place: &Place) -> String {
        let place = self.place(place);
        let address = [place.name, place.street, place.city].join(", ");
        if place.hint.is_empty() {
            address
        } else {
            format!("{address} ({})", place.hint)
        }
    }

    /// Reference, papers and the private link, as plain text.
    #[must_use]
    pub fn calendar_text(self, view: &wire::AppointmentView) -> String {
        let services = view
            .services
            .iter()
            .map(|chosen| format!("{} × {}", chosen.count, chosen.name));
        let papers = view.documents.iter().map(|paper| match &paper.hint {
            Some(hint) => format!("- {} ({hint})", paper.text),
            None => format!("- {}", paper.text),
        });
        let mut lines = vec![
            self.words
                .fill("calendar.reference", &[("reference", &view.reference)]),
        ];
        lines.extend(services);
        if !view.documents.is_empty() {
            lines.push(self.words.get("calendar.bring").to_owned());
            lines.extend(papers);
        }
        if !view.manage_url.is_empty() {
            lines.push(self.words.fill("calendar.manage", &[("url", &view.manage_url)]));
        }
        lines.push(self.words.fill("calendar.phone", &[("phone", &view.phone)]));
        lines.join("\n")
    }

    fn date_of(self, instant: DateTime<Utc>) -> chrono::NaiveDate {
        local_time::date(self.town.zone, instant)
    }
}

fn state_of(state: &State) -> Outcome<wire::AppointmentState> {
    Ok(match state.name() {
        StateName::Booked => wire::AppointmentState::Booked,
        StateName::Arrived => wire::AppointmentState::Arrived,
        StateName::Done => wire::AppointmentState::Done,
        StateName::NoShow => wire::AppointmentState::NoShow,
        StateName::Cancelled => wire::AppointmentState::Cancelled,
        StateName::Displaced => wire::AppointmentState::Displaced,
        StateName::Pending => wire::AppointmentState::Pending,
        StateName::Held => {
            return Err(Fault::because("a hold was shown as an appointment").into());
        }
    })
}

/// "2026-11-24T09:30:00+01:00": an instant with the town's offset.
#[must_use]
pub fn rfc3339(instant: DateTime<Utc>, zone: Tz) -> String {
    instant
        .with_timezone(&zone)
        .to_rfc3339_opts(chrono::SecondsFormat::Secs, false)
}

fn conditions(when: &Conditions) -> Vec<wire::Condition> {
    when.iter()
        .map(|(question, answers)| wire::Condition {
            question: question.clone(),
            answers: answers.clone(),
        })
        .collect()
}
