//! The server: HTTP, database, messages, pages. Rules about time, capacity and appointments live in `tenants`.

pub mod refusal;
