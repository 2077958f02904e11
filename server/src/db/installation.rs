//! What all servers of an installation share.

use sea_orm::{ConnectionTrait as _, Statement};

use super::Db;
use crate::key::Key;
use crate::refusal::Outcome;

impl Db {
    /// The print of the key that this installation's links follow from; nothing before the first server has set it.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn key_print(&self) -> Outcome<Option<Vec<u8>>> {
        let sql = "SELECT key_print FROM installation";
        let backend = self.reading.get_database_backend();
        let row = self
            .reading
            .query_one_raw(Statement::from_string(backend, sql))
            .await?;
        Ok(row.map(|row| row.try_get("", "key_print")).transpose()?)
    }

    /// Makes this key the installation's, unless it has one; whether it is its key now.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn settle_key(&self, key: &Key) -> Outcome<bool> {
        let sql = "INSERT INTO installation (one, key_print) VALUES (1, $1) ON CONFLICT (one) DO NOTHING";
        let backend = self.writing.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, [key.print().into()]);
        self.writing.execute_raw(statement).await?;
        Ok(self.key_print().await? == Some(key.print()))
    }
}
