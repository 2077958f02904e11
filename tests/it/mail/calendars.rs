//! Whatever towns and citizens have typed, a calendar file says it, and says nothing else (S-55).

use ical::parser::Component as _;
use ical::parser::ical::component::{IcalCalendar, IcalEvent};
use proof::Dice;
use server::booking::calendar_file::Invitation;
use server::views::wire_views::Teller;
use tenants::Text;

use super::letters::Sample;

/// What breaks calendar files, and what stands in them every day.
const PIECES: [&str; 32] = [
    ";",
    ",",
    "\\",
    "\\n",
    "\\,",
    ":",
    "\"",
    "=",
    "\n",
    "\r\n",
    "\r",
    "\r\n ",
    "\n\n",
    "\0",
    "\u{7}",
    "\u{85}",
    "\t",
    " ",
    "BEGIN:VEVENT\r\n",
    "END:VCALENDAR",
    "\r\nATTENDEE:mailto:x@example.org\r\n",
    "ä",
    "ß",
    "😀",
    "👩\u{200d}👧",
    "e\u{301}",
    "\u{202e}",
    "\u{2028}",
    "\u{a0}",
    "Straße",
    "Bürgerbüro",
    "x",
];

/// One calendar with one event, each line as short as it must be, read by somebody else's parser.
#[track_caller]
pub fn read(file: &str) -> (IcalCalendar, IcalEvent) {
    assert!(file.ends_with("END:VCALENDAR\r\n"), "{file:?}");
    for line in file.split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line:?}", line.len());
        assert!(!line.contains(['\r', '\n']), "half a line break: {line:?}");
    }
    let mut calendars = ical::IcalParser::new(file.as_bytes());
    let mut calendar = calendars.next().expect("a calendar").expect("readable");
    assert!(calendars.next().is_none(), "one calendar: {file}");
    assert_eq!(calendar.events.len(), 1, "one event: {file}");
    let event = calendar.events.remove(0);
    (calendar, event)
}

/// A text as RFC 5545, 3.3.11 takes it apart.
#[track_caller]
fn text(event: &IcalEvent, name: &str) -> String {
    let property = event.get_property(name).expect("it is there");
    let value = property.value.as_deref().unwrap_or_default();
    let (mut text, mut signs) = (String::new(), value.chars());
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => text.push(match signs.next() {
                Some('n' | 'N') => '\n',
                Some(escaped @ ('\\' | ',' | ';')) => escaped,
                other => panic!("an escape that is none: {other:?} in {value:?}"),
            }),
            ',' | ';' => panic!("not escaped: {value:?}"),
            _ => text.push(sign),
        }
    }
    text
}

/// What is lost on purpose: which line break it was, and every other control character but the tab. That parser also drops
/// spaces at the end of a text.
fn sayable(typed: &str) -> String {
    let lines = typed.replace("\r\n", "\n").replace('\r', "\n");
    let told: String = lines
        .chars()
        .filter(|c| matches!(c, '\n' | '\t') || !c.is_control())
        .collect();
    told.trim_end_matches(|c: char| c.is_whitespace() && c != '\n')
        .to_owned()
}

/// Up to eleven pieces behind a beginning that lets them stand anywhere around the end of a line.
fn typed(dice: &mut Dice) -> String {
    let beginning = "x".repeat(1 + dice.below(80));
    let pieces = dice.below(12);
    let pieces = (0..pieces).map(|_| *dice.one_of(&PIECES));
    std::iter::once(beginning.as_str()).chain(pieces).collect()
}

fn german(dice: &mut Dice) -> Text {
    Text::new([("de", typed(dice))])
}

#[tokio::test]
async fn whatever_was_typed_is_read_as_it_was_meant_in_one_event() {
    let mut sample = Sample::new().await;
    let mut dice = Dice::seeded(55);
    for number in 0..10_000 {
        sample.town.name = typed(&mut dice);
        let place = &mut sample.appointment.visit.place;
        place.name = german(&mut dice);
        place.street = typed(&mut dice);
        place.hint = german(&mut dice);
        for service in &mut sample.appointment.visit.services {
            service.name = german(&mut dice);
        }
        for told in sample.appointment.visit.told.values_mut() {
            for (paper, hint) in &mut told.papers {
                *paper = typed(&mut dice);
                *hint = dice.percent(50).then(|| typed(&mut dice));
            }
        }
        let promise = sample.appointment.promise.as_mut().expect("a promise");
        promise.reference = typed(&mut dice);
        promise.note = Some(format!("only for the clerk {}", typed(&mut dice)));
        let teller = Teller::new(&sample.town, "de");
        let view = sample.view(teller);
        let invitation = Invitation {
            from: "termine@rathaus.example",
            to: "mika@example.org",
        };
        let file = invitation.file(teller, &sample.appointment, &view, sample.now);
        let (calendar, event) = read(&file);
        let place = &sample.appointment.visit.place;
        assert_eq!(calendar.properties.len(), 4, "{number}: {file}");
        assert_eq!(
            (event.properties.len(), event.alarms.len()),
            (12, 1),
            "{number}: {file}"
        );
        assert_eq!(
            text(&event, "SUMMARY"),
            sayable(&teller.calendar_title()),
            "{number}"
        );
        assert_eq!(
            text(&event, "LOCATION"),
            sayable(&teller.one_line_place(place)),
            "{number}"
        );
        assert_eq!(
            text(&event, "DESCRIPTION"),
            sayable(&teller.calendar_text(&view)),
            "{number}"
        );
        assert!(
            !file.replace("\r\n ", "").contains("only for the clerk"),
            "{number}: {file}"
        );
        // A parameter has neither lines nor quotation marks (RFC 5545, 3.2).
        let organizer = event.get_property("ORGANIZER").expect("it is there");
        let names = organizer.params.iter().flatten().find(|(key, _)| key == "CN");
        let name = sayable(&sample.town.name)
            .replace(['\n', '\t'], " ")
            .replace('"', "'");
        let named = names.map(|(_, names)| names.concat()).unwrap_or_default();
        assert_eq!(named.trim_end(), name.trim_end(), "{number}: {file}");
        assert_eq!(organizer.value.as_deref(), Some("mailto:termine@rathaus.example"));
        let again = invitation.file(teller, &sample.appointment, &view, sample.now);
        assert_eq!(file, again, "{number}: it is the same each time");
    }
    sample.hall.close().await;
}
