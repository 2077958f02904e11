//! What a message is called out in the world, the same however often it goes: Message-IDs, gateways' references. It names the
//! town besides the notice, so that what comes back is found without asking every town.

use std::fmt;
use std::str::FromStr;

use tenants::TownId;
use uuid::Uuid;

/// A notice's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// Of which town.
    pub town: TownId,
    /// Which of its notices.
    pub notice: Uuid,
}

/// Not a notice's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoName;

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.town.0, self.notice)
    }
}

impl FromStr for Name {
    type Err = NoName;

    fn from_str(text: &str) -> Result<Self, NoName> {
        let (town, notice) = text.split_once('.').ok_or(NoName)?;
        let name = Self {
            town: TownId(town.parse().map_err(|_| NoName)?),
            notice: notice.parse().map_err(|_| NoName)?,
        };
        // One way of writing it.
        if name.to_string() == text {
            Ok(name)
        } else {
            Err(NoName)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_is_written_and_no_other_way() {
        let name = Name {
            town: TownId(7),
            notice: Uuid::from_u128(11),
        };
        let text = name.to_string();
        assert_eq!(text, "7.00000000-0000-0000-0000-00000000000b");
        assert_eq!(text.parse(), Ok(name));
        for other in [
            "",
            "7",
            "7.",
            "07.00000000-0000-0000-0000-00000000000b",
            "+7.x",
            &text.to_uppercase(),
            &format!("{text} "),
        ] {
            assert_eq!(other.parse::<Name>(), Err(NoName), "{other}");
        }
    }
}
