//! Every letter as it arrives: subject, text, HTML and calendar file of a fixed sample, kept beside this file. Whoever changes a
//! word sees in how many letters it stands; whoever changes none keeps every byte.

use chrono::{DateTime, NaiveDateTime, Utc};
use mail_parser::{MessageParser, MimeHeaders as _};
use proof::{Hall, Kind, town};
use server::booking::calendar_file::Invitation;
use server::db::appointments::{Appointment, By};
use server::key::Key;
use server::notices::Carrier;
use server::notices::mail::Envelope;
use server::notices::name::Name;
use server::notices::postbox::Postbox;
use server::views::asking::{Asked, question};
use server::views::daily_list::daily_list;
use server::views::letter::{Letter, Occasion};
use server::views::short_message::{septets, short_message};
use server::views::wire_views::Teller;
use tenants::appointment::{Party, State};
use tenants::calendar::Span;
use tenants::{Town, TownId, notice};
use uuid::Uuid;

use super::calendars::read;

pub const PUBLIC_URL: &str = "https://termine.example";
const TO: &str = "mika@example.org";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

pub fn on_the_wall(text: &str) -> NaiveDateTime {
    text.parse().expect("a time")
}

/// A town hall with one appointment, of which nothing is left to chance.
pub struct Sample {
    pub hall: Hall,
    pub town: Town,
    pub appointment: Appointment,
    pub now: DateTime<Utc>,
}

impl Sample {
    pub async fn new() -> Self {
        let hall = Hall::open(Kind::Sqlite, &town::small()).await;
        let visit = [("perso", 2), ("pass", 1)];
        let booked = hall.citizen().books(&visit, "2026-11-24T09:00:00+01:00").await;
        let tx = hall.app.db.town(&hall.town).read().await.expect("the town");
        let found = tx.find(By::Reference(&booked.reference)).await.expect("a look");
        let mut appointment = found.expect("the appointment");
        let town = Town::clone(&tx.town);
        drop(tx);
        appointment.id = Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0042);
        let promise = appointment.promise.as_mut().expect("a promise");
        "KS-BH7-5E6".clone_into(&mut promise.reference);
        promise.pin_hash = Self::secret(appointment.id).pin().hash(&promise.reference);
        Self {
            hall,
            town,
            appointment,
            now: at("2026-11-20T09:00:00Z"),
        }
    }

    fn secret(appointment: Uuid) -> server::booking::secrets::Secret {
        Key::of([7; 32]).link(TownId(1), appointment)
    }

    pub fn view(&self, teller: Teller<'_>) -> wire::AppointmentView {
        let secret = Self::secret(self.appointment.id);
        teller
            .appointment(PUBLIC_URL, &secret, &self.appointment, self.now)
            .expect("a view")
    }

    /// The appointment as it stands when this is told.
    fn stands(&self, kind: notice::Kind) -> Appointment {
        use notice::Kind::{Cancelled, Displaced, OfferEnding};
        let mut appointment = self.appointment.clone();
        let State::Booked { kept } = appointment.state else {
            panic!("it is booked")
        };
        match kind {
            Cancelled => {
                appointment.state = State::Cancelled {
                    by: Party::Citizen,
                    at: self.now,
                }
            }
            Displaced | OfferEnding => {
                let (from, span): (_, Span) = (kept.staff, kept.span);
                appointment.state = State::Displaced { from, span };
            }
            _ => (),
        }
        appointment
    }

    /// Keeps what a letter is as a message.
    async fn keep(&self, name: &str, letter: &Letter, calendar: Option<(&'static str, String)>) {
        let postbox = Postbox::default();
        let carrier = Carrier::keeping(postbox.clone(), &self.hall.app.config).expect("a carrier");
        let html = self.hall.app.templates.letter(letter).expect("the letter fits");
        let envelope = Envelope {
            name: Name {
                town: TownId(1),
                notice: Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0077),
            },
            reply_to: None,
            unsubscribe: None,
            to: TO,
            letter,
            html,
            calendar,
            at: self.now,
        };
        carrier.carry(&envelope).await;
        kept_as(name, &shown(&postbox.all().swap_remove(0).source));
    }
}

fn kept_as(name: &str, text: &str) {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}

