//! Housekeeping beside the requests. Whatever it does may be done twice, by several servers, or late.

mod forget;
mod sweep;

pub use forget::forget;
pub use sweep::sweep;
