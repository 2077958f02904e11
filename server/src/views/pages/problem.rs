//! What is shown when a page cannot be: what happened, and the way out.

use serde::Serialize;

use super::Page;

/// A problem as a page.
#[derive(Clone, Debug, Serialize)]
pub struct ProblemPage {
    /// A sentence with the way out.
    pub text: String,
    /// What is wrong with which field.
    pub mistakes: Vec<String>,
    /// First page of the town; empty where the town is not known or that page leads no further.
    pub home_url: String,
}

impl Page for ProblemPage {
    const TEMPLATE: &'static str = "problem.html";
}
