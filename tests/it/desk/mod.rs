//! The desk, as clerks meet it.

mod accounts;
mod appointment;
mod day;
mod door;
mod factor;
mod links;
mod matrix;
