//! A change of the calendar that touched promises.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rescue")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub town_id: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// `away`, `holiday` or `shifts`.
    pub kind: String,
    /// Whose time was cut; the whole town's without.
    pub department_id: Option<i32>,
    /// Whose time was cut; the whole department's without.
    pub staff_id: Option<i32>,
    pub body: String,
    pub account_id: i32,
    pub at: i64,
    /// Whether everything is as it was before.
    pub taken_back: bool,
}

impl ActiveModelBehavior for ActiveModel {}
