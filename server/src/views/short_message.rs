//! What a short message says: who writes, what about, one link. It fits two messages of the network, whatever the town is
//! called, in the letters every phone knows (GSM 03.38); others would halve what fits.

use tenants::notice::Kind;

use super::letter::Letter;
use crate::texts::words;

/// Septets of two messages that belong together: seven of each are used up to say so.
const MOST: usize = 2 * 153;
/// Letters that take one septet.
const PLAIN: &str = "@£$¥èéùìòÇØøÅå_ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Letters that take two.
const WIDE: &str = "^{}\\[~]|€";

/// A short message instead of a letter, about an appointment at this time.
#[must_use]
pub fn short_message(letter: &Letter, kind: Kind, when: &str) -> String {
    let words = words(letter.language);
    let told = |town: &str| {
        let values = [("town", town), ("when", when), ("link", letter.link.1.as_str())];
        plain(&words.fill(key(kind), &values))
    };
    let mut town = letter.town.clone();
    while septets(&told(&town)) > MOST && town.pop().is_some() {}
    told(&town)
}

/// How much of a message a text takes.
#[must_use]
pub fn septets(text: &str) -> usize {
    text.chars()
        .map(|letter| if WIDE.contains(letter) { 2 } else { 1 })
        .sum()
}

/// The text in letters every phone knows.
fn plain(text: &str) -> String {
    let known = |letter: char| match letter {
        letter if PLAIN.contains(letter) || WIDE.contains(letter) => letter,
        letter if letter.is_whitespace() => ' ',
        '\u{2010}'..='\u{2015}' => '-',
        '\u{201c}'..='\u{201f}' => '"',
        '\u{2018}'..='\u{201b}' => '\'',
        _ => '?',
    };
    text.chars().map(known).collect()
}

const fn key(kind: Kind) -> &'static str {
    match kind {
        // These go to mailboxes alone; what they are about is said on the page behind the link.
        Kind::Booked | Kind::Activation | Kind::DailyList | Kind::Trial => "sms.booked",
        Kind::Moved => "sms.moved",
        Kind::Cancelled => "sms.cancelled",
        Kind::Displaced => "sms.displaced",
        Kind::Reassigned => "sms.reassigned",
        Kind::Reminder => "sms.reminder",
        Kind::OfferEnding => "sms.offer_ending",
        Kind::CallRequested => "sms.call_requested",
        Kind::Ready => "sms.ready",
        Kind::Earlier => "sms.earlier",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(language: &'static str, town: &str) -> Letter {
        Letter {
            language,
            town: town.to_owned(),
            link: (
                "Termin ansehen".to_owned(),
                format!(
                    "https://termine.rechenzentrum-westfalen-lippe.example/{}/termin/{}",
                    "d".repeat(30),
                    "x_-".repeat(14)
                ),
            ),
            subject: String::new(),
            accent: String::new(),
            accent_ink: String::new(),
            greeting: String::new(),
            news: Vec::new(),
            offers: Vec::new(),
            advice: Vec::new(),
            facts: Vec::new(),
            papers: None,
            closing: Vec::new(),
            notes: Vec::new(),
            pages: Vec::new(),
        }
    }

    #[test]
    fn every_kind_fits_two_messages_whatever_the_town_is_called() {
        let names = ["Stadt Köln", &"Verbandsgemeinde „Łódź – Rhein“ ".repeat(4)];
        for (language, when) in [
            ("de", "Donnerstag, 24. September\u{a0}2026, 09:30\u{a0}Uhr (MESZ)"),
            ("en", "Thursday, 24 September 2026, 9:30\u{202f}am (CEST)"),
        ] {
            for (kind, town) in Kind::ALL
                .into_iter()
                .flat_map(|kind| names.map(|town| (kind, town)))
            {
                let letter = letter(language, town);
                let text = short_message(&letter, kind, when);
                assert!(
                    septets(&text) <= MOST,
                    "{kind:?}: {} septets: {text}",
                    septets(&text)
                );
                let link = letter.link.1.as_str();
                assert_eq!(
                    text.matches(link).count(),
                    usize::from(text.contains("https://")),
                    "{text}"
                );
                assert!(kind == Kind::CallRequested || text.ends_with(link), "{text}");
                assert!(
                    text.chars().all(|one| PLAIN.contains(one) || WIDE.contains(one)),
                    "{text}"
                );
                assert!(!text.contains("sms.") && !text.contains('{'), "{text}");
            }
        }
    }

    #[test]
    fn it_says_who_writes_first() {
        let text = short_message(
            &letter("de", "Stadt Köln"),
            Kind::Displaced,
            "Dienstag, 24. November 2026, 09:30 Uhr",
        );
        let expected = "Stadt Köln: Ihr Termin am Dienstag, 24. November 2026, 09:30 Uhr muss leider entfallen. \
                        Bitte wählen Sie eine neue Uhrzeit: https://";
        assert!(text.starts_with(expected), "{text}");
    }
}
