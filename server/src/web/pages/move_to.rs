//! Moving an appointment: the calendar once more, then the new time instead of the old one.

use axum::response::Response;
use wire::{AppointmentView, HoldRequest, MoveRequest, ServiceCount};

use super::appointment;
use super::reader::{Pairs, Reader, TokenPath};
use super::times::{self, Shown};
use crate::booking;
use crate::refusal::{Outcome, Trouble};
use crate::views::pages::form::Form;
use crate::views::pages::papers::kept_services;
use crate::views::pages::times::{Purpose, TimesPage};
use crate::views::pages::wish::Wish;
use crate::web::input::{ValidForm, ValidPath, ValidQuery};

/// Shows when else there is time.
pub async fn show(
    reader: Reader,
    ValidPath(path): ValidPath<TokenPath>,
    ValidQuery(pairs): ValidQuery<Pairs>,
) -> Outcome<Response> {
    let form = Form {
        wish: Wish::read(&pairs)?,
        ..Form::default()
    };
    match booking::view(&reader.visitor, &path.token).await? {
        view if view.changeable => page(&reader, &view, form, Shown::default()).await,
        view => Ok(appointment::instead(&reader, &view)),
    }
}

/// Moves the appointment to the chosen time and leads to its page.
pub async fn move_to(
    reader: Reader,
    ValidPath(path): ValidPath<TokenPath>,
    ValidForm(pairs): ValidForm<Pairs>,
) -> Outcome<Response> {
    let form = Form::read(&pairs)?.keyed(&reader.visitor.app.chance);
    let view = booking::view(&reader.visitor, &path.token).await?;
    match moved(&reader, &view, &form).await {
        Ok(moved) => {
            let address = reader.links.appointment(&moved.token, "");
            Ok(Reader::send_on(&format!("{address}&verschoben=1")))
        }
        Err(trouble) => again(&reader, &view, form, trouble).await,
    }
}

/// Holds the new time and takes it. If it cannot be taken, it is given back at once.
async fn moved(reader: &Reader, view: &AppointmentView, form: &Form) -> Outcome<AppointmentView> {
    let request = HoldRequest {
        services: services(view),
        at: form.at.clone(),
    };
    let hold = booking::hold(&reader.visitor, request, Some(&form.hold_key()))
        .await?
        .hold;
    let moved = booking::move_to(&reader.visitor, &view.token, MoveRequest { hold: hold.clone() }).await;
    if moved.is_err() {
        booking::release(&reader.visitor, &hold).await?;
    }
    moved
}

async fn again(reader: &Reader, view: &AppointmentView, form: Form, trouble: Trouble) -> Outcome<Response> {
    match trouble {
        Trouble::Refused(refusal) if times::is_about_the_time(&refusal) => {
            let shown = Shown::refused(reader, &form, refusal);
            page(reader, view, form, shown).await
        }
        trouble => appointment::unchanged(reader, &view.token, trouble).await,
    }
}

async fn page(reader: &Reader, view: &AppointmentView, form: Form, shown: Shown) -> Outcome<Response> {
    let calendar = times::calendar(reader, &services(view), &form.wish).await?;
    let form = Form {
        key: String::new(),
        ..form
    }
    .keyed(&reader.visitor.app.chance);
    let path = format!("termin/{}/verschieben", view.token);
    let mut hidden = form.wish.view_pairs();
    hidden.push(("key".to_owned(), form.key));
    let purpose = Purpose {
        services: kept_services(view),
        moves: view.label.clone(),
        path: path.clone(),
        take: path.clone(),
        back_url: reader.links.appointment(&view.token, ""),
        hidden,
        carried: false,
        alternatives: shown.alternatives,
        release: reader.town.release_note.clone(),
    };
    let page = TimesPage::new(reader.words, &reader.links, &form.wish, &calendar, purpose);
    let frame = reader.frame("pages.move_heading", &path, &form.wish.view_pairs());
    reader.answer(shown.status, &frame.notice(reader.words, shown.notice), &page)
}

fn services(view: &AppointmentView) -> Vec<ServiceCount> {
    let count = |chosen: &wire::ChosenView| ServiceCount {
        service: chosen.service.clone(),
        count: chosen.count,
    };
    view.services.iter().map(count).collect()
}
