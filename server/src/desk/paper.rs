//! What is printed for whoever has neither e-mail nor a mobile phone: the slip of an appointment, and the letter about what happened
//! to it last. That a letter was printed is written down; who wrote the address on it is not asked.

use subtle::ConstantTimeEq as _;
use tenants::appointment::StateName;
use tenants::calendar::local_time;
use tenants::notice::Kind;
use uuid::Uuid;
use wire::{AppointmentView, ProblemCode};

use super::appointment::promised;
use crate::db::TownTx;
use crate::db::appointments::{Appointment, read_local};
use crate::db::notices::{Deed, Happened, Owed};
use crate::db::sendings::{Channel, Ended, Notice, NoticeState};
use crate::db::tries::Try;
use crate::paper;
use crate::refusal::Outcome;
use crate::views::letter::Occasion;
use crate::views::paper::{letter, slip};
use crate::views::wire_views::Teller;
use crate::web::desk::clerk::Clerk;

/// What a letter tells of: kind, and the appointment's revision it happened with.
type About = (Kind, i32);

/// The slip, with its PIN if whoever asks knows it: it is told once, when the appointment is given.
///
/// # Errors
/// `NotFound` if there is no such appointment in the clerk's departments.
pub async fn print_slip(clerk: &Clerk, id: Uuid, pin: &str) -> Outcome<Vec<u8>> {
    let tx = clerk.visitor.reading().await?;
    let appointment = tellable(clerk, &tx, id).await?;
    let teller = teller(&tx, &appointment);
    let mut view = view(clerk, &tx, &appointment)?;
    if !bool::from(view.pin.as_bytes().ct_eq(pin.as_bytes())) {
        view.pin.clear();
    }
    let slip = slip(teller, &clerk.visitor.app.config.base_url(), &view);
    drop(tx);
    paper::print(slip).await
}

/// The letter about what happened last, to this address, and writes down that it was printed.
///
/// # Errors
/// `NotFound` if there is no such appointment in the clerk's departments.
pub async fn print_letter(clerk: &Clerk, id: Uuid, to: Vec<String>) -> Outcome<Vec<u8>> {
    let visitor = &clerk.visitor;
    let tx = visitor.reading().await?;
    let appointment = tellable(clerk, &tx, id).await?;
    let (history, notices) = (tx.history(id).await?, tx.notices_about(id).await?);
    let about = about(&appointment, &history, &notices);
    let known = notice_of(&notices, about);
    let view = AppointmentView {
        // It was told once; a letter lies about.
        pin: String::new(),
        ..view(clerk, &tx, &appointment)?
    };
    let occasion = Occasion {
        kind: about.0,
        previous: known
            .and_then(|notice| notice.body.previous_start.as_deref())
            .and_then(read_local),
        offers: &[],
        proof: None,
    };
    let date = local_time::date(tx.town.zone, visitor.now);
    let teller = teller(&tx, &appointment);
    let letter = letter(
        teller,
        &visitor.app.config.base_url(),
        &view,
        &occasion,
        (to, date),
    );
    drop(tx);
    let printed = paper::print(letter).await?;
    note_printed(clerk, &appointment, about).await?;
    Ok(printed)
}

/// What there is to tell on paper. A time that is only kept until its citizen has proved her address is promised to nobody.
async fn tellable(clerk: &Clerk, tx: &TownTx, id: Uuid) -> Outcome<Appointment> {
    let found = promised(clerk, tx, id).await?;
    if found.state.name() == StateName::Pending {
        return Err(ProblemCode::NotFound.into());
    }
    Ok(found)
}

/// What a letter would tell of: what happened last of what is told. That a colleague took it over is nothing to whoever never
/// heard that nobody could keep it.
fn about(appointment: &Appointment, history: &[Happened], notices: &[Notice]) -> About {
    let is_ready = |notice: &&Notice| notice.kind == Kind::Ready && notice.state != NoticeState::Withdrawn;
    if appointment.state.name() == StateName::Done
        && let Some(ready) = notices.iter().find(is_ready)
    {
        return (Kind::Ready, ready.revision);
    }
    let stands = standing(history);
    let before = |place: usize| stands.iter().rev().filter(move |(known, _)| *known < place);
    let was_lost = |place| {
        let other = before(place).find(|(_, deed)| *deed != Deed::Reassigned);
        other.is_some_and(|(_, deed)| *deed == Deed::Displaced)
    };
    let told = stands.iter().rev().find_map(|&(place, deed)| {
        let kind = deed.told_as()?;
        (deed != Deed::Reassigned || was_lost(place)).then_some((kind, place))
    });
    let (kind, place) = told.unwrap_or((Kind::Booked, 0));
    let later = history.len().saturating_sub(place + 1);
    (
        kind,
        appointment.revision - i32::try_from(later).unwrap_or_default(),
    )
}

/// The steps that were not taken back, each with its place in the history.
fn standing(history: &[Happened]) -> Vec<(usize, Deed)> {
    let mut stands = Vec::new();
    for (place, step) in history.iter().enumerate() {
        if step.deed == Deed::Returned {
            stands.pop();
        } else {
            stands.push((place, step.deed));
        }
    }
    stands
}

fn notice_of(notices: &[Notice], (kind, revision): About) -> Option<&Notice> {
    notices
        .iter()
        .find(|notice| (notice.kind, notice.revision) == (kind, revision))
}

/// Writes down that it was printed. What could not be sent stays where it is until a clerk says that it is settled.
async fn note_printed(clerk: &Clerk, appointment: &Appointment, about: About) -> Outcome<()> {
    let (visitor, now) = (&clerk.visitor, clerk.visitor.now);
    let tx = visitor.writing().await?;
    promised(clerk, &tx, appointment.id).await?;
    let notices = tx.notices_about(appointment.id).await?;
    let notice = match notice_of(&notices, about) {
        Some(known) => {
            if known.state == NoticeState::Withdrawn {
                tx.set_notice(known.id, NoticeState::Sent).await?;
            }
            known.id
        }
        None => {
            let notice = Owed::about(visitor.app.chance.uuid_v7(now), about.0, appointment, now);
            let id = notice.id;
            tx.tell_by_hand((appointment.id, about.1), notice, now).await?;
            id
        }
    };
    let attempt = tx.begin_sending(notice, Channel::Paper, now).await?;
    let printed = Try {
        notice,
        attempt,
        ended: Some(Ended::HandedOver),
        answer: "",
        their_id: None,
    };
    tx.end_sending(&printed, now).await?;
    tx.commit().await
}

/// Speaks to whoever the appointment is promised to.
fn teller<'t>(tx: &'t TownTx, appointment: &Appointment) -> Teller<'t> {
    let language = appointment
        .promise
        .as_ref()
        .map(|promise| promise.language.as_str());
    Teller::new(&tx.town, tx.town.language(language.unwrap_or_default()))
}

fn view(clerk: &Clerk, tx: &TownTx, appointment: &Appointment) -> Outcome<AppointmentView> {
    let app = &clerk.visitor.app;
    let secret = app.key.link(tx.id(), appointment.id);
    let base_url = app.config.base_url();
    teller(tx, appointment).appointment(&base_url, &secret, appointment, clerk.visitor.now)
}
