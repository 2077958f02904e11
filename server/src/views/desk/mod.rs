//! Typed contexts of the desk's pages. The desk speaks German; its sentences stand in its templates and here.

pub mod absence;
pub mod account;
pub mod accounts;
pub mod appointment;
pub mod back_early;
pub mod closure;
pub mod code;
pub mod columns;
pub mod cut;
pub mod day;
pub mod displaced;
pub mod earlier;
pub mod feed;
pub mod frame;
pub mod give;
pub mod lanes;
pub mod link;
pub mod message;
pub mod messages;
pub mod move_beside;
pub mod move_to;
pub mod next;
pub mod overbook;
pub mod paper;
pub mod phone;
pub mod plan;
pub mod privacy;
#[cfg(test)]
pub mod samples;
pub mod search;
pub mod setup;
pub mod shifts;
pub mod sign_in;
pub mod towns;
pub mod week;
pub mod wording;
