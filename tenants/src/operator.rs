//! The operator's house: the computing centre that runs the installation.
//!
//! Its people get in as those of a town do, so for accounts, sessions and links it is a town with a number and a name in
//! addresses. It is none for anybody else: it has no departments, no citizens, and nobody can describe it in a file.

use chrono_tz::Europe::Berlin;

use crate::calendar::{Holidays, Land};
use crate::ids::TownId;
use crate::keep::Keep;
use crate::messages::Messages;
use crate::text::Text;
use crate::theme::{Colour, Theme};
use crate::town::{Contact, ContactRule, Pages, Policy, SecondFactor, Town};

/// The house's number in the phone book of towns. Towns are numbered from 1.
pub const ID: TownId = TownId(0);

/// The house's name in addresses, which no town can have.
pub const SLUG: &str = "betrieb";

/// What the house is called on screen.
pub const NAME: &str = "Betrieb";

/// The house, as the rules about getting in see it. Nobody works there without a second factor.
#[must_use]
pub fn house() -> Town {
    Town {
        id: ID,
        slug: SLUG.to_owned(),
        name: NAME.to_owned(),
        zone: Berlin,
        languages: vec!["de".to_owned()],
        reference_prefix: String::new(),
        origins: Vec::new(),
        contact: Contact {
            required: ContactRule::Either,
            phone: String::new(),
            phone_hours: Text::default(),
        },
        pages: Pages::default(),
        theme: Theme {
            accent: Colour::BLUE,
            accent_ink: Colour::WHITE,
        },
        logo: None,
        holidays: Holidays::of_land(Land::BE),
        policy: Policy {
            grid_minutes: 5,
            lead_minutes: 0,
            horizon_days: 0,
            release: None,
            hold_minutes: 10,
            change_until_minutes: 0,
            max_services: 1,
            offer_hours: 24,
            second_factor: SecondFactor::Required,
        },
        messages: Messages::new(),
        keep: Keep::default(),
        sign_in: None,
        departments: Vec::new(),
    }
}

impl Town {
    /// Whether this is the operator's house and no town at all.
    #[must_use]
    pub fn is_operator(&self) -> bool {
        self.id == ID
    }
}
