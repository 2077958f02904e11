//! Typed contexts of the desk's pages. The desk speaks German; its sentences stand in its templates and here.

pub mod appointment;
pub mod day;
pub mod frame;
pub mod message;
pub mod search;
pub mod sign_in;
