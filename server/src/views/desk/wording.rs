//! What a town says in its letters: the list of them, and one of them in all of the town's languages side by side.

use serde::Serialize;
use tenants::Town;
use tenants::notice::Kind;
use tenants::wording::{Flaw, Own, Placeholder, Spot, listed};

use super::frame::{address, address_with};
use super::messages::called;
use crate::desk::{Unfit, seal};
use crate::texts::{LANGUAGES, words};
use crate::views::letter::{Letter, ours};
use crate::views::pages::{Mistake, Page};

/// Where the list is, below a town's desk.
pub const PLACE: &str = "wortlaut";

/// Where in the navigation pages for administrators stand.
pub const ACCOUNTS: &str = "konten";

/// Every kind of letter with what it says.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WordingPage {
    /// One a kind.
    pub rows: Vec<WordingRow>,
    /// The other page for administrators.
    pub accounts_url: String,
}

/// A kind of letter.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WordingRow {
    /// "Terminbestätigung".
    pub name: &'static str,
    /// When it goes out.
    pub when: &'static str,
    /// Language, what it says there first, and whether those are the town's own words.
    pub openings: Vec<(String, String, bool)>,
    /// Where it is changed.
    pub url: String,
}

impl WordingPage {
    /// The list of a town.
    #[must_use]
    pub fn new(town: &Town) -> Self {
        let row = |kind: Kind| WordingRow {
            name: called(kind),
            when: goes_out(kind),
            openings: town
                .languages
                .iter()
                .map(|language| {
                    let own = town.messages.wording.of(kind);
                    let own = own.and_then(|own| own.opening.exactly(language));
                    let text = own.map_or_else(|| ours(kind, language), String::as_str);
                    (name_of(language), text.to_owned(), own.is_some())
                })
                .collect(),
            url: kind_url(town, kind),
        };
        Self {
            rows: worded_kinds().map(row).collect(),
            accounts_url: address(&town.slug, ACCOUNTS),
        }
    }
}

impl Page for WordingPage {
    const TEMPLATE: &'static str = "desk/wording.html";
}

/// "2 mit eigenem Wortlaut".
#[must_use]
pub fn figure(town: &Town) -> String {
    let own = worded_kinds().filter(|kind| town.messages.wording.of(*kind).is_some());
    match own.count() {
        0 => "unser Wortlaut".to_owned(),
        count => format!("{count} mit eigenem Wortlaut"),
    }
}

/// Kinds of letters that a town can word.
fn worded_kinds() -> impl Iterator<Item = Kind> {
    Kind::ALL
        .into_iter()
        .filter(|kind| !Placeholder::allowed(*kind).is_empty())
}

/// The kind of letter that an address names.
#[must_use]
pub fn kind_named(word: &str) -> Option<Kind> {
    worded_kinds().find(|kind| kind.as_str() == word)
}

/// What a page about a kind of letter is called.
#[must_use]
pub fn heading(kind: Kind) -> &'static str {
    called(kind)
}

/// Where a kind of letter is changed.
#[must_use]
pub fn kind_url(town: &Town, kind: Kind) -> String {
    address(&town.slug, &format!("{PLACE}/{}", kind.as_str()))
}

/// One kind of letter in all languages.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WordPage {
    /// Where changes are sent to.
    pub action: String,
    /// The list.
    pub back_url: String,
    /// Stands for the words that these changes are made to.
    pub seal: String,
    /// When it goes out.
    pub when: &'static str,
    /// One a language.
    pub columns: Vec<Column>,
    /// What can be put in, and what that is.
    pub placeholders: Vec<(String, &'static str)>,
    /// What is to be corrected.
    pub mistakes: Vec<Mistake>,
    /// Whether the town has words of its own for it.
    pub own: bool,
}

/// One language of a letter.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Column {
    /// "de".
    pub code: String,
    /// "Deutsch".
    pub language: String,
    /// As typed.
    pub opening: String,
    /// As typed.
    pub closing: String,
    /// What we say first.
    pub ours: String,
    /// What a colleague has written meanwhile: where, and what.
    pub theirs: Vec<(&'static str, String)>,
    /// What the mailbox shows.
    pub subject: String,
    /// The letter as text.
    pub text: String,
    /// Where the letter is shown as mail programs do.
    pub letter_url: String,
}

impl Page for WordPage {
    const TEMPLATE: &'static str = "desk/word.html";
}

impl WordPage {
    /// The page about a kind of letter of this town, with these words in its fields; `letter` shows it in a language.
    #[must_use]
    pub fn new(town: &Town, kind: Kind, own: &Own, letter: impl Fn(&str) -> Letter) -> Self {
        let column = |code: &String| {
            let said = |spot: Spot| spot.of(own).exactly(code).cloned().unwrap_or_default();
            let (opening, closing) = (said(Spot::Opening), said(Spot::Closing));
            let letter = letter(code);
            let query = [
                ("sprache", code.as_str()),
                ("anfang", &*opening),
                ("schluss", &*closing),
            ];
            Column {
                letter_url: address_with(&town.slug, &format!("{PLACE}/{}/brief", kind.as_str()), &query),
                code: code.clone(),
                language: name_of(code),
                ours: ours(kind, code).to_owned(),
                theirs: Vec::new(),
                subject: letter.subject.clone(),
                text: letter.text(),
                opening,
                closing,
            }
        };
        let placeholder = |one: Placeholder| (format!("{{{}}}", one.as_str()), means(one));
        Self {
            action: kind_url(town, kind),
            back_url: address(&town.slug, PLACE),
            seal: seal(town, kind),
            when: goes_out(kind),
            columns: town.languages.iter().map(column).collect(),
            placeholders: Placeholder::allowed(kind).into_iter().map(placeholder).collect(),
            mistakes: Vec::new(),
            own: town.messages.wording.of(kind).is_some(),
        }
    }

