//! Who may pass: before every handler of the desk, by the policy its route declares.
//!
//! Changes are taken only from our own pages: a browser says with `Sec-Fetch-Site` where a request comes from, older ones with
//! `Origin`; whoever says neither is refused. The session's cookie goes with no request from elsewhere besides
//! (`SameSite=Lax`).
//!
//! A page that looks again by itself says so, and does not keep the session of somebody who has left alive.

use axum::extract::{FromRequestParts as _, Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum_extra::extract::CookieJar;

use super::answer;
use super::clerk::{Clerk, SESSION};
use crate::app::App;
use crate::auth::sessions::Session;
use crate::auth::{Role, sessions};
use crate::booking::secrets::Secret;
use crate::refusal::{Outcome, Trouble};
use crate::views::desk::frame::address_with;
use crate::web::visitor::{Houses, Visitor};

/// Who may use a route. The operator's house has a door and accounts like a town; what a town does at its desk is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Whoever comes: the door itself.
    Anyone,
    /// Whoever has shown the right password, also while the second factor is still asked for.
    HalfSignedIn,
    /// Whoever has signed in with at least this role, in a town or in the operator's house: accounts.
    InAnyHouse(Role),
    /// Whoever has signed in with at least this role in a town.
    AtLeast(Role),
    /// Whoever has signed in in the operator's house. The address names no town.
    Operator,
}

impl Policy {
    /// The role that is needed; none where being signed in is enough or too much.
    const fn role(self) -> Option<Role> {
        match self {
            Self::Anyone | Self::HalfSignedIn => None,
            Self::InAnyHouse(role) | Self::AtLeast(role) => Some(role),
            Self::Operator => Some(Role::Administrator),
        }
    }

    /// Which houses the route is in.
    const fn houses(self) -> Houses {
        match self {
            Self::Anyone | Self::HalfSignedIn | Self::InAnyHouse(_) => Houses::All,
            Self::AtLeast(_) => Houses::Towns,
            Self::Operator => Houses::Operator,
        }
    }
}

/// Layer: lets pass whom the policy lets pass.
pub async fn guard(
    State((app, policy)): State<(App, Policy)>,
    jar: CookieJar,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    if changes(&parts.method) && !is_from_our_own_page(&parts.headers, &app) {
        return answer::refused_from_elsewhere();
    }
    parts.extensions.insert(policy.houses());
    if policy == Policy::Anyone {
        return next.run(Request::from_parts(parts, body)).await;
    }
    let role = policy.role();
    let visitor = match Visitor::from_request_parts(&mut parts, &app).await {
        Ok(visitor) => visitor,
        Err(trouble) => return trouble.into_response(),
    };
    let back = parts.uri.path_and_query().map_or("", |address| address.as_str());
    let door = address_with(&visitor.town, "anmelden", &[("weiter", back)]);
    let second_door = address_with(&visitor.town, "zweiter-faktor", &[("weiter", back)]);
    let by_itself = asks_by_itself(&parts.method, &parts.headers);
    match signed_in(visitor, &jar, by_itself).await {
        Err(trouble) => trouble.into_response(),
        Ok(None) if changes(&parts.method) => answer::session_over(&door),
        Ok(None) => Redirect::to(&door).into_response(),
        Ok(Some(clerk)) if role.is_some() && !clerk.is_in() && changes(&parts.method) => {
            answer::session_over(&second_door)
        }
        Ok(Some(clerk)) if role.is_some() && !clerk.is_in() => Redirect::to(&second_door).into_response(),
        Ok(Some(clerk)) if role.is_some_and(|role| clerk.account.role < role) => answer::not_allowed(&clerk),
        Ok(Some(clerk)) => {
            parts.extensions.insert(clerk);
            next.run(Request::from_parts(parts, body)).await
        }
    }
}

fn changes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD)
}

/// Whether a browser sent this from a page of this server.
fn is_from_our_own_page(headers: &HeaderMap, app: &App) -> bool {
    match (headers.get("sec-fetch-site"), headers.get(header::ORIGIN)) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => origin.as_bytes() == app.config.base_url().as_bytes(),
        (None, None) => false,
    }
}

/// Whether a page asks without anybody having done anything: it says so, and a stream of events is never asked for otherwise.
fn asks_by_itself(method: &Method, headers: &HeaderMap) -> bool {
    let stream = headers
        .get(header::ACCEPT)
        .is_some_and(|wanted| wanted == "text/event-stream");
    !changes(method) && (stream || headers.contains_key("x-auto"))
}

/// Who shows a session that is alive, whole or half; marks it as seen unless a page asks by itself.
async fn signed_in(visitor: Visitor, jar: &CookieJar, by_itself: bool) -> Outcome<Option<Clerk>> {
    let Some(token) = jar.get(SESSION).and_then(|cookie| Secret::parse(cookie.value())) else {
        // Whether there is such a town shows all the same.
        visitor.reading().await?;
        return Ok(None);
    };
    let tx = visitor.reading().await?;
    let Some((session, account)) = sessions::alive(&tx, &token.hash(), visitor.now).await? else {
        return Ok(None);
    };
    let (town, suspension) = (tx.town.clone(), tx.suspension.clone());
    // Counted before anything is read: a change that comes in between is shown twice rather than not at all.
    let beats = visitor.app.db.pulse.beats(town.id);
    let mut waiting = tx.waiting(visitor.now.timestamp_micros()).await?;
    waiting.retain(|waiting| account.works_in(waiting.department));
    drop(tx);
    if !by_itself {
        mark(&visitor, &session).await?;
    }
    Ok(Some(Clerk {
        account,
        session,
        town,
        suspension,
        waiting,
        beats,
        by_itself,
        visitor,
    }))
}

async fn mark(visitor: &Visitor, session: &Session) -> Outcome<()> {
    if session.wants_a_mark(visitor.now) {
        let tx = visitor.writing().await?;
        tx.mark_session(&session.token, visitor.now)
            .await
            .map_err(Trouble::from)?;
        tx.commit_quietly().await?;
    }
    Ok(())
}
