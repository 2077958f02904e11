//! A town's own words: placeholders from a short list, and everything else is itself.

use proptest::prelude::*;
use tenants::Text;
use tenants::definition::{read, write};
use tenants::notice::Kind;
use tenants::wording::{Flaw, Own, Placeholder, Spot, Template, Wording, typed};

use crate::towns::DOERENTRUP;

/// What a letter would put in.
fn value(placeholder: Placeholder) -> String {
    format!("<{}>", placeholder.as_str())
}

fn opening(text: &str) -> Result<Vec<String>, Flaw> {
    Template::parse(Kind::Booked, Spot::Opening, text).map(|template| template.fill(value).unwrap())
}

fn one(paragraph: &str) -> Result<Vec<String>, Flaw> {
    Ok(vec![paragraph.to_owned()])
}

#[test]
fn placeholders_are_put_in_and_paragraphs_kept_apart() {
    assert_eq!(
        opening("Schön, {name}. Wir sehen uns am {date}, {time}.\n\n Ihre {town} "),
        Ok(vec![
            "Schön, <name>. Wir sehen uns am <date>, <time>.".to_owned(),
            "Ihre <town>".to_owned()
        ])
    );
    assert_eq!(opening("{name}{name}"), one("<name><name>"));
    assert_eq!(
        opening("Nr. {reference}, {phone}"),
        one("Nr. <reference>, <phone>")
    );
}

#[test]
fn what_is_put_in_is_never_read_as_a_template() {
    let template = Template::parse(Kind::Booked, Spot::Opening, "Hallo {name}").unwrap();
    let filled = template.fill(|_| "{town} {{ 7*7 }}".to_owned());
    assert_eq!(filled, Some(vec!["Hallo {town} {{ 7*7 }}".to_owned()]));
}

#[test]
fn a_sentence_with_a_hole_is_not_said() {
    let mut wording = Wording::default();
    let own = Own {
        opening: Text::new([("de", "Bis {until}.")]),
        ..Own::default()
    };
    wording.set(Kind::Earlier, own);
    let spot = (Kind::Earlier, Spot::Opening, "de");
    assert_eq!(wording.fill(spot, |_| String::new()), None);
    assert_eq!(wording.fill(spot, value), Some(vec!["Bis <until>.".to_owned()]));
    assert_eq!(wording.fill((Kind::Earlier, Spot::Opening, "en"), value), None);
    assert_eq!(wording.fill((Kind::Earlier, Spot::Closing, "de"), value), None);
    wording.set(Kind::Earlier, Own::default());
    assert!(wording.is_empty(), "nothing of one's own is ours again");
}

#[test]
fn what_fits_no_letter_is_refused_with_what_would() {
    let parse = |kind, text: &str| Template::parse(kind, Spot::Opening, text).err();
    assert_eq!(
        parse(Kind::Booked, "{nmae}"),
        Some(Flaw::Unknown("nmae".to_owned()))
    );
    assert_eq!(
        parse(Kind::Booked, "{previous}"),
        Some(Flaw::Unknown("previous".to_owned()))
    );
    assert_eq!(parse(Kind::Moved, "{previous}"), None);
    assert_eq!(
        parse(Kind::Booked, "{until}"),
        Some(Flaw::Unknown("until".to_owned()))
    );
    assert_eq!(parse(Kind::OfferEnding, "{until}"), None);
    assert_eq!(parse(Kind::Booked, " \n "), Some(Flaw::Empty));
    assert_eq!(parse(Kind::Booked, &"ä".repeat(601)), Some(Flaw::TooLong(601)));
    assert_eq!(parse(Kind::Booked, &"ä".repeat(600)), None);
    assert_eq!(
        parse(Kind::Booked, "a\nb\nc\nd\ne"),
        Some(Flaw::TooManyParagraphs)
    );
    assert_eq!(parse(Kind::Trial, "a"), Some(Flaw::NoSuchLetter));
    assert_eq!(parse(Kind::DailyList, "a"), Some(Flaw::NoSuchLetter));
    for unseen in ["a\r\nBcc: b@example.org", "a\0", "a\u{7}", "a\u{202e}b", "a\tb"] {
        assert_eq!(parse(Kind::Booked, unseen), Some(Flaw::Unseen), "{unseen:?}");
    }
    let closing = |text| Template::parse(Kind::Booked, Spot::Closing, text).err();
    assert_eq!(closing("a\nb"), Some(Flaw::TooManyParagraphs));
    assert_eq!(closing("Wir freuen uns auf Sie."), None);
}

#[test]
fn what_a_browser_sends_is_kept_with_one_kind_of_line() {
    assert_eq!(typed(" a\r\nb\rc \n"), "a\nb\nc");
}

/// A town with own words: its file.
fn worded() -> String {
    let own = "\n[messages.wording]\n\
               booked = { opening = { de = \"\"\"\nHallo {name}.\nBis {date}.\"\"\", en = \"Hello {name}.\" }, closing = { de = \"Ihr Rathaus\" } }\n\
               moved = { opening = { en = \"Not {previous}.\" } }\n";
    DOERENTRUP.replacen("\n[[departments]]", &format!("{own}\n[[departments]]"), 1)
}

