//! The server: HTTP, database, messages, pages. Rules about time, capacity and appointments live in `tenants`.

pub mod app;
pub mod chance;
pub mod clock;
pub mod config;
pub mod logging;
pub mod refusal;
pub mod tasks;
pub mod texts;
pub mod web;
