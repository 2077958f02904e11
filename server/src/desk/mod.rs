//! What clerks can do, one verb a file: load, decide, apply, like `booking`. Every use case takes the clerk and touches
//! nothing outside of her departments.

mod absence;
mod appointment;
mod day;
mod displaced;
mod give;
mod search;
mod step;

pub use absence::{Away, LONGEST_DAYS, Plan, Recorded, preview, record};
pub use appointment::{Known, appointment};
pub use day::{Column, Day, day};
pub use displaced::{Found, displaced, look_again};
pub use give::{Giving, Wanted, give, proposals};
pub use search::{MOST as MOST_FOUND, search};
pub use step::{Said, Stepped, step};
