//! Fees as people type them.

/// "27,60".
pub(super) fn euros(cents: u32) -> String {
    format!("{},{:02}", cents / 100, cents % 100)
}

/// "27,60", "27.6", "27" and "27,60 €" in cents.
pub(super) fn cents(euros: &str) -> Option<u32> {
    let number = euros.trim().trim_end_matches('€').trim();
    let (whole, part) = number.split_once([',', '.']).unwrap_or((number, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > 2 {
        return None;
    }
    let part: u32 = format!("{part:0<2}").parse().ok()?;
    whole.parse::<u32>().ok()?.checked_mul(100)?.checked_add(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fee_is_read_as_people_type_it_and_shown_alike() {
        for (typed, expected) in [
            ("27,60", Some(2760)),
            ("27.6", Some(2760)),
            (" 27 € ", Some(2700)),
            ("0", Some(0)),
            ("0,05", Some(5)),
            ("", None),
            ("27,605", None),
            ("-1", None),
            ("1.234,50", None),
            ("27,", None),
            ("99999999999", None),
        ] {
            assert_eq!(cents(typed), expected, "{typed}");
        }
        for one in [0, 5, 2760, 1_000_000] {
            assert_eq!(cents(&euros(one)), Some(one));
        }
    }
}
