//! Which identity provider a town's people can sign in with besides their passwords, and the secret it may have given out.
//!
//! The secret is no part of the town: no file has it, no page shows it, and the database keeps it sealed.

use serde::Serialize;
use tenants::definition::{Change, Definition, Difference, FieldChange};
use tenants::sign_in::SignIn;

use super::editing::{Edited, edit};
use crate::auth::elsewhere::about;
use crate::db::TownTx;
use crate::refusal::Outcome;
use crate::web::desk::clerk::Clerk;

/// The provider, as the town's file has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ByProvider {
    /// None: passwords only.
    pub sign_in: Option<SignIn>,
}

/// What becomes of the secret.
#[derive(Clone, PartialEq, Eq)]
pub enum SecretWish {
    /// It stays, as long as it is the same provider and the same client.
    Keep,
    /// It is forgotten.
    Forget,
    /// It is this one from now on.
    Be(String),
}

/// What is known of a provider besides its settings.
pub struct AboutProvider {
    /// Whether there is a secret for it.
    pub has_secret: bool,
    /// How many accounts are linked with a sign-in there.
    pub linked: usize,
}

impl ByProvider {
    /// As it is.
    #[must_use]
    pub fn of(town: &Definition) -> Self {
        Self {
            sign_in: town.facts.sign_in.clone(),
        }
    }
}

/// What is known of the town's provider.
///
/// # Errors
/// If the database cannot be read.
pub async fn about_provider(clerk: &Clerk) -> Outcome<AboutProvider> {
    let tx = clerk.visitor.reading().await?;
    let linked = match &tx.town.sign_in {
        Some(settings) => tx.linked_accounts(&settings.issuer).await?.len(),
        None => 0,
    };
    Ok(AboutProvider {
        has_secret: secret_of(clerk, &tx).await?.is_some(),
        linked,
    })
}

/// Makes the provider be this one.
///
/// # Errors
/// If the database cannot be read or written.
pub async fn change_provider(
    clerk: &Clerk,
    seal: &str,
    wanted: Option<SignIn>,
    secret: SecretWish,
) -> Outcome<Edited> {
    let edited = edit(clerk, seal, ByProvider::of, |town| {
        town.facts.sign_in = wanted;
        Ok(())
    })
    .await?;
    if edited == Edited::Done {
        settle_secret(clerk, secret).await?;
    }
    Ok(edited)
}

/// Keeps what is to be kept for the provider that is set now: a secret of another one opens nothing any more.
async fn settle_secret(clerk: &Clerk, wish: SecretWish) -> Outcome<()> {
    let tx = clerk.visitor.changing().await?;
    let app = &clerk.visitor.app;
    let before = secret_of(clerk, &tx).await?;
    let after = match (&tx.town.sign_in, wish) {
        (None, _) | (_, SecretWish::Forget) => None,
        (_, SecretWish::Keep) => before.clone(),
        (Some(_), SecretWish::Be(secret)) => Some(secret),
    };
    let sealed = tx.town.sign_in.as_ref().zip(after.as_ref());
    let sealed =
        sealed.map(|(settings, secret)| app.key.seal(tx.id(), &about(settings), secret, &app.chance));
    if after == before && sealed.is_some() {
        return Ok(());
    }
    let had_one = tx.sealed_secret().await?.is_some();
    tx.keep_secret(sealed).await?;
    if had_one || after.is_some() {
        let told = |there: bool| if there { "hinterlegt" } else { "" }.to_owned();
        let done = Difference {
            change: Change::Changed,
            part: "town".to_owned(),
            fields: vec![FieldChange {
                field: "sign_in.secret".to_owned(),
                before: told(had_one),
                after: told(after.is_some()),
            }],
        };
        tx.note(&clerk.author(), clerk.visitor.now, &[done]).await?;
    }
    tx.commit_quietly().await
}

async fn secret_of(clerk: &Clerk, tx: &TownTx) -> Outcome<Option<String>> {
    let Some(settings) = &tx.town.sign_in else {
        return Ok(None);
    };
    let sealed = tx.sealed_secret().await?;
    Ok(sealed.and_then(|sealed| clerk.visitor.app.key.open(tx.id(), &about(settings), &sealed)))
}
