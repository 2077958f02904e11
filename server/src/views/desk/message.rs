//! A page with one sentence and a way on.

use serde::Serialize;

use crate::views::pages::Page;

/// One sentence.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MessagePage {
    /// What happened and what to do.
    pub text: String,
    /// Where to go on; empty: to today.
    pub url: String,
}

impl Page for MessagePage {
    const TEMPLATE: &'static str = "desk/message.html";
}
