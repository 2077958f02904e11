//! What a message says, in its reader's language, as text and as HTML.
//!
//! A letter is one shape for every occasion: what has happened, the appointment as it stands, what to do, one link. The subject
//! says nothing about the concern, because others see it over a shoulder.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::Serialize;
use tenants::notice::Kind;
use tenants::wording::{Placeholder, Spot};
use wire::AppointmentView;

use super::wire_views::Teller;
use crate::texts::{Words, words};

/// A letter, ready to be written down.
#[derive(Clone, Debug, Serialize)]
pub struct Letter {
    /// BCP 47 tag of its language.
    pub language: &'static str,
    /// What the mailbox shows.
    pub subject: String,
    /// Who writes.
    pub town: String,
    /// The town's colour.
    pub accent: String,
    /// Text on it.
    pub accent_ink: String,
    /// "Guten Tag Mika Beispiel,".
    pub greeting: String,
    /// What has happened.
    pub news: Vec<String>,
    /// Times to choose from.
    pub offers: Vec<String>,
    /// What to do now.
    pub advice: Vec<String>,
    /// The appointment, as label and value.
    pub facts: Vec<(String, String)>,
    /// What to bring: heading and papers.
    pub papers: Option<(String, Vec<String>)>,
    /// What the town adds in its own words.
    pub closing: Vec<String>,
    /// The one link: label and address.
    pub link: (String, String),
    /// Small print.
    pub notes: Vec<String>,
    /// Pages the law asks for: label and address.
    pub pages: Vec<(String, String)>,
}

/// What a letter tells of.
pub struct Occasion<'a> {
    /// What of.
    pub kind: Kind,
    /// The time before, where it was moved.
    pub previous: Option<NaiveDateTime>,
    /// The times that are kept to choose from: begin, and until when.
    pub offers: &'a [(DateTime<Utc>, DateTime<Utc>)],
    /// What proves that she reads it, where that is asked for.
    pub proof: Option<String>,
}

impl Letter {
    /// Tells an appointment to whoever it is promised to.
    #[must_use]
    pub fn new(
        teller: Teller<'_>,
        public_url: &str,
        view: &AppointmentView,
        occasion: &Occasion<'_>,
    ) -> Self {
        let words = words(teller.language);
        let town = teller.town;
        let previous = occasion.previous.map(|at| words.moment(at.date(), at.time()));
        let news = words.fill(
            of_kind(occasion.kind).1,
            &[("previous", &previous.unwrap_or_default())],
        );
        let own = own_words(teller, view, occasion);
        let mut letter = Self {
            language: words.language,
            subject: words.fill(of_kind(occasion.kind).0, &[("town", &town.name)]),
            town: town.name.clone(),
            accent: town.theme.accent.to_string(),
            accent_ink: town.theme.accent_ink.to_string(),
            greeting: words.fill("mail.greeting", &[("name", &view.name)]),
            news: own(Spot::Opening).unwrap_or_else(|| vec![news]),
            offers: Vec::new(),
            advice: Vec::new(),
            facts: facts(words, view, occasion.kind),
            papers: None,
            closing: own(Spot::Closing).unwrap_or_default(),
            link: (words.get("mail.open").to_owned(), view.manage_url.clone()),
            notes: Vec::new(),
            pages: [
                ("mail.imprint", &town.pages.imprint),
                ("mail.privacy", &town.pages.privacy),
            ]
            .map(|(label, url)| (words.get(label).to_owned(), url.clone()))
            .to_vec(),
        };
        match occasion.kind {
            Kind::Cancelled => {
                letter.link = (
                    words.get("mail.again").to_owned(),
                    format!("{public_url}/{}", town.slug),
                );
            }
            Kind::Displaced | Kind::OfferEnding | Kind::Earlier => {
                letter.offer(teller, occasion.offers);
                letter.notes.push(words.get("mail.private").to_owned());
            }
            Kind::Activation => letter.ask_for_proof(teller, occasion),
            Kind::CallRequested => {
                letter.notes.push(words.get("mail.private").to_owned());
            }
            Kind::Ready => {
                letter.advice.push(words.get("mail.ready_bring").to_owned());
                match &town.messages.pickup {
                    Some(service) => {
                        let address = format!(
                            "{public_url}/{}?lang={}&service={service}:1",
                            town.slug, words.language
                        );
                        letter.link = (words.get("mail.pick_up").to_owned(), address);
                    }
                    None => {
                        words.get("mail.view").clone_into(&mut letter.link.0);
                        letter.notes.push(words.get("mail.private").to_owned());
                    }
                }
            }
            Kind::Reminder => {
                letter.papers = papers(words, view);
                letter.notes.push(words.get("mail.private").to_owned());
                letter.notes.push(words.get("mail.reminder_stop").to_owned());
            }
            Kind::Booked | Kind::Moved | Kind::Reassigned | Kind::DailyList | Kind::Trial => {
                letter.papers = papers(words, view);
                letter.notes.push(words.get("mail.private").to_owned());
                letter.notes.push(words.get("mail.attached").to_owned());
            }
        }
        letter.notes.push(questions(teller));
        if town.messages.reply_to.is_empty() {
            letter.notes.push(words.get("mail.no_reply").to_owned());
        }
        letter
    }

