//! Somebody who may sign in at the desk.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub town_id: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    pub email: String,
    pub name: String,
    pub role: String,
    /// JSON list of department numbers; empty: all.
    pub departments: String,
    pub staff_id: Option<i32>,
    pub state: String,
    /// PHC string.
    pub password: Option<String>,
    pub failures: i32,
    pub failed_at: Option<i64>,
    pub totp_secret: Option<Vec<u8>>,
    pub totp_step: Option<i64>,
    /// JSON list of hashes.
    pub recovery: String,
    pub created_at: i64,
    /// Whether she wants her list of the day by mail.
    pub daily_list: bool,
}

impl ActiveModelBehavior for ActiveModel {}
