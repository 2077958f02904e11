//! One message owed to one person.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub town_id: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// To the citizen of this appointment; or else
    pub appointment_id: Option<Uuid>,
    /// to this colleague; or else
    pub account_id: Option<i32>,
    /// to whoever waits for an earlier time.
    pub wish_id: Option<Uuid>,
    pub kind: String,
    pub revision: i32,
    pub state: String,
    pub owed_at: i64,
    /// When it may go out at the earliest.
    pub due_at: i64,
    pub body: String,
}

impl ActiveModelBehavior for ActiveModel {}
