//! Holding a time, confirming it, and what can be done with the appointment later.

use crate::catalog::PlaceView;

wire_struct! {
    /// A service and how often.
    ServiceCount {
        /// Slug of the service.
        service: String,
        /// How many, at least 1.
        count: u32,
    }
}

wire_struct! {
    /// Asks for a time to be kept while the form is filled in.
    HoldRequest {
        /// The visit.
        services: Vec<ServiceCount>,
        /// A time from the availability, verbatim.
        at: String,
    }
}

wire_struct! {
    /// A time kept for whoever knows `hold`.
    HoldView {
        /// Secret of this hold.
        hold: String,
        /// RFC 3339; the hold ends then.
        expires_at: String,
        /// "10:42".
        expires_label: String,
        /// Seconds until then by the server's clock; a client's own clock may be wrong.
        seconds_left: u32,
        /// Whether it can be extended (once).
        extendable: bool,
        /// Minutes of the whole visit.
        minutes: u32,
        /// The held time.
        at: String,
        /// "Dienstag, 24. November 2026, 09:30 Uhr".
        label: String,
        /// Where the citizen would go.
        place: PlaceView,
    }
}

wire_struct! {
    /// An answer to one question of one service.
    GivenAnswer {
        /// Slug of the service.
        service: String,
        /// Key of the question.
        question: String,
        /// Key of the answer.
        answer: String,
    }
}

wire_struct! {
    /// Turns a hold into an appointment.
    ConfirmRequest {
        /// Secret of the hold.
        hold: String,
        /// Full name.
        name: String,
        /// E-mail address.
        email: Option<String>,
        /// Phone number as people write it.
        phone: Option<String>,
        /// A few words for the clerk.
        note: Option<String>,
        /// Answers to the narrowing questions.
        #[cfg_attr(feature = "server", serde(default))]
        answers: Vec<GivenAnswer>,
        /// Language of messages.
        language: String,
        /// Must be true.
        privacy_accepted: bool,
        /// Whether to be reminded before the visit.
        #[cfg_attr(feature = "server", serde(default))]
        reminder: bool,
    }
}

wire_struct! {
    /// Moves an appointment to the time of a hold.
    MoveRequest {
        /// Secret of the hold on the new time.
        hold: String,
    }
}

wire_struct! {
    /// Finds an appointment without its link.
    LookupRequest {
        /// Reference number as read or typed.
        reference: String,
        /// PIN of the confirmation.
        pin: String,
    }
}

wire_enum! {
    /// Where an appointment stands.
    AppointmentState {
        /// The time is kept until its citizen has proved her address; nothing is promised yet.
        Pending = "pending",
        /// The promise holds.
        Booked = "booked",
        /// The person is there.
        Arrived = "arrived",
        /// Settled.
        Done = "done",
        /// Nobody came.
        NoShow = "no_show",
        /// Ended by the citizen or the town.
        Cancelled = "cancelled",
        /// The town is looking for somebody to keep it.
        Displaced = "displaced",
    }
}

wire_struct! {
    /// One service of an appointment.
    ChosenView {
        /// Slug of the service.
        service: String,
        /// Name as it was when the appointment was made.
        name: String,
        /// How many.
        count: u32,
    }
}

wire_struct! {
    /// A line of the checklist.
    ChecklistLine {
        /// "Alter Reisepass oder Personalausweis".
        text: String,
        /// "oder im Bürgerbüro aufnehmen, 6,00 €".
        hint: Option<String>,
    }
}

wire_struct! {
    /// An appointment as its holder sees it.
    AppointmentView {
        /// "DT-BH7-5E6": can be read out on the phone.
        reference: String,
        /// With the reference, the key for people without the link; empty where it is not known.
        pin: String,
        /// Secret of the link; the API's name for this appointment.
        token: String,
        /// Private page to see, move or cancel; empty for whoever was let in by reference and PIN, for half an hour.
        manage_url: String,
        /// Calendar file.
        ics_url: String,
        /// Where it stands.
        state: AppointmentState,
        /// The time.
        at: String,
        /// "Dienstag, 24. November 2026".
        date_label: String,
        /// "09:30 bis 10:15 Uhr".
        time_label: String,
        /// "Dienstag, 24. November 2026, 09:30 Uhr".
        label: String,
        /// Minutes of the whole visit.
        minutes: u32,
        /// Name it was made for.
        name: String,
        /// "e***@example.org", where the confirmation goes; absent without an e-mail address.
        email_hint: Option<String>,
        /// What was chosen.
        services: Vec<ChosenView>,
        /// Where to go.
        place: PlaceView,
        /// What to bring.
        documents: Vec<ChecklistLine>,
        /// "162,00 €", "gebührenfrei", or the fees in words where answers are missing; empty where unknown.
        fee: String,
        /// What is to be done so that it is promised, and until when the time is kept; absent once nothing is.
        proof: Option<String>,
        /// Whether it can still be moved or cancelled online.
        changeable: bool,
        /// The town's phone number.
        phone: String,
    }
}
