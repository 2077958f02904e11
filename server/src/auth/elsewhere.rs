//! Signing in at the town's identity provider, and linking an account with who somebody is there.
//!
//! A way there and back is begun in one browser, works once, and ends after ten minutes. An account is found by issuer and subject,
//! never by an address (S-05), and none is made on the way: whoever is to be linked proves first, here, that the account is hers.

use chrono::{DateTime, TimeDelta, Utc};
use tenants::definition::Change;
use tenants::sign_in::SignIn;
use tenants::town::SecondFactor;
use tenants::{Town, TownId};
use wire::ProblemCode;

use super::manage::note;
use super::own::proves_herself;
use super::role::{Account, AccountId, AccountState};
use super::sessions::{self, Session};
use super::sign_in::Entry;
use super::{attempts, links};
use crate::booking::secrets::Secret;
use crate::db::TownTx;
use crate::db::audit::Author;
use crate::identity::{NotTold, Provider};
use crate::refusal::Outcome;
use crate::views::desk::frame::address;
use crate::web::visitor::Visitor;

/// How long somebody may take at the provider.
pub const LASTS: TimeDelta = TimeDelta::minutes(10);

/// Where the provider sends people back to, below a town's desk.
pub const BACK: &str = "anmelden/zurueck";

/// What somebody is on the way for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To sign in.
    SignIn,
    /// To link her account, out of the session with this hash.
    Link(AccountId, Vec<u8>),
    /// To answer an invitation, by the link with this hash.
    Invitation(AccountId, Vec<u8>),
}

/// A way to the provider and back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Hash of what comes back with her.
    pub state: Vec<u8>,
    /// Hash of what her browser keeps meanwhile.
    pub browser: Vec<u8>,
    /// What for.
    pub purpose: Purpose,
    /// Page to open afterwards.
    pub next: String,
    /// When it ends.
    pub until: DateTime<Utc>,
}

/// Somebody about to leave for the provider.
pub struct Departure {
    /// Where to.
    pub url: String,
    /// What the provider is called.
    pub label: String,
    /// What her browser keeps meanwhile.
    pub browser: Secret,
}

/// What somebody comes back with.
#[derive(Debug, Default)]
pub struct Back {
    /// What she left with.
    pub state: String,
    /// What the provider gives for a token; empty if it said no.
    pub code: String,
    /// Who the provider says it is, if it says so (RFC 9207).
    pub issuer: Option<String>,
}

/// How coming back ended.
pub enum Arrived {
    /// She is in, and goes on there.
    In(Entry, String),
    /// Her account is linked from now on.
    Linked,
    /// Whoever signed in there has no account here that is in use.
    Stranger,
    /// It is linked already: this sign-in with another account, or this account with another sign-in.
    Taken,
    /// Nobody is on such a way: it ended, was gone before, or was begun in another browser.
    Stale,
    /// The provider did not let her in, or said nothing that could be believed.
    Refused,
    /// The provider does not answer.
    Silent,
}

/// Sends somebody on her way. `None` if the provider does not answer.
///
/// # Errors
/// `NotFound` if the town has no provider.
pub async fn begin(visitor: &Visitor, purpose: Purpose, next: String) -> Outcome<Option<Departure>> {
    let (provider, town) = provider(visitor).await?;
    let (state, browser) = (drawn(visitor), drawn(visitor));
    let way = visitor.app.key.way(town, &state);
    let url = match provider.departure(state.text(), &way).await {
        Ok(url) => url,
        Err(why) => {
            log(&provider.settings, &why);
            return Ok(None);
        }
    };
    let attempt = Attempt {
        state: state.hash(),
        browser: browser.hash(),
        purpose,
        next,
        until: visitor.now + LASTS,
    };
    let tx = visitor.writing().await?;
    tx.keep_attempt(&attempt, visitor.now).await?;
    tx.commit_quietly().await?;
    Ok(Some(Departure {
        url,
        label: provider.settings.label,
        browser,
    }))
}

/// Sends somebody on her way who has proved that this account is hers. `None` for a wrong password or code.
///
/// # Errors
/// `NotFound` if the town has no provider.
pub async fn begin_linking(
    visitor: &Visitor,
    (account, session): (&Account, &Session),
    (password, code): (&str, &str),
) -> Outcome<Option<Option<Departure>>> {
    if !proves_herself(visitor, account, (password, code)).await? {
        return Ok(None);
    }
    let purpose = Purpose::Link(account.id, session.token.clone());
    begin(visitor, purpose, String::new()).await.map(Some)
}

