//! Pages of a town whose people sign in at its identity provider, and of an account of somebody else.

use super::{inside, outside};
use crate::views::desk::account::AccountPage;
use crate::views::desk::elsewhere::{LeavingPage, Offer};
use crate::views::desk::link::LinkPage;
use crate::views::desk::one_account::OneAccountPage;
use crate::views::desk::sign_in::SignInPage;
use crate::views::pages::samples::Sample;

/// The door, leaving, an invitation, an account with and without a link, and one of somebody else.
pub fn every() -> [(&'static str, Sample); 6] {
    let offer = Offer {
        label: "Dörentrup-Login".to_owned(),
        url: "/desk/a/anmelden/anbieter".to_owned(),
    };
    let elsewhere = || offer.clone();
    let unlinked = AccountPage {
        elsewhere: elsewhere(),
        ..AccountPage::default()
    };
    let linked = AccountPage {
        linked: true,
        enrolled: true,
        ..unlinked.clone()
    };
    let door = SignInPage {
        elsewhere: elsewhere(),
        ..SignInPage::default()
    };
    let leaving = LeavingPage {
        url: "https://login.doerentrup.example/auth?state=a&nonce=b".to_owned(),
        label: offer.label.clone(),
    };
    let invited = LinkPage {
        elsewhere: elsewhere(),
        ..LinkPage::default()
    };
    let others = OneAccountPage {
        factor: true,
        devices: "2 Geräten".to_owned(),
        elsewhere: elsewhere(),
        ..OneAccountPage::default()
    };
    [
        ("desk-sign-in-elsewhere", outside(door)),
        ("desk-leaving", outside(leaving)),
        ("desk-link-invited", outside(invited)),
        ("desk-account-linked", inside(linked)),
        ("desk-account-unlinked", inside(unlinked)),
        ("desk-one-account", inside(others)),
    ]
}