    fn ask_for_proof(&mut self, teller: Teller<'_>, occasion: &Occasion<'_>) {
        let words = words(teller.language);
        if let Some((_, until)) = occasion.offers.first() {
            let until = teller.time(*until).label;
            self.advice
                .push(words.fill("mail.proof_until", &[("until", &until)]));
        }
        if let Some(proof) = &occasion.proof {
            let address = format!("{}/bestaetigen?nachweis={proof}", self.link.1);
            self.link = (words.get("mail.prove").to_owned(), address);
        }
        for note in ["mail.proof_not_you", "mail.proof_click"] {
            self.notes.push(words.get(note).to_owned());
        }
    }

    fn offer(&mut self, teller: Teller<'_>, offers: &[(DateTime<Utc>, DateTime<Utc>)]) {
        let words = words(teller.language);
        let Some(until) = offers.iter().map(|(_, until)| *until).min() else {
            self.advice.push(words.get("mail.displaced_nothing").to_owned());
            return;
        };
        let until = teller.time(until).label;
        self.news
            .push(words.fill("mail.displaced_offers", &[("until", &until)]));
        self.offers = offers
            .iter()
            .map(|(begin, _)| teller.time(*begin).label)
            .collect();
        self.advice.push(words.get("mail.displaced_choose").to_owned());
        words.get("mail.choose").clone_into(&mut self.link.0);
    }

    /// The letter for whoever reads plain text. Addresses stand on a line of their own.
    #[must_use]
    pub fn text(&self) -> String {
        let mut lines = vec![self.greeting.clone(), String::new()];
        lines.extend(self.news.iter().cloned());
        if !self.offers.is_empty() {
            lines.push(String::new());
            lines.extend(self.offers.iter().map(|offer| format!("- {offer}")));
        }
        for advice in &self.advice {
            lines.extend([String::new(), advice.clone()]);
        }
        lines.push(String::new());
        lines.extend(
            self.facts
                .iter()
                .map(|(label, value)| format!("{label}: {value}")),
        );
        if let Some((heading, papers)) = &self.papers {
            lines.extend([String::new(), format!("{heading}:")]);
            lines.extend(papers.iter().map(|paper| format!("- {paper}")));
        }
        for line in &self.closing {
            lines.extend([String::new(), line.clone()]);
        }
        lines.extend([
            String::new(),
            format!("{}:", self.link.0),
            self.link.1.clone(),
            String::new(),
        ]);
        lines.extend(self.notes.iter().cloned());
        lines.extend([String::new(), self.town.clone()]);
        lines.extend(self.pages.iter().map(|(label, url)| format!("{label}: {url}")));
        lines.push(String::new());
        lines.join("\n")
    }
}

/// "Fragen? Sie erreichen uns unter …".
#[must_use]
pub fn questions(teller: Teller<'_>) -> String {
    let contact = &teller.town.contact;
    let hours = contact.phone_hours.in_language(teller.language);
    let key = if hours.is_empty() {
        "mail.questions"
    } else {
        "mail.questions_hours"
    };
    let phone = [("phone", contact.phone.as_str()), ("hours", hours)];
    words(teller.language).fill(key, &phone)
}

/// What the town says in its own words, where it does.
fn own_words(
    teller: Teller<'_>,
    view: &AppointmentView,
    occasion: &Occasion<'_>,
) -> impl Fn(Spot) -> Option<Vec<String>> {
    let value = move |placeholder: Placeholder| own_value(teller, view, occasion, placeholder);
    move |spot| {
        let wording = &teller.town.messages.wording;
        wording.fill((occasion.kind, spot, teller.language), value)
    }
}

