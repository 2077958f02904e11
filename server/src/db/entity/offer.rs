//! A time that is kept for a displaced appointment.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "offer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub town_id: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub hold_id: Uuid,
    pub appointment_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
