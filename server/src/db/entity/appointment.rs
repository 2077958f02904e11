//! One row from the first hold to the end.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "appointment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub town_id: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub state: String,
    pub department_id: i32,
    /// Set exactly while somebody keeps it; the row then owns her cells, unless it is overbooked.
    pub staff_id: Option<i32>,
    /// Whether it is kept beside everything else its person has to do then.
    pub overbooked: bool,
    pub displaced_from: Option<i32>,
    pub first_cell: i32,
    pub cells: i32,
    pub minutes: i32,
    pub local_start: String,
    pub zone: String,
    pub visit: String,
    /// Its first service, by its name in addresses.
    pub service: String,
    pub revision: i32,
    pub created_at: i64,
    /// When the state began, in microseconds.
    pub state_at: i64,
    pub cancelled_by: Option<String>,
    pub hold_hash: Vec<u8>,
    pub hold_until: Option<i64>,
    pub extended: bool,
    pub hold_key: Option<Vec<u8>>,
    pub hold_request: Vec<u8>,
    pub confirm_key: Option<Vec<u8>>,
    pub confirm_request: Option<Vec<u8>>,
    /// Hash of the hold whose time the last move took over.
    pub moved_by: Option<Vec<u8>>,
    pub reference: Option<String>,
    pub manage_hash: Option<Vec<u8>>,
    pub pin_hash: Option<Vec<u8>>,
    pub pin_failures: i32,
    pub lookup_hash: Option<Vec<u8>>,
    pub lookup_until: Option<i64>,
    pub booked_at: Option<i64>,
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub note: Option<String>,
    pub language: Option<String>,
    /// Whether the citizen wants to be reminded.
    pub reminder: bool,
    /// Whether her address is known to reach nobody.
    pub mail_fails: bool,
}

impl ActiveModelBehavior for ActiveModel {}
