//! Which language a reader is answered in.
//!
//! `?lang=` is a choice, `Accept-Language` a hint, the town's first language the default. A language that is not offered
//! is passed over, never refused: a wrong tag must not keep anybody from an appointment.

use axum::http::{HeaderMap, Uri, header};

/// The language to answer in, one of `offered` (its first is the default; empty offers nothing and yields "de").
#[must_use]
pub fn choose(uri: &Uri, headers: &HeaderMap, offered: &[impl AsRef<str>]) -> String {
    let find = |tag: &str| {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        offered
            .iter()
            .map(AsRef::as_ref)
            .find(|language| language.eq_ignore_ascii_case(primary))
    };
    chosen(uri)
        .and_then(find)
        .or_else(|| hinted(headers).into_iter().find_map(find))
        .or_else(|| offered.first().map(AsRef::as_ref))
        .unwrap_or("de")
        .to_owned()
}

/// The value of `?lang=`. Tags need no decoding; anything encoded is no tag.
fn chosen(uri: &Uri) -> Option<&str> {
    uri.query()?
        .split('&')
        .find_map(|pair| pair.strip_prefix("lang="))
}

/// Tags of `Accept-Language`, the most wanted first.
fn hinted(headers: &HeaderMap) -> Vec<&str> {
    let header = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut tags: Vec<(u32, &str)> = header
        .split(',')
        // Nobody reads more languages than this; a header of a thousand tags is not worth sorting.
        .take(16)
        .filter_map(|part| {
            let (tag, weight) = part.split_once(";q=").unwrap_or((part, "1"));
            let weight: f32 = weight.trim().parse().ok()?;
            (weight > 0.0).then_some(((weight * 1000.0) as u32, tag.trim()))
        })
        .collect();
    tags.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    tags.into_iter().map(|(_, tag)| tag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(uri: &'static str, accept: &str, expected: &str) {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, accept.parse().unwrap());
        assert_eq!(choose(&Uri::from_static(uri), &headers, &["de", "en"]), expected);
    }

    #[test]
    fn a_choice_beats_a_hint_and_a_hint_beats_the_default() {
        check("/x?a=b&lang=en", "de", "en");
        check("/x", "fr, en-GB;q=0.8, de;q=0.5", "en");
        check("/x", "de;q=0.5, en;q=0.9", "en");
        check("/x", "tr", "de");
        check("/x?lang=%00", "", "de");
        check("/x?lang=EN-us", "", "en");
        check("/x?lang=tr", "en;q=0, de", "de");
    }
}
