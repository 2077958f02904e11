//! Who works at the desk: a person with an account, signed in, at one town, now.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use tenants::town::SecondFactor;
use tenants::{DepartmentId, Town};
use wire::ProblemCode;

use crate::app::App;
use crate::auth::role::Account;
use crate::auth::sessions::Session;
use crate::db::audit::Author;
use crate::db::desk_reads::Waiting;
use crate::db::operator::Suspension;
use crate::refusal::{Fault, Outcome, Trouble};
use crate::views::desk::frame::DeskFrame;
use crate::web::visitor::Visitor;

/// Name of the session's cookie: the prefix binds it to this host, this path and HTTPS (RFC 6265bis, 4.1.3.2).
pub const SESSION: &str = "__Host-desk";

/// A clerk's whole standing, as the guard has found it.
#[derive(Clone)]
pub struct Clerk {
    /// Whose account it is, as it stands now.
    pub account: Account,
    /// The session she is here by.
    pub session: Session,
    /// The town, as it was when the request began; decisions read it anew in their transaction.
    pub town: Arc<Town>,
    /// Whether the town's online appointments are stopped.
    pub suspension: Option<Suspension>,
    /// What waits for somebody of her departments.
    pub waiting: Vec<Waiting>,
    /// Beats of the town's pulse before anything else was read: no change of theirs is missing from her page.
    pub beats: u64,
    /// Whether her page asks by itself, while nobody does anything.
    pub by_itself: bool,
    /// Town, clock and application, for use cases.
    pub visitor: Visitor,
}

impl Clerk {
    /// Whether nothing is missing: neither a second factor that was set up nor one that the town asks for, unless its identity
    /// provider has asked for one. Only the few pages that end this state are open to whoever is not in.
    #[must_use]
    pub fn is_in(&self) -> bool {
        let required = self.town.policy.second_factor == SecondFactor::Required;
        let theirs_counts = self.town.sign_in.as_ref().is_some_and(|one| one.second_factor);
        let vouched = self.session.vouched && theirs_counts;
        self.session.complete && (self.account.is_enrolled() || !required || vouched)
    }

    /// Account and session, for use cases on her own account.
    #[must_use]
    pub fn own(&self) -> (&Account, &Session) {
        (&self.account, &self.session)
    }

    /// As what she does is noted in the town's audit log.
    #[must_use]
    pub fn author(&self) -> Author {
        Author::from(&self.account)
    }

    /// What surrounds a page of hers; `place` is where in the navigation it stands.
    #[must_use]
    pub fn frame(&self, heading: impl Into<String>, place: &str) -> DeskFrame {
        if !self.is_in() {
            return DeskFrame::outside(&self.town, heading).signed_in_as(&self.town, &self.account);
        }
        let frame = DeskFrame::of(&self.town, &self.account, heading, place);
        if self.town.is_operator() {
            return frame;
        }
        frame
            .counting(&self.waiting)
            .suspended(&self.town, self.suspension.as_ref())
            .live(&self.visitor.app.live.known(self.beats))
    }

    /// The same clerk, with the town as it is by now.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn anew(&self) -> Outcome<Self> {
        let town = self.visitor.reading().await?.town.clone();
        Ok(Self { town, ..self.clone() })
    }

    /// Refuses what belongs to a department she does not work in, as if it did not exist.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn must_work_in(&self, department: DepartmentId) -> Outcome<()> {
        if self.account.works_in(department) {
            return Ok(());
        }
        Err(ProblemCode::NotFound.into())
    }
}

impl FromRequestParts<App> for Clerk {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Trouble> {
        let found = parts.extensions.get::<Self>().cloned();
        found.ok_or_else(|| Fault::because("a page of the desk without a guard that asks for a clerk").into())
    }
}
