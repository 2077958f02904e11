//! What the widget knows: the town, the visit, what was typed, and the step with exactly its data.

use std::rc::Rc;

use wire::{AppointmentView, DayState, DayView, HoldView, Problem, StartView, TownView};

use crate::date::{Day, Month};
use crate::effect::{Call, Failure, Key};
use crate::texts::{Lang, Text, cat, number};
use crate::visit::Visit;

/// Days listed at first, and more with each wish for more.
pub const LISTED: usize = 3;
/// A day with no more free times than this is shown as nearly full.
pub const FEW: usize = 3;

/// Everything.
#[derive(Debug)]
pub struct Model {
    /// What does not change while the widget lives.
    pub setup: Setup,
    /// Language of the widget's own texts.
    pub lang: Lang,
    /// The town in that language.
    pub town: Rc<TownView>,
    /// What was chosen.
    pub visit: Visit,
    /// What was typed.
    pub draft: Draft,
    /// Where the citizen is.
    pub step: Step,
    /// What stands above the content.
    pub notice: Option<Notice>,
    /// The call whose answer is awaited.
    pub waiting: Option<Waiting>,
    /// Number of the newest call.
    pub number: u32,
}

/// What does not change while the widget lives.
#[derive(Debug)]
pub struct Setup {
    /// Service the host page is about; may be empty, or unknown to the town.
    pub service: String,
    /// Department the host page is about: only its services are offered. May be empty.
    pub department: String,
    /// Level of the step's heading.
    pub level: u32,
    /// The reader's day when the widget was opened; only says where the calendar begins.
    pub today: Day,
    /// 24 random hexadecimal digits; keys are made of them and the number of the call.
    pub chance: String,
}

/// A call under way, the newest one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// What was asked.
    pub call: Rc<Call>,
    /// Whether this is the second try after an unknown outcome.
    pub again: bool,
}

/// Where the citizen is.
#[derive(Debug)]
pub enum Step {
    /// Choosing concerns.
    Concern {
        /// What was typed into the search field.
        typed: String,
        /// A service that could not be taken, and why; told beside it.
        aside: Option<(String, Aside)>,
    },
    /// Papers and price.
    Papers,
    /// Choosing a time.
    Time(Box<Time>),
    /// Filling in the form while the time is held.
    Contact(Box<Contact>),
    /// Looking at an appointment.
    Appointment(Rc<AppointmentView>, News),
    /// Choosing between moving and cancelling it.
    Change(Rc<AppointmentView>),
    /// Being asked before it is cancelled.
    Cancel(Rc<AppointmentView>),
    /// Reference and PIN.
    Lookup,
}

/// Why a service could not be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aside {
    /// It belongs to another department than what was chosen.
    OtherDepartment,
    /// The visit is full.
    VisitFull,
    /// There are as many of this service as one visit can hold.
    EnoughOfIt,
}

/// Why an appointment is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// Just made.
    Booked,
    /// Just moved.
    Moved,
    /// Just looked up, or come back to.
    Found,
}

/// Choosing a time.
#[derive(Debug)]
pub struct Time {
    /// The appointment to be moved; `None` for a new one.
    pub moving: Option<Rc<AppointmentView>>,
    /// The time it will be moved to, while that is under way.
    pub target: String,
    /// Loaded days, one after the other without gaps.
    pub days: Vec<DayView>,
    /// First and last bookable day, known from the first answer on.
    pub bookable: Option<(Day, Day)>,
    /// Which times are shown.
    pub filter: Filter,
    /// Month on the sheet.
    pub month: Month,
    /// Day the list begins with; far in the past if none was picked.
    pub day: Day,
    /// How many days are listed.
    pub listed: usize,
    /// Time that was picked, not yet held; empty before.
    pub picked: String,
    /// Place in the list that wants the focus as soon as more days are there.
    pub reach: Option<usize>,
}

/// Filling in the form.
#[derive(Debug)]
pub struct Contact {
    /// The held time.
    pub hold: Rc<HoldView>,
    /// Whether there can be more time for the form.
    pub extendable: bool,
    /// Whole minutes left, rounded up.
    pub minutes_left: u32,
    /// Key of the confirmation, the same however often it is sent.
    pub key: Key,
    /// A confirmation whose outcome is unknown.
    pub unsure: Option<Rc<Call>>,
}

/// What stands above the content.
#[derive(Debug, PartialEq, Eq)]
pub enum Notice {
    /// A call failed and can be tried again.
    Trouble(Rc<Call>, Failure),
    /// Somebody was faster; alternatives may be there.
    Taken(Rc<Problem>),
    /// A sentence.
    Say(String),
    /// Fields that need another look.
    Wrong(Vec<(Field, String)>),
}

/// Which times are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// All.
    All,
    /// Before noon.
    Morning,
    /// From noon on.
    Afternoon,
    /// From four o'clock on.
    Late,
}

