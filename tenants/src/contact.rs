//! How a person is named and reached: parse, don't check.
//!
//! Whatever is in these types is bounded, trimmed and free of control characters, so it can stand in a mail header, a
//! calendar file or a table as it is. Whether somebody reads the mail is not known here.

use phonenumber::{Mode, PhoneNumber, Type, country};

/// Why a text is no contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ContactRefused {
    /// Nothing was given.
    #[error("nothing was given")]
    Empty,
    /// Fewer characters than any name has.
    #[error("the text is too short")]
    TooShort,
    /// More characters than there is room for.
    #[error("the text is too long")]
    TooLong,
    /// Characters nobody can see or type.
    #[error("the text has characters that cannot be shown")]
    Unprintable,
    /// Not in the form it must have.
    #[error("the text has not the form of an address or number")]
    Malformed,
}

/// A person's name, 2 to 120 characters on one line.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PersonName(String);

impl PersonName {
    /// Reads a name; runs of white space become one space.
    ///
    /// # Errors
    /// If it is too short, too long or unprintable.
    pub fn parse(text: &str) -> Result<Self, ContactRefused> {
        let line = one_line(text)?;
        match line.chars().count() {
            0 => Err(ContactRefused::Empty),
            1 => Err(ContactRefused::TooShort),
            2..=120 => Ok(Self(line)),
            _ => Err(ContactRefused::TooLong),
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A few words for the clerk, at most 500 characters on one line.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Note(String);

impl Note {
    /// Reads a note; line breaks become spaces.
    ///
    /// # Errors
    /// If it is empty, too long or unprintable.
    pub fn parse(text: &str) -> Result<Self, ContactRefused> {
        let line = one_line(text)?;
        match line.chars().count() {
            0 => Err(ContactRefused::Empty),
            1..=500 => Ok(Self(line)),
            _ => Err(ContactRefused::TooLong),
        }
    }

    /// The note.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An e-mail address, at most 254 bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// Reads an address; the domain becomes lower case.
    ///
    /// # Errors
    /// If no mail could be sent there.
    pub fn parse(text: &str) -> Result<Self, ContactRefused> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ContactRefused::Empty);
        }
        if text.len() > 254 {
            return Err(ContactRefused::TooLong);
        }
        if text.chars().any(is_unprintable) {
            return Err(ContactRefused::Unprintable);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(ContactRefused::Malformed)?;
        let domain = domain.to_lowercase();
        if is_local_part(local) && is_domain(&domain) && local.len() + 1 + domain.len() <= 254 {
            Ok(Self(format!("{local}@{domain}")))
        } else {
            Err(ContactRefused::Malformed)
        }
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// "e***@example.org": enough for its owner, nothing for others.
    #[must_use]
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        let first = local.chars().next().map(String::from).unwrap_or_default();
        format!("{first}***@{domain}")
    }
}

/// A phone number, kept in E.164.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Phone {
    international: String,
    mobile: bool,
}

impl Phone {
    /// Reads a number as people write it; without a country it is German.
    ///
    /// # Errors
    /// If nobody could be called there.
    pub fn parse(text: &str) -> Result<Self, ContactRefused> {
        let text = one_line(text)?;
        if text.is_empty() {
            return Err(ContactRefused::Empty);
        }
        if text.chars().count() > 40 {
            return Err(ContactRefused::TooLong);
        }
        let number = phonenumber::parse(Some(country::DE), &text).map_err(|_| ContactRefused::Malformed)?;
        // An extension would be lost in E.164, and with it the person.
        if !number.is_valid() || number.extension().is_some() {
            return Err(ContactRefused::Malformed);
        }
        Ok(Self::of(&number))
    }

    fn of(number: &PhoneNumber) -> Self {
        let kind = number.number_type(&phonenumber::metadata::DATABASE);
        Self {
            international: number.format().mode(Mode::E164).to_string(),
            mobile: matches!(kind, Type::Mobile | Type::FixedLineOrMobile),
        }
    }

    /// "+491701234567".
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.international
    }

    /// Whether an SMS may arrive there.
    #[must_use]
    pub fn is_mobile(&self) -> bool {
        self.mobile
    }
}

/// Words with one space between them; refuses what cannot be shown.
fn one_line(text: &str) -> Result<String, ContactRefused> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().any(is_unprintable) {
        Err(ContactRefused::Unprintable)
    } else {
        Ok(line)
    }
}

/// Control characters, and those that turn the direction of the text or cannot be seen. Joiners within words stay:
/// some scripts need them.
fn is_unprintable(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffd}')
}

fn is_local_part(local: &str) -> bool {
    let allowed = |letter: char| letter.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(letter);
    local.len() <= 64
        && local
            .split('.')
            .all(|word| !word.is_empty() && word.chars().all(allowed))
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .chars()
                .all(|letter| letter.is_alphanumeric() || letter == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = domain.rsplit('.').next().unwrap_or("");
    domain.contains('.') && domain.split('.').all(label) && last.chars().any(char::is_alphabetic)
}
