//! Everything that can happen to the widget. What a citizen does (`Act`) is written on elements as
//! `data-do` and `data-with` and read back from there by four delegated listeners.

use crate::effect::{Failure, Reply};

/// What happened.
#[derive(Debug)]
pub enum Msg {
    /// The citizen did something.
    Act(Act),
    /// A call was answered; the number tells which.
    Answered(u32, Result<Reply, Failure>),
    /// So many seconds of the hold are left.
    Tick(u32),
}

/// What a citizen did, and with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// The deed.
    pub verb: Verb,
    /// A slug, a day, a time, typed text; empty where the deed says it all.
    pub with: String,
}

macro_rules! verbs {
    ($($(#[$meta:meta])* $name:ident = $word:literal,)*) => {
        /// A deed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Verb { $($(#[$meta])* $name,)* }

        impl Verb {
            const ALL: &[Self] = &[$(Self::$name,)*];
            const WORDS: &[&str] = &[$($word,)*];
        }
    };
}

verbs! {
    /// Typed this into the search field.
    Search = "search",
    /// One more of a service.
    More = "more",
    /// One less.
    Less = "less",
    /// Touched the name of a service: takes the first one, never a second.
    Choose = "choose",
    /// Leave what was chosen for this service of another department.
    Switch = "switch",
    /// Stay with what was chosen.
    Stay = "stay",
    /// On to the next step.
    Next = "next",
    /// One step back.
    Back = "back",
    /// Answered: slug, key of the question, key of the answer, with spaces between.
    Answer = "answer",
    /// Only times that pass this filter.
    Show = "show",
    /// The month before.
    EarlierMonth = "earlier",
    /// The month after.
    LaterMonth = "later",
    /// A day of the sheet.
    PickDay = "day",
    /// A time of the list, not yet held.
    PickTime = "pick",
    /// Takes a time at once.
    Take = "take",
    /// More days in the list.
    MoreDays = "days",
    /// Sent the form of times.
    Hold = "hold",
    /// More time for the form.
    Extend = "extend",
    /// Sent the contact form.
    Confirm = "confirm",
    /// Once more what failed.
    Retry = "retry",
    /// From an error to its field.
    Visit = "visit",
    /// The other language.
    Speak = "speak",
    /// Paper.
    Print = "print",
    /// To the page with move and cancel.
    Change = "change",
    /// A new time for the appointment.
    Move = "move",
    /// Asks before cancelling.
    AskCancel = "ask",
    /// Cancels.
    Cancel = "cancel",
    /// From the beginning.
    Restart = "restart",
    /// To the form for reference and PIN.
    Lookup = "lookup",
    /// Sent it.
    Find = "find",
    /// Not the citizen but the shell: the English texts.
    Words = "words",
    /// Not the citizen but the clock: the pause before trying the last call again is over.
    Rested = "rested",
    /// On a day of the sheet: the keys of the calendar pattern of the ARIA guide.
    Left = "ArrowLeft",
    /// One day on.
    Right = "ArrowRight",
    /// One week back.
    Up = "ArrowUp",
    /// One week on.
    Down = "ArrowDown",
    /// To the first day of the week.
    Home = "Home",
    /// To the last day of the week.
    End = "End",
    /// One month back.
    PageUp = "PageUp",
    /// One month on.
    PageDown = "PageDown",
}

impl Verb {
    /// For `data-do`.
    pub fn word(self) -> &'static str {
        Self::WORDS.get(self as usize).copied().unwrap_or_default()
    }

    /// Back from `data-do`.
    pub fn parse(word: &str) -> Option<Self> {
        let place = Self::WORDS.iter().position(|other| *other == word)?;
        Self::ALL.get(place).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_deed_survives_being_written_on_an_element() {
        for verb in Verb::ALL {
            assert_eq!(Verb::parse(verb.word()), Some(*verb));
        }
        assert_eq!(Verb::parse("launch"), None);
    }
}
