//! Tables as the ORM sees them. Private to `db`: outside, there are only the types of `tenants` and of `db` itself.

pub mod account;
pub mod account_link;
pub mod appointment;
pub mod call_entry;
pub mod claim;
pub mod earlier_wish;
pub mod history;
pub mod notice;
pub mod offer;
pub mod rescue;
pub mod session;
