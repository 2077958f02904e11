//! Phone numbers as people here read them out.

/// "+492214710456" as "0221 4710456"; numbers of other countries stay as they are.
#[must_use]
pub fn national(phone: &str) -> String {
    let digits = phone
        .strip_prefix("+49")
        .filter(|digits| digits.len() > 5 && digits.chars().all(|c| c.is_ascii_digit()));
    match digits {
        Some(digits) => match area(digits) {
            0 => format!("0{digits}"),
            area => format!("0{} {}", &digits[..area], &digits[area..]),
        },
        None => phone.to_owned(),
    }
}

/// How many digits of a number belong to the area or the mobile network; 0 if that takes more than a rule to know.
fn area(digits: &str) -> usize {
    let three = digits.get(..3).unwrap_or_default();
    match three {
        _ if ["30", "40", "69", "89"]
            .iter()
            .any(|city| digits.starts_with(city)) =>
        {
            2
        }
        _ if ["15", "16", "17"].iter().any(|mobile| digits.starts_with(mobile)) => 3,
        "202" | "203" | "208" | "209" | "212" | "214" | "228" | "234" | "906" => 3,
        "335" | "340" | "345" | "355" | "365" | "375" | "385" | "395" => 3,
        _ if three.ends_with('1') => 3,
        // Between four and five digits east of the Elbe, service numbers have their own.
        _ if three.starts_with('3') || three.starts_with('1') || three.contains("00") => 0,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_they_are_said_here() {
        for (kept, shown) in [
            ("+492214710456", "0221 4710456"),
            ("+491713920012", "0171 3920012"),
            ("+4915112345678", "0151 12345678"),
            ("+495265945112", "05265 945112"),
            ("+49301234567", "030 1234567"),
            ("+492094711", "0209 4711"),
            ("+4933051123", "033051123"),
            ("+498001234567", "08001234567"),
            ("+43512123456", "+43512123456"),
            ("+49115", "+49115"),
            ("115", "115"),
            ("", ""),
        ] {
            assert_eq!(national(kept), shown);
        }
    }
}
