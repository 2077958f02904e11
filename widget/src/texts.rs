//! Every sentence of the widget, German and English side by side, and how numbers, money, dates and times are
//! written in both. Names of services, papers and places come from the town.

use std::cell::Cell;

use crate::date::{Day, Month};

/// A language the widget speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// Deutsch.
    De,
    /// English.
    En,
}

impl Lang {
    /// Reads the primary tag of `de-AT` or `en`.
    pub fn parse(tag: &str) -> Option<Self> {
        match tag.as_bytes().get(..2)? {
            b"de" | b"DE" => Some(Self::De),
            b"en" | b"EN" => Some(Self::En),
            _ => None,
        }
    }

    /// The tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
        }
    }

    /// The text in this language.
    pub fn of(self, text: Text) -> &'static str {
        let all = match self {
            Self::De => DE,
            Self::En => LEARNT.get(),
        };
        piece(all, b'\n', text as usize)
    }

    /// The text with its gaps filled in order.
    pub fn fill(self, text: Text, gaps: &[&str]) -> String {
        let text = self.of(text);
        let mut filled = piece(text, b'#', 0).to_owned();
        for (place, gap) in gaps.iter().enumerate() {
            filled.push_str(gap);
            filled.push_str(piece(text, b'#', place + 1));
        }
        filled
    }

    /// One text for one, which says so itself, another for more; its gap is the number.
    pub fn count(self, number_of: u32, one: Text, many: Text) -> String {
        if number_of == 1 {
            return self.of(one).to_owned();
        }
        self.fill(many, &[&number(number_of)])
    }

    /// "46,00 €", "€46.00", "gebührenfrei".
    pub fn money(self, cents: u32) -> String {
        if cents == 0 {
            return self.of(Text::FreeOfCharge).to_owned();
        }
        let rest = number(100 + cents % 100);
        self.fill(
            Text::Money,
            &[&number(cents / 100), rest.get(1..).unwrap_or_default()],
        )
    }

    /// "November 2026".
    pub fn month(self, month: Month) -> String {
        let (year, month) = month.date();
        cat(&[self.month_name(month), " ", &number(year as u32)])
    }

    /// "Dienstag, 24. November 2026".
    pub fn day(self, day: Day) -> String {
        let (year, ..) = day.date();
        cat(&[&self.day_without_year(day), " ", &number(year as u32)])
    }

    /// "Dienstag, 24. November".
    pub fn day_without_year(self, day: Day) -> String {
        let (_, month, date) = day.date();
        self.fill(
            Text::Day,
            &[
                self.weekday(day.weekday()),
                &number(date as u32),
                self.month_name(month),
            ],
        )
    }

    /// "Dienstag", counted from Monday.
    pub fn weekday(self, weekday: usize) -> &'static str {
        piece(self.of(Text::Weekdays), b' ', weekday)
    }

    /// "09:30 Uhr".
    pub fn time(self, label: &str) -> String {
        self.fill(Text::Clock, &[label])
    }

    /// "Dienstag, 24. November 2026, 09:30 Uhr" for an instant of the contract.
    pub fn instant(self, at: &str) -> String {
        let day = Day::parse(at).map(|day| self.day(day)).unwrap_or_default();
        cat(&[&day, ", ", &self.time(at.get(11..16).unwrap_or_default())])
    }

    fn month_name(self, month: i32) -> &'static str {
        piece(self.of(Text::Months), b' ', month as usize - 1)
    }
}

/// One piece of a text that is cut at a mark.
pub fn piece(text: &str, mark: u8, place: usize) -> &str {
    let (mut start, mut left) = (0, place);
    for (end, letter) in text.bytes().enumerate() {
        if letter == mark {
            if left == 0 {
                return text.get(start..end).unwrap_or_default();
            }
            left -= 1;
            start = end + 1;
        }
    }
    if left == 0 {
        text.get(start..).unwrap_or_default()
    } else {
        ""
    }
}

/// Texts one after the other.
pub fn cat(parts: &[&str]) -> String {
    let mut whole = String::new();
    for part in parts {
        whole.push_str(part);
    }
    whole
}

/// Decimal digits; the standard formatter would weigh more than all dates together.
pub fn number(number: u32) -> String {
    let mut digits = if number < 10 {
        String::new()
    } else {
        self::number(number / 10)
    };
    digits.push((b'0' + (number % 10) as u8) as char);
    digits
}

/// Takes in the English texts. They come as a file of their own, which the build makes of this one: most
/// citizens never need them, and further languages would weigh nothing either.
pub fn learn(english: String) {
    LEARNT.set(String::leak(english));
}

