//! HTTP: who may ask what under which address, and how answers look.
//!
//! Handlers take, call a use case and answer; they decide nothing. `routes` shows every address on one screen,
//! `problem` is the only place that turns trouble into words.

pub mod api;
pub mod assets;
mod client;
mod cors;
pub mod desk;
pub mod headers;
mod health;
mod hooks;
pub mod input;
pub mod language;
pub mod limits;
pub mod live;
pub mod metrics;
pub mod observe;
pub mod openapi;
pub mod pages;
mod pdf;
pub mod problem;
pub mod routes;
#[cfg(test)]
mod tests;
pub mod towns_seen;
pub mod visitor;
