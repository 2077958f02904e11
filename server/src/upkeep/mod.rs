//! Housekeeping beside the requests. Whatever it does may be done twice, by several servers, or late.

mod daily_lists;
mod forget;
mod look;
mod sweep;

pub use daily_lists::{daily_lists, todays};
pub use forget::forget;
pub use look::look;
pub use sweep::sweep;
