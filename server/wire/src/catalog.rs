//! What a town offers: departments, services, papers, questions, fees. All texts in the reader's language.

wire_struct! {
    /// A town as a citizen meets it.
    TownView {
        /// The town's name in URLs.
        slug: String,
        /// The town's name, "Gemeinde Dörentrup".
        name: String,
        /// Language of every text in this answer, a BCP 47 primary tag.
        language: String,
        /// Languages the town offers, its default first.
        languages: Vec<String>,
        /// Number for those who would rather phone.
        phone: String,
        /// When the phone is answered, "Mo–Fr 8–12 Uhr, Do 14–18 Uhr".
        phone_hours: String,
        /// Colours.
        theme: ThemeView,
        /// Which way of being reached the town asks for.
        contact: ContactRule,
        /// Page with the town's privacy notice.
        privacy_url: String,
        /// Page with the town's imprint.
        imprint_url: String,
        /// Page with the town's accessibility statement.
        accessibility_url: String,
        /// Where to say that these pages are hard to use (a `mailto:` or `https:` address).
        barrier_url: String,
        /// When new times appear, "werktags um 8:00 Uhr"; absent where times open continuously.
        release_note: Option<String>,
        /// Most services counted together in one visit.
        max_services: u32,
        /// Minutes a hold lasts.
        hold_minutes: u32,
        /// What to do instead, in a sentence, while nothing can be booked online; absent otherwise.
        closed: Option<String>,
        /// Departments in the town's order.
        departments: Vec<DepartmentView>,
    }
}

wire_struct! {
    /// Colours of a town, `#rrggbb`, contrast already checked.
    ThemeView {
        /// Colour of buttons, links and chosen times.
        accent: String,
        /// Text on the accent colour.
        accent_ink: String,
    }
}

wire_enum! {
    /// Which way of being reached is asked for.
    ContactRule {
        /// An e-mail address is required, a phone number is welcome.
        Email = "email",
        /// A phone number is required, an e-mail address is welcome.
        Phone = "phone",
        /// One of both is required.
        Either = "either",
    }
}

wire_struct! {
    /// A department with its services.
    DepartmentView {
        /// Name in URLs, unique in the town.
        slug: String,
        /// "Bürgerbüro".
        name: String,
        /// Where the citizen goes.
        place: PlaceView,
        /// Services in the department's order.
        services: Vec<ServiceView>,
    }
}

wire_struct! {
    /// Where the citizen goes.
    PlaceView {
        /// "Bürgerbüro Dörentrup".
        name: String,
        /// "Poststraße 11".
        street: String,
        /// "32694 Dörentrup".
        city: String,
        /// "Zimmer 3", or how to get in; may be empty.
        hint: String,
    }
}

wire_struct! {
    /// One thing that can be settled at a counter.
    ServiceView {
        /// Name in URLs, unique in the town.
        slug: String,
        /// "Personalausweis beantragen".
        name: String,
        /// One or two sentences.
        summary: String,
        /// Everyday words people search for, "Perso", "Ausweis", in every language of the town.
        words: Vec<String>,
        /// Whether the service stands among the often chosen ones.
        popular: bool,
        /// Minutes one of these takes.
        minutes: u32,
        /// Most of these in one visit.
        max_count: u32,
        /// Fee in words for the list, "46,00 €, unter 24 Jahren 27,60 €" or "gebührenfrei".
        fee: String,
        /// Fees with the answers they depend on; the first that applies counts. Empty: nothing is known of a fee.
        fees: Vec<FeeView>,
        /// Papers to bring.
        documents: Vec<DocumentView>,
        /// Questions that narrow papers and fees.
        questions: Vec<QuestionView>,
        /// Who must come in person, a sentence; absent where anybody may come.
        in_person: Option<String>,
        /// A way to settle this without a visit.
        online: Option<OnlineView>,
    }
}

wire_struct! {
    /// A fee for one piece of a service.
    FeeView {
        /// Whole cents; 0 is free of charge.
        cents: u32,
        /// "unter 24 Jahren"; absent for the ordinary fee.
        label: Option<String>,
        /// Answers under which this fee applies; empty: always.
        when: Vec<Condition>,
    }
}

wire_struct! {
    /// A paper to bring.
    DocumentView {
        /// "Alter Reisepass oder Personalausweis".
        text: String,
        /// "oder im Bürgerbüro aufnehmen, 6,00 €".
        hint: Option<String>,
        /// Answers under which it is needed; empty: always.
        when: Vec<Condition>,
    }
}

wire_struct! {
    /// "The answer to this question is one of these."
    Condition {
        /// Key of a question of the same service.
        question: String,
        /// Keys of answers.
        answers: Vec<String>,
    }
}

wire_struct! {
    /// A question whose answer narrows papers and fees.
    QuestionView {
        /// Key, unique in the service.
        key: String,
        /// "Für wen ist der Reisepass?"
        text: String,
        /// At least two.
        answers: Vec<AnswerView>,
    }
}

wire_struct! {
    /// One possible answer.
    AnswerView {
        /// Key, unique in the question.
        key: String,
        /// "Kind unter 18".
        text: String,
    }
}

wire_struct! {
    /// A way to settle something without a visit.
    OnlineView {
        /// Where.
        url: String,
        /// "auch online möglich".
        text: String,
    }
}

impl Condition {
    /// Whether the given answers of the same service leave this condition possible. An unanswered question
    /// excludes nothing: better a paper too many than a visit in vain.
    ///
    /// The server decides by `tenants`; this twin lets a reader narrow its list without asking again.
    #[must_use]
    pub fn allows<'a>(&self, answers: impl IntoIterator<Item = (&'a str, &'a str)>) -> bool {
        answers
            .into_iter()
            .filter(|(question, _)| *question == self.question)
            .all(|(_, answer)| self.answers.iter().any(|allowed| allowed == answer))
    }
}
