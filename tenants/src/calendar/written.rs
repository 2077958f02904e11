//! How dates, moments and weekdays are written in files and tables: `2026-12-24`, `2026-12-24T13:00`, `monday`.
//!
//! Codecs for serde's `with`; their errors say what would be right.

macro_rules! written {
    ($module:ident, $type:ty, $expecting:literal, $parse:expr, $write:expr) => {
        /// One value.
        pub mod $module {
            use serde::{Deserialize, Deserializer, Serializer, de::Error, ser};

            /// Reads a text.
            pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<$type, D::Error> {
                let text = String::deserialize(deserializer)?;
                super::$module::parse(&text).ok_or_else(|| D::Error::custom(super::$module::wrong(&text)))
            }

            /// Writes a text.
            pub fn serialize<S: Serializer>(value: &$type, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&super::$module::readable(value).map_err(ser::Error::custom)?)
            }

            pub(crate) fn parse(text: &str) -> Option<$type> {
                $parse(text)
            }

            pub(crate) fn write(value: &$type) -> String {
                $write(value)
            }

            /// The text, if it can be read again: what cannot would close the whole town. Otherwise what is wrong.
            pub(crate) fn readable(value: &$type) -> Result<String, String> {
                let text = write(value);
                parse(&text)
                    .map(|_| ())
                    .ok_or_else(|| wrong(&text))
                    .map(|()| text)
            }

            pub(crate) fn wrong(text: &str) -> String {
                format!(concat!("\"{}\" is not ", $expecting), text)
            }
        }
    };
}

written!(
    date,
    chrono::NaiveDate,
    "a date; write it like \"2026-12-24\"",
    |text: &str| (text.len() == 10).then(|| chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())?,
    |date: &chrono::NaiveDate| date.format("%Y-%m-%d").to_string()
);
written!(
    moment,
    chrono::NaiveDateTime,
    "a date with a time; write it like \"2026-12-24T13:00\"",
    |text: &str| (text.len() == 16)
        .then(|| chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").ok())?,
    |moment: &chrono::NaiveDateTime| moment.format("%Y-%m-%dT%H:%M").to_string()
);
written!(
    weekday,
    chrono::Weekday,
    "a weekday; write it like \"monday\"",
    |text: &str| super::WEEKDAYS
        .into_iter()
        .find(|(_, name)| *name == text)
        .map(|(day, _)| day),
    |day: &chrono::Weekday| super::WEEKDAYS[day.num_days_from_monday() as usize].1.to_owned()
);

const WEEKDAYS: [(chrono::Weekday, &str); 7] = [
    (chrono::Weekday::Mon, "monday"),
    (chrono::Weekday::Tue, "tuesday"),
    (chrono::Weekday::Wed, "wednesday"),
    (chrono::Weekday::Thu, "thursday"),
    (chrono::Weekday::Fri, "friday"),
    (chrono::Weekday::Sat, "saturday"),
    (chrono::Weekday::Sun, "sunday"),
];

/// A date that may be absent.
pub mod date_if_any {
    use chrono::NaiveDate;
    use serde::{Deserialize, Deserializer, Serializer, de::Error, ser};

    /// Reads a text, if there is one.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
        let Some(text) = Option::<String>::deserialize(deserializer)? else {
            return Ok(None);
        };
        super::date::parse(&text)
            .map(Some)
            .ok_or_else(|| D::Error::custom(super::date::wrong(&text)))
    }

    /// Writes a text, if there is a date.
    pub fn serialize<S: Serializer>(date: &Option<NaiveDate>, serializer: S) -> Result<S::Ok, S::Error> {
        match date {
            Some(date) => {
                serializer.serialize_some(&super::date::readable(date).map_err(ser::Error::custom)?)
            }
            None => serializer.serialize_none(),
        }
    }
}

/// Several dates.
pub mod dates {
    use chrono::NaiveDate;
    use serde::{Deserialize, Deserializer, Serializer, de::Error, ser};

    /// Reads texts.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<NaiveDate>, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        let read = |text: &String| {
            super::date::parse(text).ok_or_else(|| D::Error::custom(super::date::wrong(text)))
        };
        texts.iter().map(read).collect()
    }

    /// Writes texts.
    pub fn serialize<S: Serializer>(dates: &[NaiveDate], serializer: S) -> Result<S::Ok, S::Error> {
        let texts: Result<Vec<_>, _> = dates.iter().map(super::date::readable).collect();
        serializer.collect_seq(texts.map_err(ser::Error::custom)?)
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use serde::Serialize;

    #[derive(Serialize)]
    struct Written {
        #[serde(with = "super::date")]
        day: NaiveDate,
        #[serde(with = "super::date_if_any")]
        perhaps: Option<NaiveDate>,
        #[serde(with = "super::dates")]
        several: Vec<NaiveDate>,
        #[serde(with = "super::moment")]
        at: chrono::NaiveDateTime,
    }

    fn is_written(day: &str, perhaps: &str, several: &str, at: &str) -> bool {
        let date = |text: &str| text.parse::<NaiveDate>().unwrap();
        let written = Written {
            day: date(day),
            perhaps: Some(date(perhaps)),
            several: vec![date("2026-12-24"), date(several)],
            at: date(at).and_hms_opt(8, 0, 0).unwrap(),
        };
        serde_json::to_string(&written).is_ok()
    }

    #[test]
    fn what_could_not_be_read_again_is_not_written() {
        let (good, bad) = ("2026-11-30", "+20266-11-30");
        assert!(is_written(good, good, good, good));
        assert!(!is_written(bad, good, good, good));
        assert!(!is_written(good, bad, good, good));
        assert!(!is_written(good, good, bad, good));
        assert!(!is_written(good, good, good, bad));
    }
}
