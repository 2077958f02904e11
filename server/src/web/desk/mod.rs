//! The desk: the staff's pages under `/desk/{town}`, in German, for people who have signed in.
//!
//! Which address asks for which role stands in `routes`; `guard` sees to it before any handler runs. Handlers take the
//! `Clerk`, call one use case of `desk` and answer with a page or send on. A GET never changes anything,
//! but for the way back from an identity provider.

pub mod absence;
pub mod account;
pub mod accounts;
pub mod answer;
pub mod appointment;
pub mod back_early;
pub mod catalogue;
mod catalogue_changes;
pub mod clerk;
mod closure;
mod cut;
pub mod day;
mod departments;
pub mod displaced;
pub mod earlier;
mod elsewhere;
pub mod embed;
mod factor;
pub mod feed;
mod figures;
mod form;
pub mod give;
pub mod guard;
mod holidays;
pub mod link;
mod log;
mod logo;
mod look;
mod messages;
mod move_beside;
mod move_to;
pub mod new_town;
mod news;
mod one_account;
mod one_town;
mod overbook;
mod paper;
mod people;
mod privacy;
mod provider;
mod reason;
mod roster;
pub mod routes;
mod service;
mod services;
mod settings;
mod setup;
pub mod shared_day;
mod shifts;
pub mod sign_in;
pub mod towns;
pub mod week;
pub mod wording;