    /// With what is wrong in it.
    #[must_use]
    pub fn correcting(self, kind: Kind, unfit: &[Unfit]) -> Self {
        let mistake = |(spot, language, flaw): &Unfit| Mistake {
            field: format!("{}-{language}", field(*spot)),
            text: told(kind, *spot, flaw),
        };
        Self {
            mistakes: unfit.iter().map(mistake).collect(),
            ..self
        }
    }

    /// With what a colleague has written meanwhile beside it.
    #[must_use]
    pub fn beside(mut self, theirs: &Own) -> Self {
        for column in &mut self.columns {
            column.theirs = Spot::ALL
                .map(|spot| {
                    let said = spot.of(theirs).exactly(&column.code);
                    let ours = match spot {
                        Spot::Opening => "unser Wortlaut",
                        Spot::Closing => "kein Text",
                    };
                    (label(spot), said.map_or_else(|| ours.to_owned(), Clone::clone))
                })
                .to_vec();
        }
        self
    }
}

/// How forms call a text; a language follows.
#[must_use]
pub const fn field(spot: Spot) -> &'static str {
    match spot {
        Spot::Opening => "anfang",
        Spot::Closing => "schluss",
    }
}

const fn label(spot: Spot) -> &'static str {
    match spot {
        Spot::Opening => "Anfang",
        Spot::Closing => "Schluss",
    }
}

/// "Deutsch"; what we do not speak is called by its code.
#[must_use]
pub fn name_of(language: &str) -> String {
    if LANGUAGES.contains(&language) {
        words(language).get("pages.language_name").to_owned()
    } else {
        language.to_uppercase()
    }
}

fn told(kind: Kind, spot: Spot, flaw: &Flaw) -> String {
    let (most, paragraphs) = spot.most();
    match flaw {
        Flaw::Unknown(word) => format!(
            "{{{word}}} ist hier kein Platzhalter. Möglich sind {}.",
            listed(kind)
        ),
        Flaw::TooLong(length) => {
            format!("Der Text hat {length} Zeichen. Bitte kürzen Sie ihn auf höchstens {most}.")
        }
        Flaw::TooManyParagraphs if paragraphs == 1 => {
            "Bitte fassen Sie den Text in einem Absatz zusammen.".to_owned()
        }
        Flaw::TooManyParagraphs => {
            format!("Bitte fassen Sie den Text in höchstens {paragraphs} Absätzen zusammen.")
        }
        Flaw::Unseen => {
            "Der Text enthält unsichtbare Steuerzeichen. Bitte tippen Sie ihn neu ein.".to_owned()
        }
        Flaw::Empty | Flaw::NoSuchLetter => "Bitte geben Sie einen Text ein.".to_owned(),
    }
}

/// When a letter goes out.
const fn goes_out(kind: Kind) -> &'static str {
    match kind {
        Kind::Booked => "sobald ein Termin vereinbart ist",
        Kind::Moved => "wenn ein Termin eine andere Uhrzeit bekommt",
        Kind::Cancelled => "wenn ein Termin abgesagt ist",
        Kind::Displaced => "wenn niemand den Termin wahrnehmen kann",
        Kind::Reassigned => "wenn ein betroffener Termin doch stattfindet",
        Kind::Activation => "wenn eine Adresse erst zu bestätigen ist",
        Kind::Reminder => "vor dem Termin, auf Wunsch",
        Kind::OfferEnding => "bevor reservierte Uhrzeiten verfallen",
        Kind::CallRequested => "wenn jemand um einen Anruf bittet",
        Kind::Ready => "wenn etwas abgeholt werden kann",
        Kind::Earlier => "wenn eine frühere Uhrzeit frei wird",
        Kind::DailyList | Kind::Trial => "",
    }
}

/// What a placeholder puts in.
const fn means(placeholder: Placeholder) -> &'static str {
    match placeholder {
        Placeholder::Name => "Name der Bürgerin oder des Bürgers",
        Placeholder::Town => "Name Ihrer Kommune",
        Placeholder::Department => "Amt",
        Placeholder::Date => "Tag des Termins",
        Placeholder::Time => "Uhrzeit des Termins",
        Placeholder::Place => "Ort mit Adresse",
        Placeholder::Phone => "Ihre Telefonnummer",
        Placeholder::Reference => "Terminnummer",
        Placeholder::Until => "Ende der Frist",
        Placeholder::Previous => "bisherige Uhrzeit",
    }
}
