//! What clerks can do, one verb a file: load, decide, apply, like `booking`. Every use case takes the clerk and touches
//! nothing outside of her departments.

mod appointment;
mod back_early;
mod calls;
mod catalogue;
mod day;
mod departments;
mod displaced;
mod earlier;
mod editing;
mod feed;
mod figures;
mod free;
mod give;
mod holidays;
mod log;
mod look;
mod move_to;
mod overbook;
mod paper;
mod people;
pub mod privacy;
mod promise;
mod provider;
mod ready;
mod remedies;
mod rescue;
mod search;
mod service_draft;
mod services;
mod settings;
mod shift_edit;
mod step;
mod take_back;
mod trial;
mod undelivered;
mod week;
mod wording;

pub use appointment::{Known, appointment};
pub use back_early::{Ended, Ending, end_early, regainable};
pub use calls::{CallStep, Called, KEPT_MINUTES, call, suggestions};
pub use catalogue::{Picking, accept_changes, own_department, pick, seal_of_service, seal_of_services};
pub use day::{Column, Day, day};
pub use departments::{
    DepartmentEnded, add_department, change_department, department_facts, end_department, move_department,
    order_of_departments,
};
pub use displaced::{Found, Waiting, displaced, look_again};
pub use earlier::{
    Newcomer, OnList, could_wait, on_list, put_caller_on_list, put_on_list, reply_for, usual_last,
};
pub use editing::{Edited, edit, seal_of};
pub use feed::{Feed, end_feed, feed, feed_since, make_feed};
pub use figures::{figures, own_departments};
pub use give::{Giving, give, proposals};
pub use holidays::{ByLaw, change_holidays};
pub use log::{Log, beginning_of, log, logged, verify_log, words_of};
pub use look::{Homepages, Look, change_homepages, change_logo, change_look};
pub use move_to::{Movable, Moving, NewTimes, To, Wished, move_to, new_times};
pub use overbook::{Able, Beside, Overbooking, could_take, could_take_moved, overbook};
pub use paper::{print_letter, print_slip};
pub use people::{add_person, change_person, move_person, order_of_people, person_facts, person_in};
pub use promise::{Caller, Slip};
pub use provider::{AboutProvider, ByProvider, SecretWish, about_provider, change_provider};
pub use ready::{Pickup, pickup, tell_ready};
pub use remedies::Remedy;
pub use rescue::{Plan, QUIET_MINUTES, Saved, last_change, preview, save};
pub use search::{MOST as MOST_FOUND, search};
pub use service_draft::{Draft, LineStep, tick};
pub use services::{
    Arrange, add_service, arrange, led_department, own_service, remove_service, save_service, standing_seal,
};
pub use settings::{Settings, change_settings};
pub use shift_edit::{Seen, change_shifts, seen_with, wrong_with};
pub use step::{Said, Stepped, step};
pub use take_back::{TakenBack, take_back, takeable_back};
pub use trial::{Tried, try_out};
pub use undelivered::{look_after, undelivered};
pub use week::{Load, Row, Week, WeekDay, week};
pub use wording::{Unfit, Worded, seal, unfit, word};
