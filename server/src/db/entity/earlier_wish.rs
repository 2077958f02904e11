//! Somebody on the list for earlier times.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "earlier_wish")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub town_id: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub department_id: i32,
    /// The appointment she has, or the one she got.
    pub appointment_id: Option<Uuid>,
    pub state: String,
    pub hours: String,
    pub visit: String,
    /// Who she is, while she waits without an appointment.
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub language: String,
    /// Hash of her link's secret.
    pub link_hash: Vec<u8>,
    /// Fingerprint of the form that put her on the list.
    pub request: Vec<u8>,
    /// The clerk who did, if one did.
    pub account_id: Option<i32>,
    pub created_at: i64,
    pub ended_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
