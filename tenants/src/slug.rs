//! Names in addresses, made from what something is called.

use crate::definition::RESERVED_SLUGS;

/// Most characters of one.
const MOST: usize = 40;

/// A name in addresses for what is called so: "Bürgerbüro" becomes `buergerbuero`. One that is taken gets a number.
///
/// Once given it stays, whatever the thing is called later: appointments, links and files know it by this name.
#[must_use]
pub fn proposed(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let plain = plain(name);
    let plain = if plain.len() < 2 { "neu".to_owned() } else { plain };
    let is_free = |slug: &str| !is_taken(slug) && !RESERVED_SLUGS.contains(&slug);
    if is_free(&plain) {
        return plain;
    }
    let stem = shortened(&plain, MOST - 5);
    let numbered = (2_u32..).map(|number| format!("{stem}-{number}"));
    numbered.into_iter().find(|slug| is_free(slug)).unwrap_or(plain)
}

fn plain(name: &str) -> String {
    let mut slug = String::new();
    for sign in name.to_lowercase().chars() {
        match sign {
            'a'..='z' | '0'..='9' => slug.push(sign),
            'ä' | 'æ' => slug.push_str("ae"),
            'ö' | 'ø' | 'œ' => slug.push_str("oe"),
            'ü' => slug.push_str("ue"),
            'ß' => slug.push_str("ss"),
            'à' | 'á' | 'â' | 'ã' | 'å' => slug.push('a'),
            'ç' | 'č' | 'ć' => slug.push('c'),
            'è' | 'é' | 'ê' | 'ë' | 'ę' => slug.push('e'),
            'ì' | 'í' | 'î' | 'ï' => slug.push('i'),
            'ł' => slug.push('l'),
            'ñ' | 'ń' => slug.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' => slug.push('o'),
            'ś' | 'š' | 'ş' => slug.push('s'),
            'ù' | 'ú' | 'û' => slug.push('u'),
            'ź' | 'ż' | 'ž' => slug.push('z'),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    shortened(&slug, MOST)
}

fn shortened(slug: &str, most: usize) -> String {
    // Only plain letters are in it: every byte is a character.
    slug[..slug.len().min(most)].trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_called_something_gets_a_name_in_addresses() {
        for (name, slug) in [
            ("Bürgerbüro", "buergerbuero"),
            ("Straßenverkehrsamt (Kfz)", "strassenverkehrsamt-kfz"),
            ("  Łódź – Büro №1 ", "lodz-buero-1"),
            ("Personalausweis beantragen", "personalausweis-beantragen"),
            ("日本", "neu"),
            ("", "neu"),
            ("Termine", "termine-2"),
        ] {
            assert_eq!(proposed(name, |_| false), slug, "{name}");
        }
    }

    #[test]
    fn what_is_taken_gets_a_number_and_nothing_becomes_too_long() {
        let taken = ["amt", "amt-2"];
        assert_eq!(proposed("Amt", |slug| taken.contains(&slug)), "amt-3");
        let long = "ä".repeat(100);
        assert_eq!(proposed(&long, |_| false).len(), 40);
        let again = proposed(&long, |slug| slug.len() == 40);
        assert!(again.len() <= 40 && again.ends_with("-2"), "{again}");
    }
}
