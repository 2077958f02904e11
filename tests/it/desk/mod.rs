//! The desk, as clerks meet it.

mod day;
mod door;
