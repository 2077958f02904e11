//! From the domain to what is shown: the wire's views and the pages' contexts.

pub mod asking;
pub mod daily_list;
pub mod desk;
pub mod letter;
pub mod letter_sample;
pub mod pages;
pub mod paper;
pub mod proof;
pub mod record;
pub mod short_message;
mod wall;
pub mod wire_views;
