//! What a visit costs, as far as it is known, and how that is said.

use std::fmt::Write;

use crate::service::{Fee, Service, ServiceFacts};
use crate::visit::Answers;

/// What one piece of a service costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceFee {
    /// Nothing is known of a fee.
    Unknown,
    /// It depends on what has not been answered.
    Open,
    /// So many cents.
    Cents(u32),
}

/// The fee of one piece: fees that an answer rules out are skipped, and the first that is left counts if all of its
/// conditions are answered.
#[must_use]
pub fn of_piece(service: &Service, answers: &Answers) -> PieceFee {
    let mut left = service
        .facts
        .fees
        .iter()
        .filter(|fee| answers.allow(service.id, &fee.when));
    match left.next() {
        Some(fee) if answers.settle(service.id, &fee.when) => PieceFee::Cents(fee.cents),
        Some(_) => PieceFee::Open,
        None => PieceFee::Unknown,
    }
}

/// What a visit costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VisitFee {
    /// Cents of all pieces together.
    Known {
        /// The sum.
        cents: u64,
    },
    /// Not all is known; what is, stands in the services' own words.
    Open {
        /// Services whose fees can be told in words, in order, with their counts.
        services: Vec<(ServiceFacts, u32)>,
    },
}

impl VisitFee {
    /// Adds up.
    pub fn sum<'a>(pieces: impl IntoIterator<Item = (&'a Service, u32, PieceFee)>) -> Self {
        let pieces: Vec<_> = pieces.into_iter().collect();
        let known = pieces.iter().try_fold(0u64, |sum, (_, count, fee)| match fee {
            PieceFee::Cents(cents) => Some(sum + u64::from(*count) * u64::from(*cents)),
            PieceFee::Open | PieceFee::Unknown => None,
        });
        known.map_or_else(
            || Self::Open {
                services: pieces
                    .iter()
                    .filter(|(service, _, _)| !service.facts.fees.is_empty())
                    .map(|(service, count, _)| (service.facts.clone(), *count))
                    .collect(),
            },
            |cents| Self::Known { cents },
        )
    }

    /// "162,00 €", "gebührenfrei", or the fees in words, "46,00 €, unter 24 Jahren 27,60 €"; with several services
    /// each under its name. Empty where nothing is known.
    #[must_use]
    pub fn in_words(&self, language: &str) -> String {
        match self {
            Self::Known { cents } => amount(*cents, language),
            Self::Open { services } => match services.as_slice() {
                [(only, 1)] => in_words(&only.fees, language),
                several => {
                    let mut words = String::new();
                    for (service, count) in several {
                        let separator = if words.is_empty() { "" } else { "; " };
                        let times = if *count == 1 {
                            String::new()
                        } else {
                            format!("{count} × ")
                        };
                        let name = service.name.in_language(language);
                        // Writing to a string cannot fail.
                        let _ = write!(
                            words,
                            "{separator}{times}{name}: {}",
                            in_words(&service.fees, language)
                        );
                    }
                    words
                }
            },
        }
    }
}

/// A list of fees in words: the ordinary one first, then the others as the town lists them. Empty without fees.
#[must_use]
pub fn in_words(fees: &[Fee], language: &str) -> String {
    let (labelled, ordinary): (Vec<_>, Vec<_>) = fees.iter().partition(|fee| !fee.label.is_empty());
    let ordinary = ordinary.iter().map(|fee| amount(fee.cents.into(), language));
    let labelled = labelled.iter().map(|fee| {
        format!(
            "{} {}",
            fee.label.in_language(language),
            amount(fee.cents.into(), language)
        )
    });
    ordinary.chain(labelled).collect::<Vec<_>>().join(", ")
}

/// "1.234,50 €" or "gebührenfrei"; outside of German "€1,234.50" or "free of charge".
#[must_use]
pub fn amount(cents: u64, language: &str) -> String {
    let german = language == "de";
    if cents == 0 {
        return if german { "gebührenfrei" } else { "free of charge" }.to_owned();
    }
    let digits = (cents / 100).to_string();
    let mut euros = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            euros.push(if german { '.' } else { ',' });
        }
        euros.push(digit);
    }
    let rest = cents % 100;
    // A line must not break between the number and the sign.
    if german {
        format!("{euros},{rest:02}\u{a0}€")
    } else {
        format!("€{euros}.{rest:02}")
    }
}
