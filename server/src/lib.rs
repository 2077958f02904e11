//! The server: HTTP, database, messages, pages. Rules about time, capacity and appointments live in `tenants`.

pub mod app;
pub mod auth;
pub mod booking;
pub mod calendar;
pub mod chance;
pub mod cli;
pub mod clock;
pub mod config;
pub mod db;
mod demo;
pub mod desk;
pub mod key;
pub mod logging;
pub mod logo;
pub mod notices;
pub mod operator;
pub mod paper;
pub mod pulse;
pub mod refusal;
pub mod serve;
pub mod tasks;
pub mod templates;
pub mod texts;
pub mod upkeep;
pub mod views;
pub mod web;
