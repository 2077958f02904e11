//! Numbers that name the parts of a town.
//!
//! Departments, services and staff members are numbered per town; a number means nothing without its town.
//! Appointments have no type here: the rules never need to name one.

use std::fmt;

macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id! {
    /// A town.
    TownId
}
id! {
    /// A department of a town.
    DepartmentId
}
id! {
    /// A service of a town.
    ServiceId
}
id! {
    /// A staff member of a town.
    StaffId
}