impl Filter {
    /// The word for it in attributes.
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Morning => "morning",
            Self::Afternoon => "afternoon",
            Self::Late => "late",
        }
    }

    /// Back from the word; what nobody knows shows everything.
    pub fn parse(text: &str) -> Self {
        match text {
            "morning" => Self::Morning,
            "afternoon" => Self::Afternoon,
            "late" => Self::Late,
            _ => Self::All,
        }
    }

    /// Whether a time passes.
    pub fn passes(self, start: &StartView) -> bool {
        // The hour on the town's clock, two digits, compared as text.
        let hour = start.at.as_bytes().get(11..13).unwrap_or_default();
        match self {
            Self::All => true,
            Self::Morning => hour < b"12",
            Self::Afternoon => hour >= b"12",
            Self::Late => hour >= b"16",
        }
    }
}

/// A field of one of the forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Full name.
    Name,
    /// E-mail address.
    Email,
    /// Phone number.
    Phone,
    /// Words for the clerk.
    Note,
    /// Consent box.
    Privacy,
    /// Wish to be reminded.
    Reminder,
    /// Reference number.
    Reference,
    /// PIN.
    Pin,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 8] = [
        Self::Name,
        Self::Email,
        Self::Phone,
        Self::Note,
        Self::Privacy,
        Self::Reminder,
        Self::Reference,
        Self::Pin,
    ];

    /// Its name in forms, the same as in the contract.
    pub fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Note => "note",
            Self::Privacy => "privacy_accepted",
            Self::Reminder => "reminder",
            Self::Reference => "reference",
            Self::Pin => "pin",
        }
    }

    /// Back from the name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.word() == text)
    }
}

/// What was typed, by field; a ticked box is not empty.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Draft([String; Field::ALL.len()]);

impl Draft {
    /// The text of a field without the space around it.
    pub fn get(&self, field: Field) -> &str {
        self.0.get(field as usize).map_or("", |text| text.trim_ascii())
    }

    /// Remembers the text of a field.
    pub fn set(&mut self, field: Field, text: String) {
        if let Some(place) = self.0.get_mut(field as usize) {
            *place = text;
        }
    }
}

impl Time {
    /// Before anything is known.
    pub fn new(today: Day, moving: Option<Rc<AppointmentView>>) -> Self {
        Self {
            moving,
            target: String::new(),
            days: Vec::new(),
            bookable: None,
            filter: Filter::All,
            month: today.month(),
            day: Day::NEVER,
            listed: LISTED,
            picked: String::new(),
            reach: None,
        }
    }

    /// A loaded day.
    pub fn find(&self, day: Day) -> Option<&DayView> {
        let first = Day::parse(&self.days.first()?.date)?;
        self.days.get(usize::try_from(day.0 - first.0).ok()?)
    }

    /// The times of a day that pass the filter.
    pub fn starts<'a>(&self, day: &'a DayView) -> Vec<&'a StartView> {
        let mut starts = Vec::new();
        for start in &day.starts {
            if self.filter.passes(start) {
                starts.push(start);
            }
        }
        starts
    }

    /// Days with a time that passes the filter, from a day on.
    pub fn free_days(&self, from: Day) -> Vec<(Day, &DayView)> {
        let mut free = Vec::new();
        for view in &self.days {
            let day = Day::parse(&view.date).unwrap_or(Day::NEVER);
            if day >= from && view.starts.iter().any(|start| self.filter.passes(start)) {
                free.push((day, view));
            }
        }
        free
    }

    /// The days of the list, whether on screen or not.
    pub fn list(&self) -> Vec<(Day, &DayView)> {
        self.free_days(self.day)
    }

    /// First time that passes the filter.
    pub fn first_free(&self) -> Option<&StartView> {
        let free = self.free_days(Day::NEVER);
        let (_, day) = free.first()?;
        day.starts.iter().find(|start| self.filter.passes(start))
    }

    /// Last loaded day.
    pub fn loaded_until(&self) -> Option<Day> {
        Day::parse(&self.days.last()?.date)
    }

    /// Whether later days can be loaded.
    pub fn has_more(&self) -> bool {
        match (self.loaded_until(), self.bookable) {
            (Some(loaded), Some((_, until))) => loaded < until,
            _ => false,
        }
    }
}

impl Model {
    /// "3 Anliegen, zusammen 45 Minuten".
    pub fn sum(&self) -> String {
        let total = self.visit.total();
        if total == 0 {
            return self.lang.of(Text::SumNone).to_owned();
        }
        let concerns = self.lang.count(total, Text::Concerns1, Text::Concerns);
        self.lang
            .fill(Text::Sum, &[&concerns, &number(self.visit.minutes(&self.town))])
    }

    /// A day with what is free on it: "Dienstag, 24. November 2026, 5 freie Zeiten".
    pub fn day_told(&self, time: &Time, day: Day) -> String {
        let found = time.find(day);
        let free = found.map_or(0, |found| time.starts(found).len() as u32);
        let state = match found.map(|found| found.state) {
            _ if free > 0 => self.lang.count(free, Text::Free1, Text::Free),
            Some(DayState::Free) => self.lang.of(Text::NoMatch).to_owned(),
            Some(DayState::Full) => self.lang.of(Text::Full).to_owned(),
            Some(DayState::Closed) => self.lang.of(Text::Closed).to_owned(),
            None => self.lang.of(Text::NotOpen).to_owned(),
        };
        cat(&[&self.lang.day(day), ", ", &state])
    }
}
