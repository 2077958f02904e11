//! Addresses of the plain pages, each keeping the language and what was chosen so far.

use super::wish::Wish;

/// Where the pages of one town are, in one language.
#[derive(Clone, Debug)]
pub struct Links {
    town: String,
    language: String,
}

impl Links {
    /// Addresses of this town in this language.
    #[must_use]
    pub fn new(town: impl Into<String>, language: impl Into<String>) -> Self {
        Self {
            town: town.into(),
            language: language.into(),
        }
    }

    /// The same addresses in another language.
    #[must_use]
    pub fn in_language(&self, language: &str) -> Self {
        Self::new(self.town.clone(), language)
    }

    /// A page below the town's with parameters: `at("unterlagen", &[…])`. The empty path is the town's first page.
    #[must_use]
    pub fn at(&self, path: &str, pairs: &[(String, String)]) -> String {
        let slash = if path.is_empty() { "" } else { "/" };
        let mut address = format!("/{}{slash}{path}?lang={}", self.town, self.language);
        for (name, value) in pairs {
            address.push('&');
            encode(&mut address, name);
            address.push('=');
            encode(&mut address, value);
        }
        address
    }

    /// Step 1.
    #[must_use]
    pub fn concerns(&self, wish: &Wish) -> String {
        self.at("", &wish.pairs())
    }

    /// Step 2.
    #[must_use]
    pub fn papers(&self, wish: &Wish) -> String {
        self.at("unterlagen", &wish.pairs())
    }

    /// Step 3.
    #[must_use]
    pub fn times(&self, wish: &Wish) -> String {
        self.at("zeit", &wish.calendar_pairs())
    }

    /// The page of one appointment, or one of its parts: `appointment(token, "absagen")`.
    #[must_use]
    pub fn appointment(&self, token: &str, part: &str) -> String {
        let slash = if part.is_empty() { "" } else { "/" };
        let mut path = "termin/".to_owned();
        encode(&mut path, token);
        self.at(&format!("{path}{slash}{part}"), &[])
    }

    /// A place on the list for earlier times, without an appointment.
    #[must_use]
    pub fn earlier(&self, token: &str) -> String {
        let mut path = "frueher/".to_owned();
        encode(&mut path, token);
        self.at(&path, &[])
    }
}

/// Writes a text so that it can stand in an address: everything but letters, digits and a few harmless marks as `%XX`.
/// Writes a name or value so that it can stand behind `?` (RFC 3986, 2.3).
pub(crate) fn encode(address: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b':' => {
                address.push(byte.into())
            }
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_was_chosen_and_nothing_breaks_out_of_it() {
        let links = Links::new("doerentrup", "de");
        let wish = Wish::read(&[("service".to_owned(), "reisepass:2".to_owned())]).unwrap();
        assert_eq!(
            links.papers(&wish),
            "/doerentrup/unterlagen?lang=de&service=reisepass:2"
        );
        assert_eq!(
            links.in_language("en").concerns(&Wish::default()),
            "/doerentrup?lang=en"
        );
        let odd = [("suche".to_owned(), "Ä&b=\"c\"".to_owned())];
        assert_eq!(
            links.at("", &odd),
            "/doerentrup?lang=de&suche=%C3%84%26b%3D%22c%22"
        );
        assert_eq!(
            links.appointment("../x", "absagen"),
            "/doerentrup/termin/..%2Fx/absagen?lang=de"
        );
    }
}
