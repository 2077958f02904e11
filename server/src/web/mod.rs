//! HTTP: who may ask what under which address, and how answers look.
//!
//! Handlers take, call a use case and answer; they decide nothing. `routes` shows every address on one screen,
//! `problem` is the only place that turns trouble into words.

pub mod input;
pub mod language;
pub mod problem;
pub mod routes;
