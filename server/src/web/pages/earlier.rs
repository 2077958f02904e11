//! The list for earlier times: get on it, take what is kept, let it go, leave. A GET changes nothing; every step is a button.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::Days;
use tenants::calendar::local_time;
use uuid::Uuid;
use wire::{ContactRule, ProblemCode};

use super::concerns;
use super::reader::{Pairs, Reader, TokenPath};
use crate::booking;
use crate::booking::earlier::{Door, Place, Reply};
use crate::booking::kept_visit::KeptVisit;
use crate::booking::waiting::{Applicant, TypedHours, wait_with, wait_without};
use crate::db::earlier::WishState;
use crate::refusal::{Outcome, Refusal, Trouble};
use crate::views::pages::earlier::{EarlierPage, FormPart, OfferPart, PersonPart, day};
use crate::views::pages::form::Form;
use crate::views::pages::frame::Notice;
use crate::views::pages::papers::services;
use crate::views::pages::wish::Wish;
use crate::web::input::{ValidForm, ValidPath, ValidQuery};

/// Fields of the form that a mistake can point to.
const FIELDS: [&str; 8] = [
    "from", "until", "first", "last", "name", "email", "phone", "agrees",
];
/// Days for which somebody without an appointment waits, unless she says otherwise.
const USUAL_DAYS: u64 = 28;

/// What a form of this page sends.
#[derive(Default)]
struct Sent {
    hours: TypedHours,
    first: String,
    last: String,
    agrees: bool,
    form: Form,
}

impl Sent {
    fn read(pairs: &Pairs) -> Outcome<Self> {
        let mut sent = Self {
            form: Form::read(pairs)?,
            ..Self::default()
        };
        for (name, value) in pairs {
            let value: String = value.chars().take(40).collect();
            match name.as_str() {
                "weekday" => sent
                    .hours
                    .weekdays
                    .extend(value.parse::<u32>().ok().filter(|day| *day < 5)),
                "from" => sent.hours.from = value,
                "until" => sent.hours.until = value,
                "first" => sent.first = value,
                "last" => sent.last = value,
                "agrees" => sent.agrees = !value.is_empty(),
                _ => {}
            }
        }
        sent.hours.weekdays.truncate(5);
        (sent.hours.first, sent.hours.last) = (day(&sent.first), day(&sent.last));
        Ok(sent)
    }
}

/// What somebody on the list says: "nehmen", "nicht" or "aufhoeren", and about which time.
fn reply(pairs: &Pairs) -> Option<Reply> {
    let of = |wanted: &str| {
        pairs
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value)
    };
    let hold = of("hold").and_then(|hold| Uuid::parse_str(hold).ok());
    match of("schritt")?.as_str() {
        "nehmen" => hold.map(Reply::Take),
        "nicht" => hold.map(Reply::Decline),
        "aufhoeren" => Some(Reply::Stop),
        _ => None,
    }
}

/// Shows the list to whoever has an appointment.
pub async fn with_appointment(reader: Reader, ValidPath(path): ValidPath<TokenPath>) -> Outcome<Response> {
    let place = booking::earlier::place(&reader.visitor, Door::Appointment(&path.token)).await?;
    own(
        &reader,
        (&path.token, place),
        &Sent::default(),
        None,
        StatusCode::OK,
    )
    .await
}

/// Puts whoever has an appointment on the list, or does what she says.
pub async fn change_with_appointment(
    reader: Reader,
    ValidPath(path): ValidPath<TokenPath>,
    ValidForm(pairs): ValidForm<Pairs>,
) -> Outcome<Response> {
    let token = &path.token;
    let done = match reply(&pairs) {
        Some(reply) => return replied(&reader, Door::Appointment(token), reply).await,
        None => {
            let sent = Sent::read(&pairs)?;
            wait_with(&reader.visitor, token, &sent.hours)
                .await
                .map_err(|trouble| (sent, trouble))
        }
    };
    match done {
        Ok(()) => Ok(Reader::send_on(&reader.links.appointment(token, "frueher"))),
        Err((sent, Trouble::Refused(refusal))) if refusal.code == ProblemCode::InvalidInput => {
            let place = booking::earlier::place(&reader.visitor, Door::Appointment(token)).await?;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            own(
                &reader,
                (token, place),
                &sent,
                Some(mistakes(&reader, &refusal)),
                status,
            )
            .await
        }
        Err((_, trouble)) => super::appointment::unchanged(&reader, token, trouble).await,
    }
}