/// A message, taken apart by somebody else's parsers.
fn shown(source: &[u8]) -> String {
    let message = MessageParser::default().parse(source).expect("a message");
    let header = |name: &str| message.header_raw(name).unwrap_or_default().trim().to_owned();
    let mut shown = vec![
        format!("Subject: {}", message.subject().expect("a subject")),
        format!("Message-ID: {}", header("Message-ID")),
        format!("Date: {}", header("Date")),
        format!("\n=== text\n{}", message.body_text(0).expect("a text")),
        format!("\n=== HTML\n{}", message.body_html(0).expect("HTML")),
    ];
    if let Some(attached) = message.attachment(0) {
        let kind = attached.content_type().expect("a type");
        let file = attached.text_contents().expect("a text");
        read(file);
        shown.push(format!(
            "\n=== {}, {}\n{file}",
            attached.attachment_name().unwrap_or_default(),
            kind.attribute("method").unwrap_or_default()
        ));
    }
    shown.join("\n").replace("\r\n", "\n")
}

#[tokio::test]
async fn every_letter_to_a_citizen_is_as_it_was_read_and_found_good() {
    use notice::Kind::{
        Activation, Booked, Cancelled, DailyList, Displaced, Earlier, Moved, Reassigned, Trial,
    };
    let sample = Sample::new().await;
    let until = at("2026-11-21T19:00:00Z");
    let offers = [
        "2026-11-24T08:30:00Z",
        "2026-11-25T09:00:00Z",
        "2026-11-26T10:15:00Z",
    ]
    .map(|time| (at(time), until));
    for language in ["de", "en"] {
        let teller = Teller::new(&sample.town, language);
        let mut short = Vec::new();
        for kind in notice::Kind::ALL {
            if matches!(kind, Earlier | DailyList | Trial) {
                continue;
            }
            let stands = sample.stands(kind);
            let view = sample.view(teller);
            let occasion = Occasion {
                kind,
                previous: (kind == Moved).then(|| on_the_wall("2026-11-23T10:15:00")),
                offers: &offers,
                proof: (kind == Activation).then(|| "geheim".to_owned()),
            };
            let letter = Letter::new(teller, PUBLIC_URL, &view, &occasion);
            if kind != Activation {
                let text = short_message(&letter, kind, &view.label);
                short.push(format!(
                    "{} ({} septets)\n{text}\n",
                    kind.as_str(),
                    septets(&text)
                ));
            }
            let invitation = Invitation {
                from: "termine@rathaus.example",
                to: TO,
            };
            let calendar = matches!(kind, Booked | Moved | Cancelled | Displaced | Reassigned).then(|| {
                let file = invitation.file(teller, &stands, &view, sample.now);
                (Invitation::method(&stands), file)
            });
            sample
                .keep(&format!("{}-{language}", kind.as_str()), &letter, calendar)
                .await;
        }
        kept_as(&format!("sms-{language}"), &short.join("\n"));
        let occasion = Occasion {
            kind: Displaced,
            previous: None,
            offers: &[],
            proof: None,
        };
        let letter = Letter::new(teller, PUBLIC_URL, &sample.view(teller), &occasion);
        sample
            .keep(&format!("displaced-without-offers-{language}"), &letter, None)
            .await;
    }
    sample.hall.close().await;
}

#[tokio::test]
async fn every_question_about_an_earlier_time_is_as_it_was_read_and_found_good() {
    let sample = Sample::new().await;
    for language in ["de", "en"] {
        for (name, current, is_last) in [
            ("earlier", Some(sample.appointment.local_start), false),
            ("earlier-first-and-last", None, true),
        ] {
            let asked = Asked {
                name: "Mika Beispiel",
                visit: &sample.appointment.visit,
                current,
                kept: (at("2026-11-23T09:00:00Z"), at("2026-11-20T15:00:00Z")),
                is_last,
                link: format!("{PUBLIC_URL}/kleinstadt/frueher/geheim"),
            };
            let letter = question(Teller::new(&sample.town, language), &asked);
            sample.keep(&format!("{name}-{language}"), &letter, None).await;
        }
    }
    sample.hall.close().await;
}

#[tokio::test]
async fn the_list_of_the_day_is_as_it_was_read_and_found_good() {
    let sample = Sample::new().await;
    let mut second = sample.appointment.clone();
    second.local_start = on_the_wall("2026-11-24T10:15:00");
    if let Some(promise) = &mut second.promise {
        "Jo Ähnlich".clone_into(&mut promise.name);
        "KS-CJ8-6F7".clone_into(&mut promise.reference);
        promise.phone = Some("+4922147100".to_owned());
        promise.note = Some("Kinderwagen".to_owned());
    }
    let comes = [sample.appointment.clone(), second];
    let date = sample.appointment.local_start.date();
    let letter = daily_list(&sample.town, PUBLIC_URL, "Kaya", date, &comes);
    sample.keep("daily_list-de", &letter, None).await;
    sample.hall.close().await;
}
