//! What the town is promised, proven against real databases.

mod booking;
mod crash;
mod expiry;
mod plain;
mod statements;
mod tidy;
mod walls;
