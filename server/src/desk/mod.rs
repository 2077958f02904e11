//! What clerks can do, one verb a file: load, decide, apply, like `booking`. Every use case takes the clerk and touches
//! nothing outside of her departments.

mod day;

pub use day::{Column, Day, day};
