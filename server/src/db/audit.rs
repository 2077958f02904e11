//! The audit log: who changed what a town is, and when. It only grows, and each entry is sealed with all before it, so that
//! nobody changes, removes or moves one unseen.
//!
//! Nothing of citizens stands here: entries are never forgotten. Written in transactions in which nobody else changes the town.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, Statement, TransactionTrait, Value};
use sha2::{Digest as _, Sha256};
use tenants::TownId;
use tenants::definition::{ABSENCES, Change, Difference, FieldChange};

use super::operator::enter;
use super::{Db, TownTx};
use crate::auth::role::{Account, AccountId};
use crate::refusal::{Fault, Outcome};

/// Entries that are read at once.
const PAGE: i64 = 1_000;

/// Who changes something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    account: Option<AccountId>,
    who: String,
}

impl Author {
    /// Whoever types at the server's console.
    #[must_use]
    pub fn console() -> Self {
        Self {
            account: None,
            who: "Konsole".to_owned(),
        }
    }
}

impl Author {
    /// Somebody of the operator's, in a town: her account is none of the town's.
    #[must_use]
    pub fn of_operator(account: &Account) -> Self {
        Self {
            account: None,
            who: format!("{} ({}), Betrieb", account.name, account.email),
        }
    }
}

impl From<&Account> for Author {
    fn from(account: &Account) -> Self {
        Self {
            account: Some(account.id),
            who: format!("{} ({})", account.name, account.email),
        }
    }
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Counts from 1.
    pub number: i64,
    /// When it was done.
    pub at: DateTime<Utc>,
    /// Who did it, as she was called then.
    pub who: String,
    /// What happened to the part.
    pub change: Change,
    /// Which part, "service personalausweis".
    pub part: String,
    /// Its fields that are no longer as they were.
    pub fields: Vec<FieldChange>,
}

/// What looking through a whole log has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many entries there are.
    pub entries: i64,
    /// The first entry that is not as it was written, or is not there.
    pub broken: Option<i64>,
    /// Seal of the last entry, in hexadecimal: noted elsewhere, it shows later whether entries at the end are missing.
    pub seal: String,
}

impl TownTx {
    /// Notes what was changed.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn note(&self, author: &Author, at: DateTime<Utc>, changes: &[Difference]) -> Outcome<()> {
        note(self.connection(), self.id(), author, at, changes).await
    }
}

/// Looks through a town's whole log; nothing if there is no such town.
///
/// # Errors
/// If the database cannot be read.
pub async fn verify(db: &Db, slug: &str) -> Outcome<Option<Verified>> {
    let tx = db.reading.begin().await?;
    let Some(found) = enter(db, &tx, slug, "").await? else {
        return Ok(None);
    };
    let town = found.id;
    let (mut entries, mut broken, mut seal) = (0, None, beginning(town));
    loop {
        let sql = "SELECT * FROM audit WHERE town_id = $1 AND number > $2 ORDER BY number LIMIT $3";
        let rows = all(&tx, sql, vec![town.0.into(), entries.into(), PAGE.into()]).await?;
        for row in &rows {
            let row = Row::read(row)?;
            let expected = row.sealed_after(&seal);
            if broken.is_none() && (row.number != entries + 1 || row.seal != expected) {
                broken = Some(entries + 1);
            }
            (entries, seal) = (row.number, row.seal);
        }
        if rows.len() < PAGE as usize {
            break;
        }
    }
    Ok(Some(Verified {
        entries,
        broken,
        seal: seal.iter().map(|byte| format!("{byte:02x}")).collect(),
    }))
}

/// Notes what was changed, each part in an entry of its own.
pub(super) async fn note(
    tx: &DatabaseTransaction,
    town: TownId,
    author: &Author,
    at: DateTime<Utc>,
    changes: &[Difference],
) -> Outcome<()> {
    let last = "SELECT number, seal FROM audit WHERE town_id = $1 ORDER BY number DESC LIMIT 1";
    let last = all(tx, last, vec![town.0.into()]).await?;
    let (mut number, mut seal) = match last.first() {
        Some(row) => (row.try_get("", "number")?, row.try_get("", "seal")?),
        None => (0, beginning(town)),
    };
    for change in changes {
        number += 1;
        let mut row = Row {
            number,
            at: at.timestamp_micros(),
            account: author.account.map(|id| id.0),
            who: author.who.clone(),
            change: change.change.as_str().to_owned(),
            part: change.part.clone(),
            fields: serde_json::to_string(fields_of(change)).map_err(|error| Fault(Box::new(error)))?,
            seal: Vec::new(),
        };
        row.seal = row.sealed_after(&seal);
        seal.clone_from(&row.seal);
        row.write(tx, town).await?;
    }
    Ok(())
}

/// What is noted of a change. When a colleague was away is nobody's business for ever.
fn fields_of(change: &Difference) -> &[FieldChange] {
    if change.part.starts_with(ABSENCES) {
        &[]
    } else {
        &change.fields
    }
}

/// An entry as it is stored.
pub(super) struct Row {
    number: i64,
    at: i64,
    account: Option<i32>,
    who: String,
    change: String,
    part: String,
    fields: String,
    seal: Vec<u8>,
}

impl Row {
    pub(super) fn read(row: &QueryResult) -> Result<Self, DbErr> {
        Ok(Self {
            number: row.try_get("", "number")?,
            at: row.try_get("", "at")?,
            account: row.try_get("", "account_id")?,
            who: row.try_get("", "who")?,
            change: row.try_get("", "change")?,
            part: row.try_get("", "part")?,
            fields: row.try_get("", "fields")?,
            seal: row.try_get("", "seal")?,
        })
    }

    async fn write(self, tx: &DatabaseTransaction, town: TownId) -> Result<(), DbErr> {
        let sql = "INSERT INTO audit (town_id, number, at, account_id, who, change, part, fields, seal)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let values = vec![
            town.0.into(),
            self.number.into(),
            self.at.into(),
            self.account.into(),
            self.who.into(),
            self.change.into(),
            self.part.into(),
            self.fields.into(),
            self.seal.into(),
        ];
        let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
        tx.execute_raw(statement).await.map(|_| ())
    }

    /// The seal it must carry behind an entry with this one.
    fn sealed_after(&self, seal: &[u8]) -> Vec<u8> {
        let account = self.account.map_or(Vec::new(), |id| id.to_be_bytes().to_vec());
        let parts: [&[u8]; 8] = [
            seal,
            &self.number.to_be_bytes(),
            &self.at.to_be_bytes(),
            &account,
            self.who.as_bytes(),
            self.change.as_bytes(),
            self.part.as_bytes(),
            self.fields.as_bytes(),
        ];
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.finalize().to_vec()
    }

    pub(super) fn entry(self) -> Outcome<Entry> {
        let unreadable = || Fault::because("an entry of the audit log cannot be read");
        Ok(Entry {
            number: self.number,
            at: DateTime::from_timestamp_micros(self.at).ok_or_else(unreadable)?,
            who: self.who,
            change: Change::named(&self.change).ok_or_else(unreadable)?,
            part: self.part,
            fields: serde_json::from_str(&self.fields).map_err(|error| Fault(Box::new(error)))?,
        })
    }
}

/// What the first entry of a town is sealed with.
fn beginning(town: TownId) -> Vec<u8> {
    Sha256::digest(format!("audit log of town {}", town.0)).to_vec()
}

async fn all(tx: &DatabaseTransaction, sql: &str, values: Vec<Value>) -> Result<Vec<QueryResult>, DbErr> {
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    tx.query_all_raw(statement).await
}
