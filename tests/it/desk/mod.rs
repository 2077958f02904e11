//! The desk, as clerks meet it.

mod appointment;
mod day;
mod door;
