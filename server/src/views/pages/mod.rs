//! Typed contexts of the plain pages. A template sees nothing but its context, the words and the addresses of assets.
//!
//! Contexts are put together from wire views, so the pages and the widget tell the same; they never see the domain or
//! the database. Each has samples, and a test renders every one of them in every language.

pub mod appointment;
pub mod change;
pub mod concerns;
pub mod details;
pub mod earlier;
pub mod form;
pub mod frame;
pub mod links;
pub mod month;
pub mod papers;
pub mod problem;
pub mod proof;
#[cfg(test)]
pub mod samples;
pub mod times;
pub mod wish;

use serde::Serialize;

/// A page: the name of its template and everything the template may say.
pub trait Page: Serialize {
    /// File in `server/templates`.
    const TEMPLATE: &'static str;
    /// File of its part that many readers share, if there is one; the page's own template says `rest` where it stands.
    const REST: Option<&'static str> = None;
}

/// Name and value of a hidden field.
pub type Hidden = (String, String);

/// One line of a summary of mistakes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mistake {
    /// Name of the field, which is the id of its input; empty if it has none on this page.
    pub field: String,
    /// A sentence with the way out.
    pub text: String,
}