/// What is put in; empty where it is not known.
fn own_value(
    teller: Teller<'_>,
    view: &AppointmentView,
    occasion: &Occasion<'_>,
    placeholder: Placeholder,
) -> String {
    let town = teller.town;
    match placeholder {
        Placeholder::Name => view.name.clone(),
        Placeholder::Town => town.name.clone(),
        Placeholder::Department => {
            let service = view
                .services
                .first()
                .and_then(|one| town.service_named(&one.service));
            let department = service.and_then(|service| town.department(service.department));
            department
                .map(|department| teller.say(&department.name))
                .unwrap_or_default()
        }
        Placeholder::Date => view.date_label.clone(),
        Placeholder::Time => view.time_label.clone(),
        Placeholder::Place => address(view),
        Placeholder::Phone => town.contact.phone.clone(),
        Placeholder::Reference => view.reference.clone(),
        Placeholder::Until => {
            let until = occasion.offers.iter().map(|(_, until)| *until).min();
            until.map(|until| teller.time(until).label).unwrap_or_default()
        }
        Placeholder::Previous => {
            let previous = occasion
                .previous
                .map(|at| words(teller.language).moment(at.date(), at.time()));
            previous.unwrap_or_default()
        }
    }
}

/// "Bürgerbüro Dörentrup, Poststraße 11, 32694 Dörentrup (Zimmer 3)".
fn address(view: &AppointmentView) -> String {
    let place = &view.place;
    let address = [place.name.as_str(), &place.street, &place.city].join(", ");
    if place.hint.is_empty() {
        address
    } else {
        format!("{address} ({})", place.hint)
    }
}

/// What we say first in a letter of this kind, with its placeholders.
#[must_use]
pub fn ours(kind: Kind, language: &str) -> &'static str {
    words(language).get(of_kind(kind).1)
}

/// Subject and first sentence.
const fn of_kind(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        // Whatever is no citizen's own has a letter of another shape; an example looks like what is sent most.
        Kind::Booked | Kind::DailyList | Kind::Trial => ("mail.subject_booked", "mail.booked"),
        Kind::Moved => ("mail.subject_moved", "mail.moved"),
        Kind::Cancelled => ("mail.subject_cancelled", "mail.cancelled"),
        Kind::Displaced => ("mail.subject_displaced", "mail.displaced"),
        Kind::Reassigned => ("mail.subject_reassigned", "mail.reassigned"),
        Kind::Activation => ("mail.subject_activation", "mail.activation"),
        Kind::Reminder => ("mail.subject_reminder", "mail.reminder"),
        Kind::OfferEnding => ("mail.subject_offer_ending", "mail.offer_ending"),
        Kind::CallRequested => ("mail.subject_call_requested", "mail.call_requested"),
        Kind::Ready => ("mail.subject_ready", "mail.ready"),
        Kind::Earlier => ("mail.subject_earlier", "mail.earlier"),
    }
}

fn facts(words: Words, view: &AppointmentView, kind: Kind) -> Vec<(String, String)> {
    let label = match kind {
        Kind::Cancelled | Kind::Displaced | Kind::OfferEnding | Kind::CallRequested => "mail.was",
        Kind::Ready => "mail.visit",
        _ => "mail.when",
    };
    let services = view
        .services
        .iter()
        .map(|chosen| format!("{} × {}", chosen.count, chosen.name));
    let when = format!("{}, {}", view.date_label, view.time_label);
    let mut facts = vec![
        (label, when),
        ("mail.what", services.collect::<Vec<_>>().join(", ")),
    ];
    if label == "mail.when" {
        facts.extend([("mail.where", address(view)), ("mail.fee", view.fee.clone())]);
    }
    facts.push(("mail.reference", view.reference.clone()));
    if !view.pin.is_empty() {
        facts.push(("mail.pin", view.pin.clone()));
    }
    facts.retain(|(_, value)| !value.is_empty());
    facts
        .into_iter()
        .map(|(label, value)| (words.get(label).to_owned(), value))
        .collect()
}

fn papers(words: Words, view: &AppointmentView) -> Option<(String, Vec<String>)> {
    let papers: Vec<_> = view
        .documents
        .iter()
        .map(|paper| match &paper.hint {
            Some(hint) => format!("{} ({hint})", paper.text),
            None => paper.text.clone(),
        })
        .collect();
    (!papers.is_empty()).then(|| (words.get("mail.bring").to_owned(), papers))
}
