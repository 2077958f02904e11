//! Who asks: a citizen, at one town, in one language, now.
//!
//! A handler that asks for a `Visitor` gets the caller's whole standing and nothing else. The town's name comes from
//! the path and is not looked up here: the first transaction of the use case does that, together with everything
//! else it needs. Citizens have no account and no cookie; what they may do follows from the secrets they show.

use std::net::IpAddr;
use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Uri, request::Parts},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use tenants::{Town, definition::RESERVED_SLUGS, operator};
use wire::ProblemCode;

use super::{
    client,
    input::ValidPath,
    language,
    towns_seen::{TownFacts, TownSeen},
};
use crate::{
    app::App,
    db::{TownDb, TownTx},
    refusal::{Outcome, Trouble},
    views::wire_views::Teller,
};

/// A citizen's standing.
#[derive(Clone)]
pub struct Visitor {
    /// The application, for chance and configuration.
    pub app: App,
    /// When the request began; everything it decides, it decides by this instant.
    pub now: DateTime<Utc>,
    /// The town's name in URLs, as asked for.
    pub town: String,
    /// Where the request comes from: the network, not the single client.
    pub network: IpAddr,
    db: TownDb,
    seen: TownSeen,
    uri: Uri,
    headers: HeaderMap,
}

impl Visitor {
    /// Begins a transaction in the visitor's town that only reads.
    ///
    /// # Errors
    /// `NotFound` if there is no such town.
    pub async fn reading(&self) -> Outcome<TownTx> {
        self.note(self.db.read().await?)
    }

    /// Begins a transaction in the visitor's town that writes.
    ///
    /// # Errors
    /// `NotFound` if there is no such town.
    pub async fn writing(&self) -> Outcome<TownTx> {
        self.note(self.db.write().await?)
    }

    /// Begins a transaction that changes the calendar of the visitor's town.
    ///
    /// # Errors
    /// `NotFound` if there is no such town.
    pub async fn changing(&self) -> Outcome<TownTx> {
        self.note(self.db.change().await?)
    }

    /// The language to answer in.
    #[must_use]
    pub fn language(&self, town: &Town) -> String {
        language::choose(&self.uri, &self.headers, &town.languages)
    }

    /// Tells things of this town in the visitor's language.
    #[must_use]
    pub fn teller<'t>(&self, town: &'t Town) -> Teller<'t> {
        let language = self.language(town);
        Teller::new(town, town.language(&language))
    }

    fn note(&self, tx: TownTx) -> Outcome<TownTx> {
        if !tx.town.is_operator() {
            let facts = TownFacts::from(&tx.town);
            self.seen.note(Arc::new(facts), &self.language(&tx.town));
        }
        Ok(tx)
    }
}

/// Which houses an address is in. The guard of the desk says so; where nobody has, it is the towns'.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Houses {
    /// Towns only: the operator's house is as unknown as any other word.
    #[default]
    Towns,
    /// Towns and the operator's house.
    All,
    /// The operator's house, which the address names without a parameter.
    Operator,
}

#[derive(Deserialize)]
struct TownPath {
    town: String,
}

/// Whether a town could have this name in addresses. `/favicon.ico` and `/metrics` look like a town's page and are not
/// worth asking the database.
pub(super) fn can_name_a_town(slug: &str) -> bool {
    let letters = slug
        .bytes()
        .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    letters && !RESERVED_SLUGS.contains(&slug)
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Trouble> {
        let houses = parts.extensions.get::<Houses>().copied().unwrap_or_default();
        let town = match houses {
            Houses::Operator => operator::SLUG.to_owned(),
            Houses::Towns | Houses::All => {
                let ValidPath(TownPath { town }) = ValidPath::from_request_parts(parts, app).await?;
                town
            }
        };
        let is_the_operators = houses != Houses::Towns && town == operator::SLUG;
        if !is_the_operators && !can_name_a_town(&town) {
            return Err(ProblemCode::NotFound.into());
        }
        Ok(Self {
            db: app.db.town(town.as_str()),
            now: app.clock.now(),
            app: app.clone(),
            town,
            network: client::network(client::address(
                &parts.extensions,
                &parts.headers,
                app.config.trusted_proxy_hops,
            )),
            seen: parts
                .extensions
                .get()
                .cloned()
                .unwrap_or_else(|| TownSeen::new(app.known_towns.clone())),
            uri: parts.uri.clone(),
            headers: parts.headers.clone(),
        })
    }
}
