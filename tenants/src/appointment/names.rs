//! States without their facts: the words in tables and answers.

macro_rules! named {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_meta])* $variant,)* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word in tables and answers.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// What a word means.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

named! {
    /// A state without its facts.
    StateName {
        /// Kept while a form is filled in.
        Held = "held",
        /// Waiting for the address to be proved.
        Pending = "pending",
        /// The promise holds.
        Booked = "booked",
        /// The citizen is there.
        Arrived = "arrived",
        /// Settled.
        Done = "done",
        /// Nobody came.
        NoShow = "no_show",
        /// Ended.
        Cancelled = "cancelled",
        /// Without a person to keep it.
        Displaced = "displaced",
    }
}
