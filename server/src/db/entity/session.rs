//! Somebody who is signed in, on one device.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub town_id: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    pub account_id: i32,
    pub complete: bool,
    pub created_at: i64,
    pub seen_at: i64,
    pub device: String,
    /// Whether an identity provider whose second factor counts has vouched.
    pub vouched: bool,
}

impl ActiveModelBehavior for ActiveModel {}
