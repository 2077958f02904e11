//! The desk, as clerks meet it.

pub mod absence;
mod absence_crash;
mod accounts;
mod appointment;
mod back_early;
mod beginnings;
mod closure;
mod console;
mod day;
mod door;
mod factor;
mod feed;
mod give;
mod holiday;
mod links;
mod live;
mod matrix;
mod move_to;
mod operator;
mod overbook;
pub mod remedies;
mod setup;
mod shifts;
mod take_back;
mod typed_dates;
mod week;
mod wording;
