//! Finding a concern by the words people use: "perso", "ausweis weg", "Fuehrungszeugnis".
//!
//! Names and everyday words count more than summaries. Umlauts may be typed as they are, with an e, or
//! without their dots. Unicode tables would weigh more than this whole file, so folding is done by hand.

use wire::{ServiceView, TownView};

use crate::texts::piece;

/// Services that fit, best first: those with every word typed, else those with any of them. Equals stay in the
/// town's order.
pub fn find<'a>(town: &'a TownView, department: &str, typed: &str) -> Vec<&'a ServiceView> {
    let typed = fold(typed);
    let mut all = Vec::new();
    let mut some = Vec::new();
    for here in &town.departments {
        if !department.is_empty() && here.slug != department {
            continue;
        }
        for service in &here.services {
            let (mut points, mut missing) = (0, false);
            for place in 0.. {
                let word = piece(&typed, b' ', place);
                if word.is_empty() {
                    break;
                }
                let more = score(service, word);
                missing |= more == 0;
                // Short words are in everything.
                points += if word.len() > 2 { more } else { 0 };
            }
            if !missing {
                rank(&mut all, points, service);
            } else if points > 0 {
                rank(&mut some, points, service);
            }
        }
    }
    let mut best = Vec::new();
    for (_, service) in if all.is_empty() { &some } else { &all } {
        best.push(*service);
    }
    best
}

/// Insertion is enough for a list that fits a screen.
fn rank<'a>(list: &mut Vec<(u32, &'a ServiceView)>, points: u32, service: &'a ServiceView) {
    let place = list
        .iter()
        .position(|(other, _)| *other < points)
        .unwrap_or(list.len());
    list.insert(place, (points, service));
}

/// How well a word fits: at the start of the name, of any word, inside one, or only in the summary.
fn score(service: &ServiceView, word: &str) -> u32 {
    let name = fold(&service.name);
    if name.starts_with(word) {
        return 9;
    }
    let mut best = points(&name, word);
    for phrase in &service.words {
        best = best.max(points(&fold(phrase), word));
    }
    best.max(points(&fold(&service.summary), word).min(1))
}

fn points(text: &str, word: &str) -> u32 {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let mut points = 0;
    for place in 0..text.len() {
        if text.get(place..).is_some_and(|rest| rest.starts_with(word)) {
            let begins = place == 0 || text.get(place - 1) == Some(&b' ');
            points = points.max(if begins { 6 } else { 3 });
        }
    }
    points
}

/// Lower case, umlauts as their base letter however they were written, punctuation as space.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            'ä' | 'Ä' => folded.push('a'),
            'ö' | 'Ö' => folded.push('o'),
            'ü' | 'Ü' => folded.push('u'),
            'ß' => folded.push_str("ss"),
            // "ue" for "ü": dropping the e on both sides makes all spellings equal.
            'e' | 'E' if matches!(folded.as_bytes().last(), Some(b'a' | b'o' | b'u')) => {}
            other if other.is_ascii_punctuation() || other == ' ' => {
                // Never two spaces, never one at the start.
                if folded.as_bytes().last().is_some_and(|last| *last != b' ') {
                    folded.push(' ');
                }
            }
            other => folded.push(other.to_ascii_lowercase()),
        }
    }
    if folded.as_bytes().last() == Some(&b' ') {
        folded.pop();
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn names(typed: &str) -> Vec<String> {
        find(&sample::town(), "", typed)
            .into_iter()
            .map(|service| service.slug.clone())
            .collect()
    }

    #[test]
    fn everyday_words_lead_to_the_service() {
        assert_eq!(
            names("perso").first().map(String::as_str),
            Some("personalausweis")
        );
        assert_eq!(names("Ausweis weg"), ["verlust"]);
        assert_eq!(names("umzug"), ["anmeldung"]);
    }

    #[test]
    fn umlauts_may_be_typed_in_three_ways() {
        for typed in ["Führungszeugnis", "fuehrungszeugnis", "fuhrungszeugnis"] {
            assert_eq!(names(typed), ["fuehrungszeugnis"], "{typed}");
        }
    }

    #[test]
    fn when_no_service_has_every_word_any_word_will_do() {
        assert!(names("reisepass dringend").contains(&"reisepass".to_owned()));
        assert!(names("xyzzy").is_empty());
    }

    #[test]
    fn a_department_can_be_searched_alone() {
        let town = sample::town();
        assert!(find(&town, "bauamt", "perso").is_empty());
        assert_eq!(find(&town, "bauamt", "bauberatung").len(), 1);
    }
}
