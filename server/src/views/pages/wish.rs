//! What a citizen wishes so far, as it travels through addresses and forms.
//!
//! Nothing is stored between two pages: services, answers and the part of the calendar that is looked at stand in the
//! address, what a person types about themselves only ever in the body of a form. Reading is strict about what it
//! understands (a count is a number) and blind to what it does not (other people's parameters). Whether the town offers
//! any of it is not asked here.

use chrono::NaiveDate;
use wire::{GivenAnswer, ServiceCount};

use crate::refusal::{Outcome, Trouble};

/// More services or answers than any form of ours can send.
const MOST: usize = 200;

/// What a citizen wishes so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Services and counts, each service once, none with a count of zero.
    pub services: Vec<ServiceCount>,
    /// Answers to narrowing questions.
    pub answers: Vec<GivenAnswer>,
    /// First day to show.
    pub from: Option<NaiveDate>,
    /// Which times of the day to show.
    pub daytime: Daytime,
    /// What was typed into the search box.
    pub search: String,
}

/// Which times of the day to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Daytime {
    /// Every time.
    #[default]
    All,
    /// Before noon.
    Morning,
    /// From noon on.
    Afternoon,
    /// For those who work: from four o'clock on.
    Late,
}

impl Daytime {
    /// Every choice, in the order shown.
    pub const ALL: [Self; 4] = [Self::All, Self::Morning, Self::Afternoon, Self::Late];

    /// The word in addresses; every time has none.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Morning => "vormittag",
            Self::Afternoon => "nachmittag",
            Self::Late => "ab16",
        }
    }

    /// Whether a visit that starts in this hour of the wall clock is shown.
    #[must_use]
    pub const fn shows(self, hour: u32) -> bool {
        match self {
            Self::All => true,
            Self::Morning => hour < 12,
            Self::Afternoon => hour >= 12,
            Self::Late => hour >= 16,
        }
    }
}

impl Wish {
    /// Reads parameters of an address or fields of a form.
    ///
    /// # Errors
    /// Names the field that cannot be read.
    pub fn read(pairs: &[(String, String)]) -> Outcome<Self> {
        let mut wish = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "service" => wish.add_service(value)?,
                "ab" => wish.from = date(value)?,
                "tageszeit" => wish.daytime = daytime(value)?,
                "suche" => wish.search = value.trim().chars().take(80).collect(),
                name => wish.add_answer(name, value),
            }
        }
        let lines = wish.services.len().max(wish.answers.len());
        if lines > MOST {
            Err(Trouble::field("service", "field.services"))
        } else {
            Ok(wish)
        }
    }

    /// Services and answers as parameters of an address or hidden fields of a form.
    #[must_use]
    pub fn pairs(&self) -> Vec<(String, String)> {
        let services = self.services.iter().map(|chosen| {
            (
                "service".to_owned(),
                format!("{}:{}", chosen.service, chosen.count),
            )
        });
        let answers = self.answers.iter().map(|given| {
            (
                format!("answer.{}.{}", given.service, given.question),
                given.answer.clone(),
            )
        });
        services.chain(answers).collect()
    }

    /// Services, answers and the part of the calendar that is looked at.
    #[must_use]
    pub fn calendar_pairs(&self) -> Vec<(String, String)> {
        let mut pairs = self.pairs();
        pairs.extend(self.view_pairs());
        pairs
    }

    /// The part of the calendar that is looked at.
    #[must_use]
    pub fn view_pairs(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        if let Some(from) = self.from {
            pairs.push(("ab".to_owned(), from.to_string()));
        }
        if self.daytime != Daytime::All {
            pairs.push(("tageszeit".to_owned(), self.daytime.word().to_owned()));
        }
        pairs
    }

    /// The same wish, looking at the calendar from this day on.
    #[must_use]
    pub fn starting(&self, from: NaiveDate) -> Self {
        Self {
            from: Some(from),
            ..self.clone()
        }
    }

    /// How often this service was chosen.
    #[must_use]
    pub fn count(&self, service: &str) -> u32 {
        self.services
            .iter()
            .find(|chosen| chosen.service == service)
            .map_or(0, |chosen| chosen.count)
    }

    /// The answer given to this question.
    #[must_use]
    pub fn answer(&self, service: &str, question: &str) -> Option<&str> {
        let mut given = self.answers.iter();
        let given = given.find(|given| given.service == service && given.question == question);
        given.map(|given| given.answer.as_str())
    }

    /// "personalausweis:2", or "personalausweis" for one. Every line of the form is sent, also those left at none.
    fn add_service(&mut self, value: &str) -> Outcome<()> {
        let (service, count) = value.split_once(':').unwrap_or((value, "1"));
        if service.is_empty() {
            return Ok(());
        }
        let count: u32 = count
            .parse()
            .map_err(|_| Trouble::field("service", "field.count"))?;
        self.services.retain(|chosen| chosen.service != service);
        if count > 0 {
            self.services.push(ServiceCount {
                service: service.to_owned(),
                count,
            });
        }
        Ok(())
    }

    /// "answer.reisepass.first" = "yes". "I do not know yet" is sent as an empty answer and is none.
    fn add_answer(&mut self, name: &str, value: &str) {
        let asked = name.strip_prefix("answer.").and_then(|rest| rest.split_once('.'));
        if let Some((service, question)) = asked
            && !value.is_empty()
        {
            self.answers
                .retain(|given| (given.service.as_str(), given.question.as_str()) != (service, question));
            self.answers.push(GivenAnswer {
                service: service.to_owned(),
                question: question.to_owned(),
                answer: value.to_owned(),
            });
        }
    }
}

