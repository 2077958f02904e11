//! Checks of single fields that many parts share.

use std::fmt::Display;
use std::ops::RangeInclusive;

use super::{Mistake, Problem};
use crate::operator;
use crate::text::{Text, Words};

/// Words that stand for something else in URLs and can name no part of a town.
pub const RESERVED_SLUGS: &[&str] = &[
    "admin",
    "api",
    "assets",
    "desk",
    "docs",
    "health",
    "help",
    "hilfe",
    "hooks",
    "login",
    "logout",
    "metrics",
    operator::SLUG,
    "static",
    "status",
    "termin",
    "termine",
    "widget",
];

/// Most characters of a name, and of a longer text.
pub(super) const NAME: usize = 120;
pub(super) const SENTENCES: usize = 1000;

/// Collects mistakes.
pub(super) struct Fields<'a> {
    languages: &'a [String],
    pub(super) mistakes: Vec<Mistake>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(languages: &'a [String]) -> Self {
        Self {
            languages,
            mistakes: Vec::new(),
        }
    }

    /// Notes a mistake.
    pub(super) fn wrong(&mut self, path: impl Display, problem: Problem) {
        self.mistakes.push(Mistake {
            path: path.to_string(),
            problem,
        });
    }

    /// Notes a mistake unless this holds.
    pub(super) fn must(&mut self, holds: bool, path: impl Display, problem: Problem) {
        if !holds {
            self.wrong(path, problem);
        }
    }

    pub(super) fn range(&mut self, path: impl Display, value: u32, allowed: RangeInclusive<u32>) {
        let (least, most) = (allowed.start(), allowed.end());
        self.must(
            allowed.contains(&value),
            path,
            say(
                format_args!("{value} is not between {least} and {most}"),
                format_args!("{value} liegt nicht zwischen {least} und {most}."),
            ),
        );
    }

    pub(super) fn slug(&mut self, path: &str, slug: &str) {
        let letters = slug
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        let dashes = slug.starts_with('-') || slug.ends_with('-') || slug.contains("--");
        if !(2..=40).contains(&slug.len()) || !letters || dashes {
            let english =
                format_args!("\"{slug}\" must be 2 to 40 of a-z, 0-9 and single dashes between them");
            let german = format_args!(
                "„{slug}“ muss aus 2 bis 40 Kleinbuchstaben (a–z), Ziffern und einzelnen Bindestrichen dazwischen bestehen."
            );
            self.wrong(path, say(english, german));
        } else if RESERVED_SLUGS.contains(&slug) {
            self.wrong(
                path,
                say(
                    format_args!("\"{slug}\" stands for something else in addresses; choose another"),
                    format_args!(
                        "„{slug}“ steht in Adressen für etwas anderes. Bitte wählen Sie ein anderes Wort."
                    ),
                ),
            );
        }
    }

    /// One line that is not empty.
    pub(super) fn line(&mut self, path: impl Display, text: &str, most: usize) {
        if text.trim().is_empty() {
            self.wrong(
                path,
                say("must not be empty", "Bitte füllen Sie dieses Feld aus."),
            );
        } else if text.chars().any(char::is_control) {
            let german = "Bitte schreiben Sie nur eine Zeile ohne unsichtbare Zeichen.";
            self.wrong(path, say("must be one line without control characters", german));
        } else {
            let length = text.chars().count();
            self.must(
                length <= most,
                path,
                say(
                    format_args!("has {length} characters, at most {most} fit"),
                    format_args!("Der Text hat {length} Zeichen, höchstens {most} passen."),
                ),
            );
        }
    }

    /// A text that must be there in the town's first language.
    pub(super) fn text(&mut self, path: &str, text: &Text, most: usize) {
        if let Some(first) = self.languages.first() {
            let there = text.exactly(first).is_some();
            self.must(there, path, missing_in(first));
        }
        self.text_if_any(path, text, most);
    }

    /// A text that may be absent; if it is there, it is there in the town's first language.
    pub(super) fn text_if_any(&mut self, path: &str, text: &Text, most: usize) {
        let languages = self.languages;
        if !text.is_empty()
            && languages
                .first()
                .is_some_and(|first| text.exactly(first).is_none())
        {
            // A required text has been told so before; once is enough.
            let problem = missing_in(&languages[0]);
            let mistake = Mistake {
                path: path.to_owned(),
                problem,
            };
            if !self.mistakes.contains(&mistake) {
                self.mistakes.push(mistake);
            }
        }
        for (language, text) in text.iter() {
            self.language(&format!("{path}.{language}"), language);
            self.line(format_args!("{path}.{language}"), text, most);
        }
    }

    pub(super) fn words(&mut self, path: &str, words: &Words) {
        for (language, words) in words.iter() {
            self.language(&format!("{path}.{language}"), language);
            for (number, word) in words.iter().enumerate() {
                self.line(format_args!("{path}.{language}[{number}]"), word, 60);
            }
        }
    }

    pub(super) fn language(&mut self, path: &str, language: &str) {
        let known = self.languages.iter().any(|known| known == language);
        self.must(
            known,
            path,
            say(
                format_args!("the town's `languages` do not name \"{language}\""),
                format_args!("Die Kommune bietet die Sprache „{language}“ nicht an."),
            ),
        );
    }

    /// An address of a page; `http` only on this very machine, for trying things out.
    pub(super) fn url(&mut self, path: &str, url: &str, mail_too: bool) {
        self.line(path, url, 500);
        let page = url.strip_prefix("https://").or_else(|| {
            url.strip_prefix("http://")
                .filter(|rest| is_this_machine(host_of(rest)))
        });
        let mail = url
            .strip_prefix("mailto:")
            .filter(|address| mail_too && address.contains('@'));
        let whole = page.is_some_and(|rest| !host_of(rest).is_empty()) || mail.is_some();
        let clean =
            !url.contains(|sign: char| sign.is_whitespace() || matches!(sign, '"' | '<' | '>' | '\\'));
        let (or_mail, or_mail_german) = if mail_too {
            (" or mailto:", " oder mailto:")
        } else {
            ("", "")
        };
        self.must(
            whole && clean,
            path,
            say(
                format_args!("\"{url}\" must be an address with https://{or_mail}"),
                format_args!("„{url}“ muss eine vollständige Adresse mit https://{or_mail_german} sein."),
            ),
        );
    }

    /// A homepage: scheme, host and perhaps a port, as browsers write it.
    pub(super) fn origin(&mut self, path: &str, origin: &str) {
        let local = origin
            .strip_prefix("http://")
            .filter(|rest| is_this_machine(host_of(rest)));
        let authority = origin.strip_prefix("https://").or(local).unwrap_or("");
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        };
        let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-*".contains(&byte);
        let host_fits = !host.is_empty() && host.bytes().all(letters) && !host.contains('*');
        let port_fits = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|number| number > 0));
        let english = format_args!(
            "\"{origin}\" must be https:// and a host in small letters, perhaps :port, and no path, not even /"
        );
        let german = format_args!(
            "„{origin}“ muss mit https:// beginnen und mit dem Namen der Website in Kleinbuchstaben enden, ohne Pfad, auch ohne „/“ am \
             Ende. Richtig wäre zum Beispiel https://www.beispielstadt.de."
        );
        self.must(host_fits && port_fits, path, say(english, german));
    }
}

/// A problem in both languages.
pub(super) fn say(english: impl Display, german: impl Display) -> Problem {
    Problem {
        english: english.to_string(),
        german: german.to_string(),
    }
}

pub(super) fn listed_twice() -> Problem {
    say("is listed twice", "Dieser Eintrag steht doppelt in der Liste.")
}

fn missing_in(language: &str) -> Problem {
    say(
        format_args!("needs a text in the town's first language, {language} = \"…\""),
        format_args!("Bitte geben Sie den Text in der ersten Sprache der Kommune ({language}) an."),
    )
}

fn host_of(rest: &str) -> &str {
    rest.split(['/', ':', '?', '#']).next().unwrap_or("")
}

fn is_this_machine(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1")
}
