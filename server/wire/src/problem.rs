//! How a "no" or a fault is told: RFC 9457 `application/problem+json`.

use crate::availability::TimeView;

wire_struct! {
    /// A problem, told to a person.
    Problem {
        /// What kind of problem.
        code: ProblemCode,
        /// HTTP status.
        status: u32,
        /// A sentence a citizen understands, with the way out, in the reader's language.
        title: String,
        /// Per field of the request what is wrong and what would be right.
        #[cfg_attr(feature = "server", serde(default, skip_serializing_if = "Vec::is_empty"))]
        fields: Vec<FieldProblem>,
        /// Nearest free times instead of the wished one.
        #[cfg_attr(feature = "server", serde(default, skip_serializing_if = "Vec::is_empty"))]
        alternatives: Vec<TimeView>,
        /// Number to call instead.
        #[cfg_attr(feature = "server", serde(default, skip_serializing_if = "Option::is_none"))]
        phone: Option<String>,
    }
}

wire_struct! {
    /// What is wrong with one field.
    FieldProblem {
        /// Name of the field in the request, `services[1].count`.
        field: String,
        /// A sentence with the way out.
        text: String,
    }
}

wire_enum! {
    /// Closed list of problems; the widget answers each of them.
    ProblemCode {
        /// Somebody else was faster; alternatives are given.
        SlotTaken = "slot_taken",
        /// The time is earlier than the town can prepare for.
        TooSoon = "too_soon",
        /// The time is later than what can be booked yet.
        BeyondHorizon = "beyond_horizon",
        /// No such time is offered: off the grid, closed, or nonexistent on the clock-change night.
        NotOffered = "not_offered",
        /// The hold ended, or nobody knows it.
        HoldExpired = "hold_expired",
        /// A hold can be extended once only.
        AlreadyExtended = "already_extended",
        /// The appointment is over, cancelled, or too close to be changed online.
        NotChangeable = "not_changeable",
        /// The key of this request was used for something else.
        IdempotencyMismatch = "idempotency_mismatch",
        /// Something in the request is wrong; `fields` says what.
        InvalidInput = "invalid_input",
        /// No such service in this town.
        UnknownService = "unknown_service",
        /// Those services cannot be settled in one visit.
        NotCombinable = "not_combinable",
        /// Nothing is known under this address.
        NotFound = "not_found",
        /// Nothing new can be agreed on online for the time being.
        Suspended = "suspended",
        /// Wrong reference or PIN, or too many tries.
        LookupRefused = "lookup_refused",
        /// This method is not known here.
        MethodNotAllowed = "method_not_allowed",
        /// The body is too large.
        TooLarge = "too_large",
        /// The body is not JSON.
        UnsupportedMedia = "unsupported_media",
        /// Too many requests from this client.
        RateLimited = "rate_limited",
        /// The server has too much to do or is being restarted.
        Unavailable = "unavailable",
        /// Something broke; it is logged.
        Internal = "internal",
    }
}
