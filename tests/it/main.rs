//! What the town is promised, proven against real databases.

mod booking;
mod crash;
mod expiry;
mod statements;
mod tidy;
