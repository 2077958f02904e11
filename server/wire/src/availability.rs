//! The times at which a visit fits.

wire_struct! {
    /// Answer to "when could I come?".
    Availability {
        /// Minutes of the whole visit, as told to the citizen.
        minutes: u32,
        /// First date that can be booked now, `YYYY-MM-DD`.
        bookable_from: String,
        /// Last date that can be booked now, `YYYY-MM-DD`.
        bookable_until: String,
        /// First free time of the asked days.
        first_free: Option<TimeView>,
        /// Every asked day, in order.
        days: Vec<DayView>,
    }
}

wire_struct! {
    /// One day of the town's calendar.
    DayView {
        /// `YYYY-MM-DD`.
        date: String,
        /// "Dienstag, 24. November 2026".
        label: String,
        /// Free, full or closed.
        state: DayState,
        /// Free times, earliest first; empty unless free.
        starts: Vec<StartView>,
    }
}

wire_enum! {
    /// How a day looks to a citizen.
    DayState {
        /// There are free times.
        Free = "free",
        /// People work, but every fitting time is taken or no longer bookable.
        Full = "full",
        /// Nobody takes such appointments on this day.
        Closed = "closed",
    }
}

wire_struct! {
    /// One time that can be chosen.
    StartView {
        /// RFC 3339 with the town's offset; sent back verbatim.
        at: String,
        /// "09:30"; on the night of the clock change with its zone, "02:30 MESZ".
        label: String,
    }
}

wire_struct! {
    /// One time told in full.
    TimeView {
        /// RFC 3339 with the town's offset; sent back verbatim.
        at: String,
        /// `YYYY-MM-DD` in the town's zone.
        date: String,
        /// "Dienstag, 24. November 2026, 09:30 Uhr".
        label: String,
    }
}
