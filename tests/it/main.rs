//! What the town is promised, proven against real databases.

mod audit;
mod bad_input;
mod booking;
mod clock;
mod crash;
mod desk;
mod document;
mod earlier;
mod expiry;
mod mail;
mod migrations;
mod my_data;
mod paper;
mod payloads;
mod plain;
mod race;
mod retention;
mod roles;
mod statements;
mod tidy;
mod town_apply;
mod town_files;
mod undo;
mod walls;
