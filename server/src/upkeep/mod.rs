//! Housekeeping beside the requests. Whatever it does may be done twice, by several servers, or late.

mod sweep;

pub use sweep::sweep;