/// Sends somebody on her way who answers an invitation by its link. `None` if the link does not work.
///
/// # Errors
/// `NotFound` if the town has no provider.
pub async fn begin_by_link(visitor: &Visitor, secret: &str) -> Outcome<Option<Option<Departure>>> {
    let account = links::look(visitor, secret).await?;
    let invited = account.filter(|account| account.state == AccountState::Invited);
    let (Some(account), Some(secret)) = (invited, Secret::parse(secret)) else {
        return Ok(None);
    };
    let purpose = Purpose::Invitation(account.id, secret.hash());
    begin(visitor, purpose, String::new()).await.map(Some)
}

/// Takes somebody in who comes back from the provider, in this browser.
///
/// # Errors
/// `NotFound` if the town has no provider.
pub async fn come_back(
    visitor: &Visitor,
    back: Back,
    browser: Option<Secret>,
    device: &str,
) -> Outcome<Arrived> {
    let (provider, town) = provider(visitor).await?;
    let (Some(state), Some(browser)) = (Secret::parse(&back.state), browser) else {
        return Ok(Arrived::Stale);
    };
    let tx = visitor.writing().await?;
    let attempt = tx.take_attempt(state.hash(), browser.hash()).await?;
    tx.commit_quietly().await?;
    let Some(attempt) = attempt.filter(|attempt| visitor.now < attempt.until) else {
        return Ok(Arrived::Stale);
    };
    let another = back
        .issuer
        .is_some_and(|issuer| issuer != provider.settings.issuer);
    if another || back.code.is_empty() {
        return Ok(Arrived::Refused);
    }
    let way = visitor.app.key.way(town, &state);
    let subject = match provider.redeem(back.code, &way).await {
        Ok(subject) => subject,
        Err(why) => {
            log(&provider.settings, &why);
            return Ok(match why {
                NotTold::Silent(_) => Arrived::Silent,
                NotTold::Unsound(_) => Arrived::Refused,
            });
        }
    };
    let who = Who {
        visitor,
        settings: &provider.settings,
        subject: &subject,
        device,
    };
    match attempt.purpose {
        Purpose::SignIn => who.signs_in(attempt.next).await,
        Purpose::Link(account, session) => who.is_linked(account, &session).await,
        Purpose::Invitation(account, link) => who.is_invited(account, &link).await,
    }
}

/// Whether the town's provider answers.
///
/// # Errors
/// `NotFound` if the town has none.
pub async fn answers(visitor: &Visitor) -> Outcome<bool> {
    let (provider, town) = provider(visitor).await?;
    let state = drawn(visitor);
    let way = visitor.app.key.way(town, &state);
    let answer = provider.departure(state.text(), &way).await;
    Ok(answer.inspect_err(|why| log(&provider.settings, why)).is_ok())
}

/// Whether an account is linked with a sign-in at the town's provider.
///
/// # Errors
/// If something broke.
pub async fn is_linked(visitor: &Visitor, account: &Account) -> Outcome<bool> {
    let tx = visitor.reading().await?;
    let Some(settings) = &tx.town.sign_in else {
        return Ok(false);
    };
    Ok(tx.linked_accounts(&settings.issuer).await?.contains(&account.id))
}

/// Takes the link of somebody's own account away, by password and code; every other session ends. Whether it was.
///
/// # Errors
/// `NotFound` if the town has no provider.
pub async fn unlink(
    visitor: &Visitor,
    (account, session): (&Account, &Session),
    proof: (&str, &str),
) -> Outcome<bool> {
    if !proves_herself(visitor, account, proof).await? {
        return Ok(false);
    }
    let tx = visitor.changing().await?;
    unlink_in(&tx, account, &Author::from(account), visitor.now).await?;
    tx.end_sessions_of(account.id, Some(&session.token)).await?;
    tx.commit_quietly().await?;
    Ok(true)
}

/// Takes the link of an account away and notes it, in a transaction of `TownDb::change`.
///
/// # Errors
/// `NotFound` if the town has no provider.
pub async fn unlink_in(tx: &TownTx, account: &Account, author: &Author, now: DateTime<Utc>) -> Outcome<()> {
    let settings = settings(&tx.town)?;
    if tx.unlink_identity(account.id, &settings.issuer).await? {
        let told = (field(settings), "verbunden".to_owned(), String::new());
        note(tx, author, Change::Changed, account, vec![told], now).await?;
    }
    Ok(())
}

/// Whoever has come back, as the provider knows her.
struct Who<'a> {
    visitor: &'a Visitor,
    settings: &'a SignIn,
    subject: &'a str,
    device: &'a str,
}

