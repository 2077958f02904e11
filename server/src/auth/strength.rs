//! What a password has to be like (S-03).
//!
//! How easily one is guessed is estimated by `zxcvbn`, offline: it knows tens of thousands of passwords, words and names,
//! keyboards, dates and repetitions (ASVS 6.2.4). What a German town hall adds to that is listed here (ASVS 6.2.11).

/// Shortest password, in characters (NIST SP 800-63B asks for 8, ASVS 6.2.1 for 8 and recommends 15).
pub const SHORTEST: usize = 12;
/// Longest password, in characters: long enough for any sentence, short enough to hash.
pub const LONGEST: usize = 128;

/// Guesses a password has to withstand: with a hash that was stolen, a core tries for more than a year.
const GUESSES: u64 = 1_000_000_000;

/// Characters that are estimated: what begins like this withstands as a whole, and a longer one could be made to take seconds.
const ESTIMATED: usize = 40;

/// What is wrong with a password that somebody chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weak {
    /// Fewer than [`SHORTEST`] characters.
    Short,
    /// More than [`LONGEST`] characters.
    Long,
    /// Found in fewer than `GUESSES` guesses by somebody who knows the town, the account and what people choose.
    Guessable,
}

/// Whether somebody may choose this password; `known` are words an attacker would try first. Takes some milliseconds.
///
/// # Errors
/// What is wrong with it. There are no rules about kinds of characters: they make passwords worse (NIST SP 800-63B).
pub(super) fn check(password: &str, known: &[String]) -> Result<(), Weak> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(Weak::Short);
    }
    if length > LONGEST {
        return Err(Weak::Long);
    }
    let known: Vec<&str> = known.iter().map(String::as_str).chain(COMMON).collect();
    let withstands = |password: &str| {
        let beginning: String = password.chars().take(ESTIMATED).collect();
        zxcvbn::zxcvbn(&beginning, &known).guesses() >= GUESSES
    };
    // Signs between known words look like a secret of their own to the estimate; nobody guesses them last. Of what is made
    // of signs, too little is left to judge it by.
    let plain = plain(password);
    if withstands(password) && (plain.chars().count() < SHORTEST || withstands(&plain)) {
        Ok(())
    } else {
        Err(Weak::Guessable)
    }
}

/// What somebody would try first for an account with these names: each whole, without signs, and word by word.
pub(super) fn known(names: [&str; 4]) -> Vec<String> {
    let words = names
        .iter()
        .flat_map(|name| name.split(|c: char| !c.is_alphanumeric()));
    // Initials say nothing.
    let words = words.filter(|word| word.chars().count() > 2).map(str::to_owned);
    let whole = names.iter().flat_map(|name| [(*name).to_owned(), plain(name)]);
    whole.chain(words).collect()
}

/// What people at town halls choose and English lists do not know, in the order in which one would try it.
const COMMON: [&str; 36] = [
    "passwort",
    "kennwort",
    "rathaus",
    "termin",
    "rathaustermin",
    "terminverwaltung",
    "gemeinde",
    "stadtverwaltung",
    "verwaltung",
    "bürgerbüro",
    "buergerbuero",
    "bürgeramt",
    "buergeramt",
    "standesamt",
    "bauamt",
    "willkommen",
    "hallo",
    "geheim",
    "schatz",
    "ichliebedich",
    "sonnenschein",
    "fussball",
    "fußball",
    "deutschland",
    "frühling",
    "fruehling",
    "sommer",
    "herbst",
    "winter",
    "weihnachten",
    "montag",
    "freitag",
    "urlaub",
    "qwertzuiopü",
    "asdfghjklöä",
    "yxcvbnm",
];

/// Small letters and digits only, so that "Rathaus-2026" and "rathaus2026" are the same.
fn plain(text: &str) -> String {
    text.to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // S-03: passwords that are often used, and words of this place.
    #[test]
    fn what_people_choose_first_is_refused_and_three_words_are_not() {
        let known = known([
            "Gemeinde Dörentrup",
            "doerentrup",
            "m.kaya@doerentrup.example",
            "Meryem Kaya",
        ]);
        let guessable = Err(Weak::Guessable);
        for (password, expected) in [
            ("kurz", Err(Weak::Short)),
            ("elf Zeichen", Err(Weak::Short)),
            ("passwort1234", guessable),
            ("P@ssw0rt2026!!", guessable),
            ("Passwort!Passwort!", guessable),
            ("iloveyou1234", guessable),
            ("ichliebedich12", guessable),
            ("aaaaaaaaaaaa", guessable),
            ("123456789012", guessable),
            ("qwertzuiopü12", guessable),
            ("fussball123456", guessable),
            ("Sommer-Winter-2026", guessable),
            ("Michael!Thomas!1975", guessable),
            ("01.01.1990 01.01.1990", guessable),
            ("Bürgerbüro-Rathaus-2026", guessable),
            ("Rathaustermin2026!", guessable),
            ("Doerentrup2026!", guessable),
            ("Gemeinde Dörentrup 1", guessable),
            ("m.kaya@doerentrup.example", guessable),
            ("mkayadoerentrupexample", guessable),
            ("Kaya.Doerentrup.26", guessable),
            ("drei blaue Eimer", Ok(())),
            ("vier gelbe Gabeln", Ok(())),
            ("Hund Katze Maus", Ok(())),
            ("winter apfel stuhl", Ok(())),
            ("fhwqpzntkxbrmvg", Ok(())),
            ("x$9!k#2&p@7%", Ok(())),
            ("Ω≈ç√∫˜µ≤≥÷åß∂", Ok(())),
        ] {
            assert_eq!(check(password, &known), expected, "{password}");
        }
        assert_eq!(check(&"Wortkette ".repeat(20), &known), Err(Weak::Long));
        assert_eq!(
            check(&"Rathaus!".repeat(16), &known),
            guessable,
            "as long as may be"
        );
    }
}
