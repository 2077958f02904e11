//! Choosing a password: by a link, and the sentences about passwords that do not fit.

use serde::Serialize;
use tenants::Town;

use super::elsewhere::Offer;
use crate::auth::AccountState;
use crate::auth::passwords::Unfit;
use crate::auth::role::Account;
use crate::auth::strength::{LONGEST, SHORTEST, Weak};
use crate::views::pages::{Mistake, Page};

/// Asks for a new password, twice.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LinkPage {
    /// "M. Kaya".
    pub name: String,
    /// What she signs in with.
    pub email: String,
    /// Where.
    pub town: String,
    /// Fewest characters.
    pub shortest: usize,
    /// What is wrong with what was typed.
    pub mistakes: Vec<Mistake>,
    /// The town's identity provider, for whoever is invited.
    pub elsewhere: Offer,
}

impl LinkPage {
    /// The page for the owner of a link.
    #[must_use]
    pub fn new(town: &Town, (account, secret): (&Account, &str), mistakes: Vec<Mistake>) -> Self {
        let elsewhere = match account.state {
            AccountState::Invited => Offer::of(town, &format!("zugang/{secret}/anbieter")),
            AccountState::Active | AccountState::Suspended => Offer::default(),
        };
        Self {
            name: account.name.clone(),
            email: account.email.clone(),
            town: town.name.clone(),
            shortest: SHORTEST,
            mistakes,
            elsewhere,
        }
    }
}

impl Page for LinkPage {
    const TEMPLATE: &'static str = "desk/link.html";
}

/// Why a password does not fit, at the field it was typed into.
#[must_use]
pub fn unfit(why: Unfit) -> Mistake {
    let (field, text) = match why {
        Unfit::Differs => (
            "again",
            "Die beiden Eingaben sind verschieden. Bitte geben Sie das neue Passwort noch einmal ein.".to_owned(),
        ),
        Unfit::Weak(Weak::Short) => (
            "new",
            format!(
                "Das Passwort ist zu kurz. Bitte wählen Sie mindestens {SHORTEST} Zeichen, zum Beispiel drei Wörter."
            ),
        ),
        Unfit::Weak(Weak::Long) => (
            "new",
            format!("Das Passwort ist zu lang. Bitte wählen Sie höchstens {LONGEST} Zeichen."),
        ),
        Unfit::Weak(Weak::Guessable) => (
            "new",
            "Das Passwort ist leicht zu erraten. Bitte wählen Sie eines ohne Ihren Namen, den Namen Ihrer Verwaltung und sehr \
             häufige Wörter, zum Beispiel drei Wörter, die nichts miteinander zu tun haben."
                .to_owned(),
        ),
    };
    Mistake {
        field: field.to_owned(),
        text,
    }
}