#[test]
fn own_words_come_in_and_go_out_to_the_last_byte() {
    let town = read(&worded(), "t.toml").unwrap_or_else(|errors| panic!("{errors:#?}"));
    let file = write(&town);
    assert!(file.contains("\n[messages.wording]\nbooked = {"), "{file}");
    assert!(!file.contains("[messages]\n"), "nothing stands there: {file}");
    let again = read(&file, "t.toml").unwrap_or_else(|errors| panic!("{errors:#?}\n{file}"));
    assert_eq!(town, again);
    assert_eq!(file, write(&again));
    let kept = serde_json::to_string(&town.facts).unwrap();
    assert_eq!(
        serde_json::from_str::<tenants::definition::TownFacts>(&kept).unwrap(),
        town.facts
    );
}

#[test]
fn a_mistake_in_own_words_is_told_with_its_place_and_what_would_be_right() {
    let told = |right: &str, wrong: &str| {
        let file = worded();
        assert!(file.contains(right), "{right}");
        let errors = read(&file.replacen(right, wrong, 1), "t.toml").unwrap_err();
        errors
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n")
    };
    for (right, wrong, expected) in [
        (
            "Not {previous}.",
            "Not {prev}.",
            "messages.wording.moved.opening.en: {prev} stands for nothing here; use {name}, {town}, {department}, {date}, {time}, \
             {place}, {phone}, {reference}, {previous}",
        ),
        (
            "moved =",
            "trial =",
            "messages.wording.trial.opening.en: no town words letters of this kind",
        ),
        (
            "moved =",
            "removed =",
            "messages.wording.removed: unknown variant `removed`, expected one of `booked`, `moved`",
        ),
        (
            "{ en = \"Not",
            "{ tr = \"Not",
            "messages.wording.moved.opening.tr: the town's `languages` do not name \"tr\"",
        ),
        (
            "Not {previous}.",
            "",
            "messages.wording.moved.opening.en: must not be empty; leave it out",
        ),
        (
            "opening = { en = \"Not {previous}.\" }",
            "",
            "messages.wording.moved: says nothing; leave it out",
        ),
        (
            "closing",
            "subject",
            "messages.wording.booked.subject: unknown field `subject`, expected `opening` or `closing`",
        ),
        (
            "Ihr Rathaus",
            "Ihr\\r\\nBcc: x",
            "messages.wording.booked.closing.de: must not hold control characters",
        ),
    ] {
        let told = told(right, wrong);
        assert!(told.contains(expected), "expected {expected}\ntold {told}");
    }
}

/// What other template languages, pages and mail headers would act upon (S-51).
const PAYLOADS: &[&str] = &[
    "{{ 7*7 }}",
    "{{7*'7'}}",
    "{{ config }}",
    "{{name}}",
    "{{{name}}}",
    "${7*7}",
    "${name}",
    "#{7*7}",
    "#{name}",
    "@{name}",
    "%{name}",
    "{% for x in y %}x{% endfor %}",
    "{%name%}",
    "<%= 7*7 %>",
    "{{ self.__init__.__globals__ }}",
    "{{#with \"s\" as |string|}}",
    "{{constructor.constructor('alert(1)')()}}",
    "${T(java.lang.Runtime).getRuntime().exec('id')}",
    "*{7*7}",
    "[[${7*7}]]",
    "{{=<% %>=}}",
    "{php}echo 1;{/php}",
    "{0}",
    "{ name }",
    "{Name}",
    "{name",
    "name}",
    "{}",
    "{{}}",
    "\\{name}",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "<!--#exec cmd=\"id\"-->",
    "&lt;b&gt;",
    "javascript:alert(1)",
    "%0d%0aBcc:x",
    "Subject: x",
    "$(id)",
    "`id`",
];

#[test]
fn what_others_would_act_upon_is_text() {
    for payload in PAYLOADS {
        match opening(payload) {
            Ok(said) => assert_eq!(said, [*payload], "{payload}"),
            Err(Flaw::Unknown(word)) => assert_eq!((*payload, word.as_str()), ("{php}echo 1;{/php}", "php")),
            Err(flaw) => panic!("{payload}: {flaw:?}"),
        }
    }
}

proptest! {
    /// Whatever is written comes out as it is, or is refused; only what stands on the list is ever replaced.
    #[test]
    fn whatever_is_written_is_literal_or_refused(
        pieces in proptest::collection::vec(
            prop_oneof![
                proptest::sample::select(PAYLOADS).prop_map(str::to_owned),
                "[a-zäß{}$%#<>&. ]{0,12}",
                proptest::sample::select(&["{name}", "{town}", "{time}", " {phone} "][..]).prop_map(str::to_owned),
            ],
            0..6,
        ),
    ) {
        let text = pieces.concat();
        match Template::parse(Kind::Booked, Spot::Opening, &text) {
            Ok(template) => {
                // Filled with themselves, placeholders give the text back: nothing is lost, added or changed.
                let same = template.fill(|placeholder| format!("{{{}}}", placeholder.as_str())).unwrap();
                prop_assert_eq!(same, vec![text.trim().to_owned()]);
            }
            Err(Flaw::Unknown(word)) => {
                let written = format!("{{{word}}}");
                prop_assert!(text.contains(&written));
            },
            Err(flaw) => prop_assert_eq!(flaw, Flaw::Empty),
        }
    }
}
