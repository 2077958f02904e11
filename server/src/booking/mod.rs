//! What citizens can do, one verb a file.
//!
//! Each use case loads, decides and applies in one transaction, from left to right: the decision is the rules'
//! (`tenants`), the last word on a time is the claim's (`db::claims`). What is owed because of a deed is written with
//! it. Nothing here sends, waits or caches.

pub mod calendar_file;
mod cancel;
mod catalog;
mod confirm;
pub mod earlier;
mod extend;
mod hold;
pub mod kept_visit;
mod lookup;
mod move_to;
pub mod my_data;
mod needs;
mod offer;
mod prove;
mod recall;
mod release;
mod remind;
mod replacement;
pub mod retry;
pub mod secrets;
pub mod taken;
mod undo;
mod view;
pub mod waiting;
pub mod wish;

pub use calendar_file::calendar_file;
pub use cancel::cancel;
pub use catalog::catalog;
pub use confirm::confirm;
pub use extend::extend;
pub use hold::hold;
pub use lookup::lookup;
pub use move_to::move_to;
pub use needs::{Needs, needs};
pub use offer::offer;
pub use prove::{ask_again, prove, to_prove};
pub use recall::recall;
pub use release::release;
pub use remind::{remind, reminder};
pub use replacement::{Replacement, accept, ask_for_call, replacement};
pub use undo::{Undoable, undo, undoable};
pub use view::view;
