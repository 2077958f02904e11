//! The plain pages: the whole way to an appointment and back without JavaScript.
//!
//! Ordinary forms and links, the same use cases as the interface for programs. What was chosen travels in addresses,
//! what a person types only in the bodies of forms; the server keeps nothing between two pages. When the rules say
//! no, the page that can mend it is shown again with everything that was typed; only what no page can mend becomes
//! the page of `problem`. A GET never changes anything.

pub mod appointment;
pub mod cancel;
pub mod concerns;
pub mod details;
pub mod earlier;
pub mod find;
pub mod logo;
pub mod move_to;
pub mod my_data;
pub mod papers;
pub mod problem;
pub mod proof;
pub mod reader;
pub mod remind;
pub mod replacement;
pub mod slip;
pub mod theme;
pub mod times;
pub mod undo;
