//! What clerks can do, one verb a file: load, decide, apply, like `booking`. Every use case takes the clerk and touches
//! nothing outside of her departments.

mod appointment;
mod day;
mod search;
mod step;

pub use appointment::{Known, appointment};
pub use day::{Column, Day, day};
pub use search::{MOST as MOST_FOUND, search};
pub use step::{Said, Stepped, step};