fn date(value: &str) -> Outcome<Option<NaiveDate>> {
    if value.is_empty() {
        return Ok(None);
    }
    value
        .parse()
        .map(Some)
        .map_err(|_| Trouble::field("ab", "field.date"))
}

fn daytime(value: &str) -> Outcome<Daytime> {
    let found = Daytime::ALL.into_iter().find(|known| known.word() == value);
    found.ok_or_else(|| Trouble::field("tageszeit", "pages.daytime_unknown"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(query: &[(&str, &str)]) -> Vec<(String, String)> {
        query
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    fn read(query: &[(&str, &str)]) -> Wish {
        Wish::read(&pairs(query)).unwrap()
    }

    #[test]
    fn what_was_chosen_survives_the_way_through_an_address() {
        let query = [
            ("service", "personalausweis:2"),
            ("service", "reisepass:1"),
            ("answer.reisepass.first", "yes"),
            ("ab", "2026-11-24"),
            ("tageszeit", "ab16"),
        ];
        let wish = read(&query);
        assert_eq!(wish.calendar_pairs(), pairs(&query));
        assert_eq!((wish.count("personalausweis"), wish.count("umzug")), (2, 0));
        assert_eq!(wish.answer("reisepass", "first"), Some("yes"));
        assert_eq!(Wish::read(&wish.calendar_pairs()).unwrap(), wish);
    }

    #[test]
    fn lines_left_at_none_and_parameters_of_others_are_passed_over() {
        let wish = read(&[
            ("service", ""),
            ("service", "reisepass"),
            ("service", "umzug:0"),
            ("answer.reisepass.first", ""),
            ("answer.nonsense", "x"),
            ("utm_source", "amtsblatt"),
            ("ab", ""),
            ("suche", "  Perso "),
        ]);
        assert_eq!(
            wish.services,
            [ServiceCount {
                service: "reisepass".to_owned(),
                count: 1
            }]
        );
        assert_eq!(
            (wish.answers.len(), wish.from, wish.search.as_str()),
            (0, None, "Perso")
        );
    }

    #[test]
    fn the_last_word_on_a_service_or_a_question_counts() {
        let wish = read(&[
            ("service", "a:1"),
            ("service", "a:3"),
            ("answer.a.q", "no"),
            ("answer.a.q", "yes"),
        ]);
        assert_eq!((wish.count("a"), wish.services.len()), (3, 1));
        assert_eq!((wish.answer("a", "q"), wish.answers.len()), (Some("yes"), 1));
    }

    #[test]
    fn what_cannot_be_read_is_refused_by_its_field() {
        for (name, value, field) in [
            ("service", "a:many", "service"),
            ("service", "a:-1", "service"),
            ("service", "a:99999999999", "service"),
            ("ab", "24.11.2026", "ab"),
            ("tageszeit", "nachts", "tageszeit"),
        ] {
            let Err(Trouble::Refused(refusal)) = Wish::read(&pairs(&[(name, value)])) else {
                panic!("{name}={value} was accepted");
            };
            assert_eq!(refusal.fields[0].0, field, "{value}");
        }
        let endless: Vec<_> = (0..500)
            .map(|n| ("service".to_owned(), format!("s{n}")))
            .collect();
        assert!(Wish::read(&endless).is_err());
    }
}
