//! From the domain to what is shown: the wire's views and the pages' contexts.

pub mod desk;
pub mod letter;
pub mod pages;
mod wall;
pub mod wire_views;