impl Who<'_> {
    async fn signs_in(&self, next: String) -> Outcome<Arrived> {
        let tx = self.visitor.writing().await?;
        let linked = tx
            .account_of_identity(&self.settings.issuer, self.subject)
            .await?;
        let account = match linked {
            Some(id) => tx.account(id).await?,
            None => None,
        };
        let Some(account) = account.filter(|account| account.state == AccountState::Active) else {
            return Ok(Arrived::Stranger);
        };
        let entry = self.begin_session(&tx, &account).await?;
        tx.commit_quietly().await?;
        Ok(Arrived::In(entry, next))
    }

    async fn is_linked(&self, account: AccountId, session: &[u8]) -> Outcome<Arrived> {
        let tx = self.visitor.changing().await?;
        // Whoever has been signed out or locked meanwhile does not change her account any more.
        let alive = sessions::alive(&tx, session, self.visitor.now).await?;
        let Some((session, account)) = alive.filter(|(_, known)| known.id == account) else {
            return Ok(Arrived::Stale);
        };
        if !self.link(&tx, &account).await? {
            return Ok(Arrived::Taken);
        }
        tx.end_sessions_of(account.id, Some(&session.token)).await?;
        tx.commit_quietly().await?;
        Ok(Arrived::Linked)
    }

    async fn is_invited(&self, account: AccountId, link: &[u8]) -> Outcome<Arrived> {
        // An account in use has a password; nobody knows this one, and a link for a new one can be had like by anybody who forgot hers.
        let app = &self.visitor.app;
        let unknown = app
            .passwords
            .hash(&drawn(self.visitor).text(), &app.chance)
            .await?;
        let tx = self.visitor.changing().await?;
        let owner = tx.link(link).await?;
        let works = owner.is_some_and(|(of, until)| of == account && self.visitor.now < until);
        let found = tx.account(account).await?;
        let Some(account) = found.filter(|found| works && found.state == AccountState::Invited) else {
            return Ok(Arrived::Stale);
        };
        if !self.link(&tx, &account).await? {
            return Ok(Arrived::Taken);
        }
        tx.burn_links_of(account.id).await?;
        tx.set_password(account.id, unknown).await?;
        let entry = self.begin_session(&tx, &account).await?;
        tx.commit_quietly().await?;
        Ok(Arrived::In(entry, address(&self.visitor.town, "")))
    }

    async fn link(&self, tx: &TownTx, account: &Account) -> Outcome<bool> {
        let who = (self.settings.issuer.as_str(), self.subject);
        let linked = tx.link_identity(account.id, who, self.visitor.now).await?;
        if linked {
            let told = (field(self.settings), String::new(), "verbunden".to_owned());
            let author = Author::from(account);
            note(
                tx,
                &author,
                Change::Changed,
                account,
                vec![told],
                self.visitor.now,
            )
            .await?;
        }
        Ok(linked)
    }

    /// A session like after a password: with the second factor still to be shown, unless the provider's counts.
    async fn begin_session(&self, tx: &TownTx, account: &Account) -> Outcome<Entry> {
        if self.settings.second_factor {
            let token = sessions::begin_vouched(tx, self.visitor, account.id, self.device).await?;
            attempts::welcome(self.visitor, account.id);
            return Ok(Entry {
                token,
                complete: true,
            });
        }
        let required = tx.town.policy.second_factor == SecondFactor::Required;
        let complete = !account.is_enrolled() && !required;
        let token = sessions::begin(tx, self.visitor, account.id, complete, self.device).await?;
        Ok(Entry { token, complete })
    }
}

/// As the log calls it.
fn field(settings: &SignIn) -> String {
    format!("Anmeldung mit {}", settings.label)
}

fn settings(town: &Town) -> Outcome<&SignIn> {
    Ok(town.sign_in.as_ref().ok_or(ProblemCode::NotFound)?)
}

async fn provider(visitor: &Visitor) -> Outcome<(Provider, TownId)> {
    let tx = visitor.reading().await?;
    let settings = settings(&tx.town)?.clone();
    let sealed = tx.sealed_secret().await?;
    let secret = sealed.and_then(|sealed| visitor.app.key.open(tx.id(), &about(&settings), &sealed));
    let app = &visitor.app;
    let back = format!("{}{}", app.config.base_url(), address(&visitor.town, BACK));
    let known = (app.known_providers.clone(), &app.config.identity);
    let provider = Provider::new(settings, secret, back, known, visitor.now);
    Ok((provider, tx.id()))
}

/// What the provider's secret is sealed with: whoever names another provider, or another client, sends it nowhere.
#[must_use]
pub fn about(settings: &SignIn) -> String {
    format!("{}\n{}", settings.issuer, settings.client_id)
}

fn drawn(visitor: &Visitor) -> Secret {
    Secret::drawn(visitor.app.chance.bytes())
}

fn log(settings: &SignIn, why: &NotTold) {
    tracing::warn!(issuer = settings.issuer, %why, "an identity provider has not told who somebody is");
}
