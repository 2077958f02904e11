//! A link that sets a password, once.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub town_id: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub link_hash: Vec<u8>,
    pub account_id: i32,
    pub until: i64,
}

impl ActiveModelBehavior for ActiveModel {}
