//! Checks of single fields that many parts share.

use std::fmt::Display;
use std::ops::RangeInclusive;

use super::Mistake;
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
    pub(super) fn wrong(&mut self, path: impl Display, problem: impl Display) {
        self.mistakes.push(Mistake {
            path: path.to_string(),
            problem: problem.to_string(),
        });
    }

    /// Notes a mistake unless this holds.
    pub(super) fn must(&mut self, holds: bool, path: impl Display, problem: impl Display) {
        if !holds {
            self.wrong(path, problem);
        }
    }

    pub(super) fn range(&mut self, path: impl Display, value: u32, allowed: RangeInclusive<u32>) {
        let (least, most) = (allowed.start(), allowed.end());
        self.must(
            allowed.contains(&value),
            path,
            format_args!("{value} is not between {least} and {most}"),
        );
    }

    pub(super) fn slug(&mut self, path: &str, slug: &str) {
        let letters = slug
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        let dashes = slug.starts_with('-') || slug.ends_with('-') || slug.contains("--");
        if !(2..=40).contains(&slug.len()) || !letters || dashes {
            let rule = "must be 2 to 40 of a-z, 0-9 and single dashes between them";
            self.wrong(path, format_args!("\"{slug}\" {rule}"));
        } else if RESERVED_SLUGS.contains(&slug) {
            self.wrong(
                path,
                format_args!("\"{slug}\" stands for something else in addresses; choose another"),
            );
        }
    }

    /// One line that is not empty.
    pub(super) fn line(&mut self, path: impl Display, text: &str, most: usize) {
        if text.trim().is_empty() {
            self.wrong(path, "must not be empty");
        } else if text.chars().any(char::is_control) {
            self.wrong(path, "must be one line without control characters");
        } else {
            let length = text.chars().count();
            self.must(
                length <= most,
                path,
                format_args!("has {length} characters, at most {most} fit"),
            );
        }
    }

    /// A text that must be there in the town's first language.
    pub(super) fn text(&mut self, path: &str, text: &Text, most: usize) {
        if let Some(first) = self.languages.first() {
            let there = text.exactly(first).is_some();
            self.must(
                there,
                path,
                format_args!("needs a text in the town's first language, {first} = \"…\""),
            );
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
            let problem = format!(
                "needs a text in the town's first language, {} = \"…\"",
                languages[0]
            );
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
            format_args!("the town's `languages` do not name \"{language}\""),
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
        let or_mail = if mail_too { " or mailto:" } else { "" };
        self.must(
            whole && clean,
            path,
            format_args!("\"{url}\" must be an address with https://{or_mail}"),
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
        let rule = "must be https:// and a host in small letters, perhaps :port, and no path, not even /";
        self.must(host_fits && port_fits, path, format_args!("\"{origin}\" {rule}"));
    }
}

fn host_of(rest: &str) -> &str {
    rest.split(['/', ':', '?', '#']).next().unwrap_or("")
}

fn is_this_machine(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1")
}
