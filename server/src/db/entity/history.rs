//! One step in the life of an appointment.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "history")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub town_id: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub appointment_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i32,
    pub deed: String,
    pub actor: String,
    /// Set exactly where a clerk did it.
    pub account_id: Option<i32>,
    pub reason: Option<String>,
    pub staff_id: Option<i32>,
    /// Whether it was overbooked after the step.
    pub overbooked: bool,
    pub first_cell: i32,
    pub at: i64,
    /// The cut that made it necessary.
    pub rescue_id: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}
