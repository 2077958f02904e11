//! Reference numbers that survive the telephone.

use proptest::prelude::*;
use tenants::reference::{ROOM, Reference};

/// Every sign a person could type into a reference.
const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

fn reference(number: u64) -> Reference {
    Reference::new("DT", number.to_le_bytes()).unwrap()
}

#[test]
fn a_reference_can_be_read_out_and_typed_in_again() {
    let reference = reference(12_345_678);
    let text = reference.to_string();
    assert_eq!(text.len(), "DT-BH7-5E6".len(), "{text}");
    let bare = text.replace('-', "");
    for typed in [
        text.clone(),
        text.to_lowercase(),
        bare.clone(),
        text.replace('-', " "),
        text.replace('-', "–"),
        format!(" {bare}\n"),
        bare.chars().map(|sign| format!("{sign} ")).collect(),
    ] {
        assert_eq!(Reference::parse(&typed).as_ref(), Ok(&reference), "{typed}");
    }
    for wrong in [
        "",
        "DT",
        "DT-BH7",
        "BH7-5E6",
        "DTXX-BH7-5E6",
        "DT-BH7-5E6-BH7-5E6",
        "ÄÖ-BH7-5E6",
    ] {
        assert!(Reference::parse(wrong).is_err(), "{wrong}");
    }
    assert!(Reference::new("D", [0; 8]).is_err());
    assert!(Reference::new("D1", [0; 8]).is_err());
}

#[test]
fn a_towns_letters_may_be_typed_with_digits_that_look_alike() {
    let reference = Reference::new("OI", [7; 8]).unwrap();
    assert_eq!(
        Reference::parse(&reference.to_string().replacen("OI", "01", 1)),
        Ok(reference)
    );
}

#[test]
fn twenty_million_numbers_fit_into_a_town() {
    assert_eq!(ROOM, 20_511_149);
    let all: std::collections::BTreeSet<_> = (0..50_000).map(|number| reference(number * 409)).collect();
    assert_eq!(all.len(), 50_000);
}

proptest! {
    #[test]
    fn one_wrong_letter_is_always_noticed(number: u64, prefix in "[A-Z]{2,3}") {
        let reference = Reference::new(&prefix, number.to_le_bytes()).unwrap();
        let right = reference.to_string().replace('-', "").into_bytes();
        for place in 0..right.len() {
            for sign in SIGNS {
                let mut typed = right.clone();
                typed[place] = *sign;
                let read = Reference::parse(std::str::from_utf8(&typed).unwrap());
                prop_assert!(read.is_err() || read == Ok(reference.clone()), "{:?}", read);
            }
        }
    }

    #[test]
    fn two_neighbours_that_changed_places_are_always_noticed(number: u64, prefix in "[A-Z]{2,3}") {
        let reference = Reference::new(&prefix, number.to_le_bytes()).unwrap();
        let right = reference.to_string().replace('-', "").into_bytes();
        for place in 1..right.len() {
            let mut typed = right.clone();
            typed.swap(place - 1, place);
            let read = Reference::parse(std::str::from_utf8(&typed).unwrap());
            prop_assert!(read.is_err() || typed == right, "{:?}", read);
        }
    }

    #[test]
    fn no_drawn_letter_looks_like_another(number: u64) {
        let letters = reference(number).to_string()[2..].to_owned();
        prop_assert!(!letters.contains(['0', 'O', 'Q', '1', 'I', 'L', 'U']));
    }
}
