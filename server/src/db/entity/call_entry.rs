//! A citizen who has to be called.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "call_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub town_id: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub appointment_id: Uuid,
    pub cause: String,
    pub since: i64,
    /// Account that is calling.
    pub taken_by: Option<i32>,
    pub taken_at: Option<i64>,
    pub tries: i32,
    pub tried_at: Option<i64>,
    /// How the last try ended.
    pub outcome: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