thread_local! {
    // Kept as long as the page, like the German ones.
    static LEARNT: Cell<&'static str> = const { Cell::new("") };
}

/// Declares every text once, on one line: `#` is a gap to fill. The texts of a language lie in one piece, which
/// compresses better than pairs, and are found by counting lines.
macro_rules! texts {
    ($($name:ident: $de:literal, $en:literal;)*) => {
        /// A sentence or a word.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Text { $(#[doc = $de] $name,)* }
        const DE: &str = concat!($($de, "\n"),*);
        #[cfg(test)]
        pub const EN: &str = concat!($($en, "\n"),*);
        #[cfg(test)]
        const ALL: &[(Text, &str, &str)] = &[$((Text::$name, $de, $en),)*];
    };
}

texts! {
    // how things are written
    Money: "#,# €", "€#.#";
    Day: "#, #. #", "#, # #";
    Clock: "# Uhr", "#";
    Months: "Januar Februar März April Mai Juni Juli August September Oktober November Dezember", "January February March April May June July August September October November December";
    Weekdays: "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag", "Monday Tuesday Wednesday Thursday Friday Saturday Sunday";

    // everywhere
    Region: "Termin vereinbaren, #", "Book an appointment, #";
    Step: "Schritt # von 4", "Step # of 4";
    Back: "Zurück", "Back";
    Change: "Ändern", "Change";
    Working: "Einen Moment bitte.", "One moment please.";
    Retry: "Erneut versuchen", "Try again";
    FreeOfCharge: "gebührenfrei", "free of charge";
    Minutes: "# Minuten", "# minutes";
    Phone: "Lieber telefonisch? ", "Prefer to phone? ";
    Privacy: "Datenschutz", "Privacy";
    Imprint: "Impressum", "Imprint";
    Accessibility: "Barrierefreiheit", "Accessibility";
    Barrier: "Barriere melden", "Report a barrier";
    Language: "Sprache", "Language";
    NewTab: " (öffnet in neuem Tab)", " (opens in a new tab)";

    // concern
    Concern: "Worum geht es?", "What is it about?";
    Search: "Anliegen suchen", "Search for a service";
    SearchHint: "zum Beispiel „Perso“, „Ausweis verloren“, „Umzug“", "for example “ID card”, “lost passport”, “moving”";
    ChosenBefore: "Vorgemerkt für Sie", "Chosen for you";
    Popular: "Häufig gewählt", "Often chosen";
    Concerns1: "1 Anliegen", "1 service";
    Concerns: "# Anliegen", "# services";
    Found1: "1 Treffer", "1 result";
    Found: "# Treffer", "# results";
    NothingYet: "Hier gibt es noch keine Termine. Bitte rufen Sie uns an: #.", "There are no appointments here yet. Please call us: #.";
    FoundNone: "Dazu haben wir nichts gefunden. Bitte versuchen Sie ein anderes Wort, oder rufen Sie uns an: #.", "We found nothing for this. Please try another word, or call us: #.";
    More: "#: eins mehr", "#: one more";
    Less: "#: eins weniger", "#: one less";
    Sum: "#, zusammen # Minuten", "#, # minutes in total";
    SumNone: "Noch nichts gewählt", "Nothing chosen yet";
    SumHint: "Mit Plus wählen Sie ein Anliegen, auch mehrere für einen Besuch.", "Use plus to choose a service, or several for one visit.";
    ChooseFirst: "Bitte wählen Sie zuerst ein Anliegen.", "Please choose a service first.";
    AtMost: "In einem Besuch sind höchstens # Anliegen möglich. Für mehr rufen Sie uns bitte an: #.", "One visit can hold # services at most. For more, please call us: #.";
    AtMostOf: "„#“ ist je Besuch höchstens #-mal möglich.", "“#” is possible # times per visit at most.";
    OtherDepartment: "# gehört zu einem anderen Amt: #. Ein Termin gilt immer für ein Amt. Sie haben gerade gewählt: #.", "# belongs to another department: #. An appointment is always with one department. You have chosen: #.";
    Switch: "Auswahl wechseln", "Switch to this service";
    Stay: "Bei meiner Auswahl bleiben", "Keep what I chose";
    HaveOne: "Sie haben schon einen Termin?", "Already have an appointment?";
    HaveOneLink: "Termin ansehen, verschieben oder absagen", "View, move or cancel it";
    ToPapers: "Weiter zu den Unterlagen", "Continue to documents";

    // papers
    Papers: "Das bringen Sie mit", "What to bring";
    PapersAsk: "Ihre Antworten kürzen die Liste. Sie sind freiwillig.", "Your answers shorten the list. They are optional.";
    YourList: "Ihre Liste", "Your list";
    NothingToBring: "Sie brauchen keine Unterlagen mitzubringen.", "You do not need to bring any documents.";
    WantedBy: "für: #", "for: #";
    Costs: "Kosten", "Costs";
    Total: "Zusammen", "Total";
    CostsOpen: "Der Betrag hängt von Ihren Antworten ab.", "The amount depends on your answers.";
    Pay: "Sie zahlen vor Ort.", "You pay on site.";
    Duration: "Der Besuch dauert # Minuten.", "The visit takes # minutes.";
    InPerson: "Wer kommt", "Who comes";
    Online: "# geht auch ohne Besuch: ", "# also works without a visit: ";
    ListNow1: "Ihre Liste hat jetzt 1 Eintrag.", "Your list now has 1 entry.";
    ListNow: "Ihre Liste hat jetzt # Einträge.", "Your list now has # entries.";
    ToTime: "Weiter zur Uhrzeit", "Continue to times";

    // time
    When: "Wann passt es Ihnen?", "When would suit you?";
    WhenMove: "Auf wann möchten Sie verschieben?", "When would you like to move it to?";
    NowAt: "Bisher: #", "So far: #";
    FirstFree: "Nächster freier Termin", "Next free appointment";
    Take: "Diesen nehmen", "Take this one";
    ShowOnly: "Nur zeigen", "Show only";
    AllDay: "alle Zeiten", "all times";
    Morning: "vormittags", "mornings";
    Afternoon: "nachmittags", "afternoons";
    Late: "ab 16 Uhr", "from 4 pm";
    InTheMorning: "Vormittag", "Morning";
    InTheAfternoon: "Nachmittag", "Afternoon";
    PreviousMonth: "Voriger Monat", "Previous month";
    NextMonth: "Nächster Monat", "Next month";
    Free1: "1 freie Zeit", "1 free time";
    Free: "# freie Zeiten", "# free times";
    Few: "wenige frei", "few left";
    KeyFree: "frei", "free";
    Full: "ausgebucht", "fully booked";
    Closed: "geschlossen", "closed";
    KeyClosed: "grau: geschlossen", "grey: closed";
    NotOpen: "nicht buchbar", "not bookable";
    NoMatch: "keine passende Zeit", "no matching time";
    ForMinutes: "# für # Minuten", "# for # minutes";
    MoreDays: "Weitere Tage anzeigen", "Show more days";
    NoMoreDays: "Weitere freie Tage gibt es bis # nicht.", "There are no more free days until #.";
    Loading: "Freie Zeiten werden geladen …", "Loading free times …";
    Result: "# an #.", "# on #.";
    Days1: "1 Tag", "1 day";
    Days: "# Tagen", "# days";
    NothingFree: "In diesem Zeitraum ist nichts frei", "Nothing is free in this period";
    NothingFreeUntil: "Bis # ist nichts frei, das zu Ihrem Besuch passt.", "Nothing that fits your visit is free until #.";
    NextSteps: "Das können Sie tun:", "What you can do:";
    TryAllTimes: "Alle Zeiten zeigen", "Show all times";
    TryFewer: "Weniger Anliegen auf einmal wählen: ein kürzerer Besuch passt öfter.", "Choose fewer services at once: a shorter visit fits more often.";
    TryLater: "Später wieder hereinschauen. Neue Termine gibt es #.", "Come back later. New appointments are released #.";
    TryPhone: "Anrufen: #. Am Telefon können wir oft noch helfen.", "Call us: #. We can often help on the phone.";
    NewTimes: "Neue Termine: #", "New appointments: #";
    PickFirst: "Bitte wählen Sie eine Uhrzeit.", "Please choose a time.";
    ToContact: "Weiter zu Ihren Angaben", "Continue to your details";
    MoveHere: "Termin verschieben", "Move appointment";
    YourTime: "Gewählt: #", "Chosen: #";

    // contact
    Contact: "Ihre Angaben", "Your details";
    HeldUntil: "Für Sie reserviert bis ", "Reserved for you until ";
    Left1: "noch 1 Minute", "1 minute left";
    Left: "noch # Minuten", "# minutes left";
    Extend: "Verlängern", "Extend";
    Held: "Diese Zeit ist für Sie reserviert bis #.", "This time is reserved for you until #.";
    Extended: "Verlängert bis #.", "Extended until #.";
    EndsSoon: "Ihre Reservierung endet in #. Sie können sie verlängern.", "Your reservation ends in #. You can extend it.";
    EndsSoonFinal: "Ihre Reservierung endet in #.", "Your reservation ends in #.";
    OneMinute: "einer Minute", "one minute";
    FiveMinutes: "fünf Minuten", "five minutes";
    Expired: "Ihre Reservierung ist abgelaufen. Ihre Angaben sind noch da. Bitte wählen Sie eine neue Zeit.", "Your reservation has expired. Your details are still here. Please choose a new time.";
    Name: "Vor- und Nachname", "First and last name";
    Email: "E-Mail", "E-mail";
    EmailHint: "für Bestätigung und Kalenderdatei", "for confirmation and calendar file";
    PhoneField: "Telefon oder Handy", "Phone or mobile";
    PhoneHint: "damit wir Sie erreichen, falls sich etwas ändert", "so that we can reach you if anything changes";
    Optional: "freiwillig, ", "optional, ";
    Either: "E-Mail oder Telefon: eines von beiden genügt.", "E-mail or phone: one of both is enough.";
    Note: "Nachricht an das Amt", "Message to the office";
    NoteHint: "freiwillig, zum Beispiel wenn Sie Hilfe beim Zugang brauchen", "optional, for example if you need help with access";
    Remind: "Bitte erinnern Sie mich vorher an den Termin.", "Please remind me before the appointment.";
    Agree: "Ich habe die ", "I have read the ";
    AgreeLink: "Hinweise zum Datenschutz", "privacy notice";
    AgreeEnd: " gelesen.", ".";
    Confirm: "Termin vereinbaren", "Book appointment";
    Errors: "Bitte prüfen Sie Ihre Angaben", "Please check your details";
    NameMissing: "Bitte geben Sie Ihren Vor- und Nachnamen an.", "Please enter your first and last name.";
    EmailMissing: "Bitte geben Sie eine E-Mail-Adresse an.", "Please enter an e-mail address.";
    EmailWrong: "Bitte prüfen Sie die E-Mail-Adresse. Sie sieht so aus: name@example.org.", "Please check the e-mail address. It looks like this: name@example.org.";
    PhoneMissing: "Bitte geben Sie eine Telefonnummer an.", "Please enter a phone number.";
    PhoneWrong: "Bitte prüfen Sie die Telefonnummer. Sie hat nur Ziffern, zum Beispiel 0171 3920012.", "Please check the phone number. It has only digits, for example 0171 3920012.";
    OneMissing: "Bitte geben Sie eine E-Mail-Adresse oder eine Telefonnummer an.", "Please enter an e-mail address or a phone number.";
    PrivacyMissing: "Bitte bestätigen Sie, dass Sie die Hinweise zum Datenschutz gelesen haben.", "Please confirm that you have read the privacy notice.";

    // appointment
    Booked: "Ihr Termin steht", "Your appointment is booked";
    Unproved: "Bitte bestätigen Sie Ihre E-Mail-Adresse", "Please confirm your e-mail address";
    Moved: "Ihr Termin ist verschoben", "Your appointment has been moved";
    Yours: "Ihr Termin", "Your appointment";
    Cancelled: "Ihr Termin ist abgesagt", "Your appointment is cancelled";
    Reference: "Terminnummer", "Appointment number";
    Bring: "Mitbringen", "Please bring";
    Fee: "Kosten: #", "Costs: #";
    Calendar: "In meinen Kalender", "Add to my calendar";
    Print: "Drucken", "Print";
    Later: "Verschieben oder absagen", "Move or cancel";
    SentTo: "Bestätigung an #. ", "Confirmation sent to #. ";
    Pin: "Am Telefon genügen Terminnummer und ", "On the phone you only need the appointment number and ";
    Link: "Link zu Ihrem Termin", "Link to your appointment";
    LinkHint: "Bitte heben Sie ihn auf. Mit ihm können Sie den Termin ansehen, verschieben oder absagen.", "Please keep it. It lets you view, move or cancel the appointment.";
    ChangeTitle: "Verschieben oder absagen", "Move or cancel";
    NewTime: "Neue Zeit wählen", "Choose a new time";
    NewTimeHint: "Ihr bisheriger Termin bleibt, bis der neue feststeht.", "Your current appointment stays until the new one is confirmed.";
    Cancel: "Termin absagen", "Cancel appointment";
    CancelHint: "Die Zeit wird sofort für andere frei.", "The time becomes free for others at once.";
    CancelAsk: "Möchten Sie diesen Termin absagen?", "Do you want to cancel this appointment?";
    CancelYes: "Ja, Termin absagen", "Yes, cancel appointment";
    Keep: "Termin behalten", "Keep appointment";
    CancelledSay: "Dieser Termin ist abgesagt. Danke, dass Sie Bescheid gegeben haben: jetzt kann ihn jemand anderes nutzen.", "This appointment is cancelled. Thank you for letting us know: someone else can use the time now.";
    NewOne: "Neuen Termin vereinbaren", "Book a new appointment";
    ToAppointment: "Zurück zum Termin", "Back to the appointment";
    Fixed: "Online lässt sich dieser Termin nicht mehr ändern. Bitte rufen Sie uns an: #.", "This appointment can no longer be changed online. Please call us: #.";
    Lookup: "Ihren Termin finden", "Find your appointment";
    ReferenceHint: "steht in Ihrer Bestätigung, zum Beispiel DT-BH7-5E6", "on your confirmation, for example DT-BH7-5E6";
    PinField: "PIN", "PIN";
    PinHint: "sechs Ziffern, steht in Ihrer Bestätigung", "six digits, on your confirmation";
    Find: "Termin anzeigen", "Show appointment";
    LookupMissing: "Bitte geben Sie Terminnummer und PIN an.", "Please enter appointment number and PIN.";

    // trouble
    Taken: "Diese Uhrzeit wurde gerade vergeben.", "This time has just been taken.";
    TakenMore: "Ihre Angaben sind noch da. Bitte wählen Sie eine andere Zeit:", "Your details are still here. Please choose another time:";
    TakenNone: "Ihre Angaben sind noch da. Bitte wählen Sie unten eine andere Zeit.", "Your details are still here. Please choose another time below.";
    Unreachable: "Wir erreichen den Server gerade nicht.", "We cannot reach the server right now.";
    UnreachableMore: "Bitte prüfen Sie Ihre Internetverbindung und versuchen Sie es erneut. Ihre Angaben sind noch da.", "Please check your internet connection and try again. Your details are still here.";
    Slow: "Die Antwort dauert zu lange.", "The answer takes too long.";
    SlowMore: "Bitte versuchen Sie es erneut. Es wird kein Termin doppelt vereinbart.", "Please try again. No appointment will be booked twice.";
    Broken: "Bei uns ist etwas schiefgegangen.", "Something went wrong on our side.";
    BrokenMore: "Bitte versuchen Sie es in einer Minute erneut. Ihre Angaben sind noch da.", "Please try again in a minute. Your details are still here.";
    CallUs: "Oder rufen Sie uns an: ", "Or call us: ";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learnt() {
        learn(EN.to_owned());
    }

    #[test]
    fn one_is_told_as_one() {
        assert_eq!(Lang::De.count(1, Text::Concerns1, Text::Concerns), "1 Anliegen");
        assert_eq!(Lang::De.count(3, Text::Concerns1, Text::Concerns), "3 Anliegen");
    }

    #[test]
    fn every_text_is_found_and_has_the_same_gaps_in_both_languages() {
        learnt();
        for (text, de, en) in ALL {
            assert_eq!((Lang::De.of(*text), Lang::En.of(*text)), (*de, *en));
            assert_eq!(de.matches('#').count(), en.matches('#').count(), "{text:?}");
            assert!(
                !de.is_empty() && !en.is_empty() && !de.contains('\n') && !en.contains('\n'),
                "{text:?}"
            );
        }
    }

    #[test]
    fn no_text_raises_its_voice() {
        for (text, de, en) in ALL {
            assert!(!de.contains('!') && !en.contains('!'), "{text:?}");
        }
    }

    #[test]
    fn money_is_written_as_in_both_countries() {
        learnt();
        assert_eq!(Lang::De.money(16_205), "162,05 €");
        assert_eq!(Lang::En.money(2760), "€27.60");
        assert_eq!(Lang::De.money(0), "gebührenfrei");
    }

    #[test]
    fn an_instant_is_told_in_full() {
        learnt();
        let at = "2026-11-24T09:30:00+01:00";
        assert_eq!(Lang::De.instant(at), "Dienstag, 24. November 2026, 09:30 Uhr");
        assert_eq!(Lang::En.instant(at), "Tuesday, 24 November 2026, 09:30");
    }

    #[test]
    fn numbers_are_digits() {
        assert_eq!(number(0), "0");
        assert_eq!(number(471_100), "471100");
    }
}
