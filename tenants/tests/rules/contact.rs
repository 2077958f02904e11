//! Names, addresses and numbers as people type them.

use proptest::prelude::*;
use tenants::contact::{ContactRefused, Email, Note, PersonName, Phone};

#[test]
fn a_name_is_one_line_of_visible_letters() {
    let name = |text: &str| PersonName::parse(text).map(|name| name.as_str().to_owned());
    assert_eq!(
        name("  Ayşe \t Müller-Lüdenscheidt ").unwrap(),
        "Ayşe Müller-Lüdenscheidt"
    );
    assert_eq!(
        name("Vogt\r\nBcc: all@example.org").unwrap(),
        "Vogt Bcc: all@example.org"
    );
    assert_eq!(name("李 明").unwrap(), "李 明");
    assert_eq!(name("  "), Err(ContactRefused::Empty));
    assert_eq!(name("X"), Err(ContactRefused::TooShort));
    assert_eq!(name(&"x".repeat(121)), Err(ContactRefused::TooLong));
    assert_eq!(name("Vo\u{0}gt"), Err(ContactRefused::Unprintable));
    assert_eq!(name("Vogt\u{202e}"), Err(ContactRefused::Unprintable));
}

#[test]
fn a_note_with_line_breaks_becomes_one_line() {
    assert_eq!(
        Note::parse("Rollstuhl.\n\nBitte klingeln.").unwrap().as_str(),
        "Rollstuhl. Bitte klingeln."
    );
    assert_eq!(Note::parse(&"x".repeat(501)), Err(ContactRefused::TooLong));
}

#[test]
fn an_address_is_read_and_masked() {
    let email = Email::parse(" Erika.Mustermann+amt@Example.ORG ").unwrap();
    assert_eq!(email.as_str(), "Erika.Mustermann+amt@example.org");
    assert_eq!(email.masked(), "E***@example.org");
    for right in [
        "a@b.de",
        "o'neil@example.co.uk",
        "info@müller.example",
        "x_y@sub.domain.example",
    ] {
        assert!(Email::parse(right).is_ok(), "{right}");
    }
    for wrong in [
        "",
        "a",
        "a@b",
        "@b.de",
        "a@",
        "a b@c.de",
        "a@b..de",
        ".a@b.de",
        "a@-b.de",
        "a@b.de,c@d.de",
        "a@b@c.de",
        "a@127.0.0.1",
        "a\r\nBcc:x@y.de",
        "<a@b.de>",
        "a@b.de\u{0}",
    ] {
        assert!(Email::parse(wrong).is_err(), "{wrong}");
    }
    assert_eq!(
        Email::parse(&format!("a@{}.de", "b.".repeat(140))),
        Err(ContactRefused::TooLong)
    );
}

#[test]
fn a_number_is_read_as_people_write_it() {
    let number = |text: &str| Phone::parse(text).map(|phone| (phone.as_str().to_owned(), phone.is_mobile()));
    assert_eq!(number("0711 216-0").unwrap(), ("+497112160".to_owned(), false));
    assert_eq!(
        number("0170 / 1234567").unwrap(),
        ("+491701234567".to_owned(), true)
    );
    assert_eq!(
        number("+49 (0)170 1234567").unwrap(),
        ("+491701234567".to_owned(), true)
    );
    assert_eq!(
        number("0043 1 58858-0").unwrap(),
        ("+431588580".to_owned(), false)
    );
    for wrong in [
        "",
        "110",
        "12",
        "keine",
        "0170 12",
        "+1",
        "0711 216-0 ext. 5",
        "0170 1234567 0170 1234567",
    ] {
        assert!(number(wrong).is_err(), "{wrong}");
    }
}

proptest! {
    #[test]
    fn whatever_is_typed_no_contact_holds_a_line_break(text in "[\\x00-\\x20a-zA-Z0-9@.+\u{85}\u{2028}é-]{0,40}") {
        let kept = [
            PersonName::parse(&text).map(|name| name.as_str().to_owned()),
            Note::parse(&text).map(|note| note.as_str().to_owned()),
            Email::parse(&text).map(|email| email.as_str().to_owned()),
            Phone::parse(&text).map(|phone| phone.as_str().to_owned()),
        ];
        for text in kept.into_iter().flatten() {
            prop_assert!(!text.chars().any(char::is_control));
            let line_breaks = ['\u{2028}', '\u{2029}'];
            prop_assert!(!text.contains(line_breaks));
            prop_assert_eq!(text.trim(), text.as_str());
        }
    }
}
