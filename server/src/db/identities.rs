//! Who accounts are at their town's identity provider, as rows; and ways there and back that are under way.

use chrono::{DateTime, Utc};
use sea_orm::DbErr;

use super::TownTx;
use super::accounts::instant;
use crate::auth::AccountId;
use crate::auth::elsewhere::{Attempt, Purpose};
use crate::refusal::{Fault, Outcome};

impl TownTx {
    /// The account that is linked with this subject of this issuer.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn account_of_identity(&self, issuer: &str, subject: &str) -> Outcome<Option<AccountId>> {
        let sql = "SELECT account_id FROM identity WHERE town_id = $1 AND issuer = $2 AND subject = $3";
        let rows = self
            .all(sql, vec![self.id().0.into(), issuer.into(), subject.into()])
            .await?;
        let id = rows.first().map(|row| row.try_get("", "account_id"));
        Ok(id.transpose()?.map(AccountId))
    }

    /// Links an account. `false` if the subject or the account is linked already.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn link_identity(
        &self,
        of: AccountId,
        (issuer, subject): (&str, &str),
        now: DateTime<Utc>,
    ) -> Result<bool, DbErr> {
        let sql = "INSERT INTO identity (town_id, issuer, subject, account_id, linked_at) VALUES ($1, $2, $3, $4, $5)
                   ON CONFLICT DO NOTHING";
        let values = vec![
            self.id().0.into(),
            issuer.into(),
            subject.into(),
            of.0.into(),
            now.timestamp_micros().into(),
        ];
        Ok(self.execute(sql, values).await? == 1)
    }

    /// Takes the link of an account with this issuer away. Whether there was one.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn unlink_identity(&self, of: AccountId, issuer: &str) -> Result<bool, DbErr> {
        let sql = "DELETE FROM identity WHERE town_id = $1 AND account_id = $2 AND issuer = $3";
        let values = vec![self.id().0.into(), of.0.into(), issuer.into()];
        Ok(self.execute(sql, values).await? > 0)
    }

    /// Accounts that are linked with this issuer.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn linked_accounts(&self, issuer: &str) -> Outcome<Vec<AccountId>> {
        let sql = "SELECT account_id FROM identity WHERE town_id = $1 AND issuer = $2";
        let rows = self.all(sql, vec![self.id().0.into(), issuer.into()]).await?;
        let ids = rows
            .iter()
            .map(|row| row.try_get("", "account_id").map(AccountId));
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// Keeps a way to the provider and back; those that have ended go.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn keep_attempt(&self, attempt: &Attempt, now: DateTime<Utc>) -> Result<(), DbErr> {
        let ended = "DELETE FROM identity_attempt WHERE town_id = $1 AND until <= $2";
        self.execute(ended, vec![self.id().0.into(), now.timestamp_micros().into()])
            .await?;
        let (purpose, account, proof) = match &attempt.purpose {
            Purpose::SignIn => ("sign_in", None, None),
            Purpose::Link(account, session) => ("link", Some(account.0), Some(session.clone())),
            Purpose::Invitation(account, link) => ("invitation", Some(account.0), Some(link.clone())),
        };
        let sql = "INSERT INTO identity_attempt
                       (town_id, state_hash, browser_hash, purpose, account_id, proof_hash, next, until)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let values = vec![
            self.id().0.into(),
            attempt.state.clone().into(),
            attempt.browser.clone().into(),
            purpose.into(),
            account.into(),
            proof.into(),
            attempt.next.clone().into(),
            attempt.until.timestamp_micros().into(),
        ];
        self.execute(sql, values).await.map(|_| ())
    }

    /// Takes a way that this browser has begun: whoever comes with the same state again finds nothing.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn take_attempt(&self, state: Vec<u8>, browser: Vec<u8>) -> Outcome<Option<Attempt>> {
        let sql = "DELETE FROM identity_attempt WHERE town_id = $1 AND state_hash = $2 AND browser_hash = $3
                   RETURNING purpose, account_id, proof_hash, next, until";
        let values = vec![self.id().0.into(), state.clone().into(), browser.clone().into()];
        let rows = self.all(sql, values).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let unreadable = || Fault::because("a way to an identity provider cannot be read");
        let account: Option<i32> = row.try_get("", "account_id")?;
        let proof: Option<Vec<u8>> = row.try_get("", "proof_hash")?;
        let purpose: String = row.try_get("", "purpose")?;
        let purpose = match (purpose.as_str(), account.map(AccountId), proof) {
            ("sign_in", None, None) => Purpose::SignIn,
            ("link", Some(account), Some(session)) => Purpose::Link(account, session),
            ("invitation", Some(account), Some(link)) => Purpose::Invitation(account, link),
            _ => return Err(unreadable().into()),
        };
        Ok(Some(Attempt {
            state,
            browser,
            purpose,
            next: row.try_get("", "next")?,
            until: instant(row.try_get("", "until")?)?,
        }))
    }

    /// The secret that the provider has given out, sealed.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn sealed_secret(&self) -> Outcome<Option<Vec<u8>>> {
        let sql = "SELECT sealed FROM identity_secret WHERE town_id = $1";
        let rows = self.all(sql, vec![self.id().0.into()]).await?;
        Ok(rows.first().map(|row| row.try_get("", "sealed")).transpose()?)
    }

    /// Keeps such a secret, or none any more.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn keep_secret(&self, sealed: Option<Vec<u8>>) -> Result<(), DbErr> {
        let gone = "DELETE FROM identity_secret WHERE town_id = $1";
        self.execute(gone, vec![self.id().0.into()]).await?;
        if let Some(sealed) = sealed {
            let sql = "INSERT INTO identity_secret (town_id, sealed) VALUES ($1, $2)";
            self.execute(sql, vec![self.id().0.into(), sealed.into()]).await?;
        }
        Ok(())
    }
}