/// Asks whoever has no appointment when she could come.
pub async fn ask(reader: Reader, ValidQuery(pairs): ValidQuery<Pairs>) -> Outcome<Response> {
    let wish = Wish::read(&pairs)?;
    let zone = reader.visitor.reading().await?.town.zone;
    let today = local_time::date(zone, reader.visitor.now);
    let usual = today.checked_add_days(Days::new(USUAL_DAYS)).unwrap_or(today);
    let sent = Sent {
        first: today.to_string(),
        last: usual.to_string(),
        form: Form {
            wish,
            ..Form::default()
        },
        ..Sent::default()
    };
    newcomer(&reader, sent, None, StatusCode::OK).await
}

/// Puts whoever has no appointment on the list, and leads to her place on it.
pub async fn apply(reader: Reader, ValidForm(pairs): ValidForm<Pairs>) -> Outcome<Response> {
    let mut sent = Sent::read(&pairs)?;
    sent.form = sent.form.keyed(&reader.visitor.app.chance);
    let typed = &sent.form.typed;
    let applicant = Applicant {
        services: &sent.form.wish.services,
        answers: &sent.form.wish.answers,
        key: &sent.form.key,
        name: &typed.name,
        email: &typed.email,
        phone: &typed.phone,
        agrees: sent.agrees,
    };
    match wait_without(&reader.visitor, &applicant, &sent.hours).await {
        Ok(secret) => Ok(Reader::send_on(&reader.links.earlier(&secret.text()))),
        Err(Trouble::Refused(refusal)) if refusal.code == ProblemCode::InvalidInput => {
            let mistakes = mistakes(&reader, &refusal);
            newcomer(&reader, sent, Some(mistakes), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(trouble) => concerns::again(&reader, &sent.form.wish, trouble),
    }
}

/// Shows her place on the list to whoever has no appointment.
pub async fn without(reader: Reader, ValidPath(path): ValidPath<TokenPath>) -> Outcome<Response> {
    let place = booking::earlier::place(&reader.visitor, Door::Wish(&path.token)).await?;
    stranger(&reader, &path.token, place, None, StatusCode::OK).await
}

/// Does what somebody without an appointment says.
pub async fn change_without(
    reader: Reader,
    ValidPath(path): ValidPath<TokenPath>,
    ValidForm(pairs): ValidForm<Pairs>,
) -> Outcome<Response> {
    match reply(&pairs) {
        Some(reply) => replied(&reader, Door::Wish(&path.token), reply).await,
        None => Ok(Reader::send_on(&reader.links.earlier(&path.token))),
    }
}

/// Does it, and leads to what there is then.
async fn replied(reader: &Reader, door: Door<'_>, reply: Reply) -> Outcome<Response> {
    let own_page = match door {
        Door::Appointment(token) => reader.links.appointment(token, "frueher"),
        Door::Wish(token) => reader.links.earlier(token),
    };
    match booking::earlier::reply(&reader.visitor, door, reply).await {
        Ok(link) => Ok(match (reply, door, link) {
            (Reply::Take(_), Door::Appointment(token), _) => {
                Reader::send_on(&format!("{}&verschoben=1", reader.links.appointment(token, "")))
            }
            (Reply::Take(_), Door::Wish(_), Some(link)) => {
                Reader::send_on(&format!("{}&neu=1", reader.links.appointment(&link.text(), "")))
            }
            _ => Reader::send_on(&own_page),
        }),
        Err(Trouble::Refused(refusal)) if refusal.code == ProblemCode::HoldExpired => {
            let words = reader.words;
            let over = Notice::warning(
                words.get("pages.earlier_gone"),
                words.get("pages.earlier_gone_text"),
            );
            let place = booking::earlier::place(&reader.visitor, door).await?;
            match door {
                Door::Appointment(token) => {
                    own(
                        reader,
                        (token, place),
                        &Sent::default(),
                        Some(over),
                        StatusCode::GONE,
                    )
                    .await
                }
                Door::Wish(token) => stranger(reader, token, place, Some(over), StatusCode::GONE).await,
            }
        }
        Err(trouble) => match door {
            Door::Appointment(token) => super::appointment::unchanged(reader, token, trouble).await,
            Door::Wish(_) => Err(trouble),
        },
    }
}

fn mistakes(reader: &Reader, refusal: &Refusal) -> Notice {
    Notice::mistakes(reader.words, reader.mistakes(refusal, &FIELDS))
}

/// The page of whoever has an appointment.
async fn own(
    reader: &Reader,
    (token, place): (&str, Place),
    sent: &Sent,
    notice: Option<Notice>,
    status: StatusCode,
) -> Outcome<Response> {
    let Some(appointment) = &place.appointment else {
        return Err(ProblemCode::NotFound.into());
    };
    let is_booked = matches!(appointment.state, tenants::appointment::State::Booked { kept } if kept.span.first.start() > reader.visitor.now);
    if place.wish.is_none() && !is_booked {
        return Ok(Reader::send_on(&reader.links.appointment(token, "")));
    }
    let mut page = EarlierPage {
        services: chosen(reader, &appointment.visit),
        current: reader
            .words
            .moment(appointment.local_start.date(), appointment.local_start.time()),
        action: reader.links.appointment(token, "frueher"),
        back_url: reader.links.appointment(token, ""),
        ..EarlierPage::default()
    };
    if place.wish.is_none() {
        let mut form = FormPart::new(reader.words, &sent.hours, Vec::new());
        form.mistakes = notice
            .as_ref()
            .map_or_else(Vec::new, |notice| notice.mistakes.clone());
        page.form = Some(form);
    }
    show(
        reader,
        page,
        place,
        notice,
        (&format!("termin/{token}/frueher"), status),
    )
    .await
}

/// The page of whoever has none, and is on the list or was.
async fn stranger(
    reader: &Reader,
    token: &str,
    place: Place,
    notice: Option<Notice>,
    status: StatusCode,
) -> Outcome<Response> {
    let kept = place.wish.as_ref().map(|wish| wish.visit.clone());
    let mut page = EarlierPage {
        services: kept.map_or_else(Vec::new, |visit| chosen(reader, &visit)),
        action: reader.links.earlier(token),
        back_url: reader.links.at("", &[]),
        ..EarlierPage::default()
    };
    if let Some(link) = &place.link {
        page.appointment_url = reader.links.appointment(&link.text(), "");
    }
    show(reader, page, place, notice, (&format!("frueher/{token}"), status)).await
}

/// The page with what is known of her place on the list.
async fn show(
    reader: &Reader,
    mut page: EarlierPage,
    place: Place,
    notice: Option<Notice>,
    (path, status): (&str, StatusCode),
) -> Outcome<Response> {
    if let Some(kept) = place.kept {
        let town = reader.visitor.reading().await?.town.clone();
        page.offer = Some(OfferPart::new(reader.visitor.teller(&town), kept));
    }
    if let Some(wish) = &place.wish {
        page.tell(reader.words, wish.state, &wish.hours, place.asked);
        if wish.state != WishState::Waiting {
            page.offer = None;
        }
    }
    let frame = reader
        .frame(page.heading(), path, &[])
        .notice(reader.words, notice);
    reader.answer(status, &frame, &page)
}

/// The form of whoever has no appointment.
async fn newcomer(
    reader: &Reader,
    mut sent: Sent,
    notice: Option<Notice>,
    status: StatusCode,
) -> Outcome<Response> {
    // Nobody waits for nothing: the concerns say what is wrong with the visit.
    if let Err(trouble) =
        booking::needs(&reader.visitor, &sent.form.wish.services, &sent.form.wish.answers).await
    {
        return concerns::again(reader, &sent.form.wish, trouble);
    }
    sent.form = sent.form.keyed(&reader.visitor.app.chance);
    let mut hidden = sent.form.wish.pairs();
    hidden.push(("key".to_owned(), sent.form.key.clone()));
    let typed = &sent.form.typed;
    let mut form = FormPart::new(reader.words, &sent.hours, hidden);
    form.mistakes = notice
        .as_ref()
        .map_or_else(Vec::new, |notice| notice.mistakes.clone());
    form.person = Some(PersonPart {
        name: typed.name.clone(),
        email: typed.email.clone(),
        phone: typed.phone.clone(),
        needs_phone: reader.town.contact == ContactRule::Phone,
        first: sent.first.clone(),
        last: sent.last.clone(),
        agrees: sent.agrees,
    });
    let page = EarlierPage {
        services: services(&reader.town, &sent.form.wish),
        action: reader.links.at("frueher", &[]),
        back_url: reader.links.times(&sent.form.wish),
        form: Some(form),
        ..EarlierPage::default()
    };
    let frame = reader
        .frame(page.heading(), "frueher", &sent.form.wish.pairs())
        .notice(reader.words, notice);
    reader.answer(status, &frame, &page)
}

fn chosen(reader: &Reader, visit: &KeptVisit) -> Vec<String> {
    let services = visit.services.iter();
    services
        .map(|one| format!("{} × {}", one.count, one.name.in_language(reader.words.language)))
        .collect()
}
