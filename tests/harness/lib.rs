//! A town hall to test against: a real database, the real application, a clock that is moved by hand.
//!
//! [`Hall::open`] takes in a town, [`Hall::citizen`] gives somebody who only uses public addresses. Requests go through
//! the whole router without a socket. Every test runs on SQLite and on PostgreSQL by [`on_both!`]; each gets a
//! database of its own. Whatever a test did, [`Hall::close`] ends it by asking the database for broken invariants.

mod any_town;
mod citizen;
mod clerk;
mod connection;
mod database;
mod desk_visit;
mod dice;
mod elsewhere;
mod gateway;
mod hall;
mod identity_provider;
pub mod invariants;
mod mail_server;
mod news;
pub mod process;
pub mod town;
mod wire_tap;

pub use any_town::any_town;
pub use citizen::{Answer, Citizen};
pub use clerk::{Clerk, OPERATOR, PASSWORD};
pub use connection::{Connection, Reply};
pub use database::{Database, Kind};
pub use desk_visit::{DeskVisit, hidden_fields};
pub use dice::Dice;
pub use elsewhere::hall_with_provider;
pub use gateway::{Gateway, Temper, Texted};
pub use hall::{Hall, at};
pub use identity_provider::{CLIENT, Draft, Habit, IdentityProvider, Signer};
pub use mail_server::{Hidden, MailServer, Mood, Received};
pub use news::News;
pub use wire_tap::WireTap;

/// Declares tests that run on both databases: `on_both! { async fn a_rule_of_the_town(hall: Hall) { … } }` with a town
/// of [`town::small`], or `(kind: Kind)` to open one of its own.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($hall:ident: Hall) $body:block)*) => {
        $($crate::on_both! { @one $(#[$meta])* $name, kind, {
            let $hall = $crate::Hall::open(kind, &$crate::town::small()).await;
            $body
            $hall.close().await;
        } })*
    };
    ($($(#[$meta:meta])* async fn $name:ident($kind:ident: Kind) $body:block)*) => {
        $($crate::on_both! { @one $(#[$meta])* $name, $kind, $body })*
    };
    (@one $(#[$meta:meta])* $name:ident, $kind:ident, $body:block) => {
        mod $name {
            #[allow(unused_imports, reason = "tests name what they need at their module's top")]
            use super::*;

            async fn story($kind: $crate::Kind) $body

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() { story($crate::Kind::Sqlite).await }

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() { story($crate::Kind::Postgres).await }
        }
    };
}
