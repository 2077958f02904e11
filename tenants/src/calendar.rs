//! The town's calendar: which times are free, and who takes them.
//!
//! Reading order: cells, local time, holidays, roster, horizon, offer, assign. Everything is computed from
//! arguments; `now` is one of them.

pub mod assign;
pub mod cells;
pub mod holidays;
pub mod horizon;
pub mod local_time;
pub mod offer;
pub mod overbook;
pub mod roster;
pub(crate) mod written;

pub use assign::{StartRefused, may_start, nearest};
pub use cells::{CELL_MINUTES, Cell, DayMask, Span};
pub use holidays::{Holidays, Land};
pub use horizon::Bookable;
pub use local_time::{ClockTime, LocalDay};
pub use offer::{Busy, DayOffer, DayState, Offer, offer};
pub use overbook::{OverbookRefused, could_be_hers, may_overbook};
pub use roster::{Channel, Closed, closed, shifts, working};
