//! The pulse between servers that share one PostgreSQL.
//!
//! A NOTIFY inside of a booking's transaction would make bookings queue: its commit takes a lock of the whole cluster. So each
//! server gathers the towns it has changed and tells them afterwards, in one statement for at most every `PAUSE`.
//! Nobody waits for it. A server hears the others on a connection of its own, which is made anew when it breaks or falls
//! silent: each server also tells now and then that it is there, itself included.

use std::collections::BTreeSet;
use std::time::Duration;

use sea_orm::sqlx::postgres::{PgListener, PgPoolOptions};
use sea_orm::{ConnectionTrait as _, DbBackend, DbErr, Statement, sqlx};
use tenants::TownId;
use tokio::time::{sleep, timeout};

use super::Db;

/// Where servers tell each other. Each database has channels of its own.
const CHANNEL: &str = "rathaustermin_pulse";
/// How long changes are gathered after some were told.
const PAUSE: Duration = Duration::from_millis(100);
/// How often a server tells at least that it is there.
const SIGN_OF_LIFE: Duration = Duration::from_secs(30);
/// How long a connection may be silent before nobody believes in it any more.
const SILENCE: Duration = Duration::from_secs(75);
/// How long to wait before a broken connection is made anew.
const REST: Duration = Duration::from_secs(2);
/// Most towns in a message, which must be shorter than 8000 bytes.
const MOST: usize = 500;

/// Tells other servers what this one changes and hears what they do, for ever. On SQLite there are no others.
pub async fn keep_in_touch(db: &Db, server: &str) {
    if db.is_postgres() {
        tokio::join!(tell(db, server), hear(db, server));
    }
}

async fn tell(db: &Db, server: &str) {
    loop {
        let towns = timeout(SIGN_OF_LIFE, db.pulse.untold()).await.unwrap_or_default();
        for message in messages(server, &towns) {
            let sql = "SELECT pg_notify($1, $2)";
            let values = [CHANNEL.into(), message.into()];
            let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
            if let Err(error) = db.writing.execute_raw(statement).await {
                tracing::warn!(%error, "other servers were not told of a change; their pages will show it within a minute");
            }
        }
        sleep(PAUSE).await;
    }
}

async fn hear(db: &Db, server: &str) {
    loop {
        let Err(error) = listen(db, server).await;
        tracing::warn!(%error, "changes at other servers cannot be heard; trying again");
        sleep(REST).await;
    }
}

/// Listens until the connection is of no use any more.
async fn listen(db: &Db, server: &str) -> Result<std::convert::Infallible, DbErr> {
    let broken = |error: sqlx::Error| DbErr::Custom(error.to_string());
    let options = db.writing.get_postgres_connection_pool().connect_options();
    // A pool of its own: one that is held for ever must not be missing where citizens book.
    let own = PgPoolOptions::new().max_connections(1).max_lifetime(None);
    let own = own.idle_timeout(None).connect_lazy_with((*options).clone());
    let mut ear = PgListener::connect_with(&own).await.map_err(broken)?;
    ear.listen(CHANNEL).await.map_err(broken)?;
    db.pulse.beat_everywhere();
    loop {
        match timeout(SILENCE, ear.try_recv()).await {
            Err(_) => return Err(DbErr::Custom("the connection fell silent".to_owned())),
            Ok(Err(error)) => return Err(broken(error)),
            Ok(Ok(None)) => db.pulse.beat_everywhere(),
            Ok(Ok(Some(told))) => {
                for town in heard(server, told.payload()) {
                    db.pulse.beat_elsewhere(town);
                }
            }
        }
    }
}

/// `server:1,2,5`; without a town only a sign of life.
fn messages(server: &str, towns: &BTreeSet<TownId>) -> Vec<String> {
    let towns: Vec<_> = towns.iter().map(ToString::to_string).collect();
    if towns.is_empty() {
        return vec![format!("{server}:")];
    }
    let some = towns.chunks(MOST);
    some.map(|some| format!("{server}:{}", some.join(","))).collect()
}

/// The towns in a message of another server.
fn heard(server: &str, message: &str) -> Vec<TownId> {
    match message.split_once(':') {
        Some((teller, towns)) if teller != server => towns
            .split(',')
            .filter_map(|town| town.parse().ok().map(TownId))
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_server_tells_the_others_hear_and_itself_not() {
        let towns: BTreeSet<_> = (0..1200).map(|number| TownId(i32::MAX - number)).collect();
        let told = messages("a", &towns);
        assert!(told.iter().all(|message| message.len() < 8000));
        let others: BTreeSet<_> = told.iter().flat_map(|message| heard("b", message)).collect();
        assert_eq!(others, towns);
        assert!(told.iter().all(|message| heard("a", message).is_empty()));
    }

    #[test]
    fn a_sign_of_life_speaks_of_no_town_and_nonsense_of_none_either() {
        for message in messages("a", &BTreeSet::new())
            .iter()
            .map(String::as_str)
            .chain(["", "x", "x:y,,9z"])
        {
            assert!(heard("b", message).is_empty(), "{message}");
        }
    }
}
