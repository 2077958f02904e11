//! "Feiertage": which public holidays the town has by law, for its administrators.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use tenants::calendar::{Holidays, Land, local_time};

use super::clerk::Clerk;
use super::form::{Typed, all, answered, one, told};
use super::settings::SettingsQuery;
use super::{answer, setup};
use crate::desk::{self, ByLaw, Edited, seal_of};
use crate::refusal::Outcome;
use crate::views::desk::form::FormPage;
use crate::views::desk::frame::address;
use crate::views::desk::holidays::{LOCAL, PLACE, holidays_form};
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidQuery};

const HEADING: &str = "Feiertage";

/// As they are.
pub async fn show(clerk: Clerk, ValidQuery(query): ValidQuery<SettingsQuery>) -> Outcome<Response> {
    let (_, page) = form(&clerk).await?;
    told(
        &clerk,
        HEADING,
        StatusCode::OK,
        &page,
        setup::saved(&query.gespeichert),
    )
}

/// Saves them.
pub async fn change(clerk: Clerk, ValidForm(typed): ValidForm<Typed>) -> Outcome<Response> {
    let (present, page) = form(&clerk).await?;
    let by_law = read(&typed, &present, today(&clerk));
    let edited = desk::change_holidays(&clerk, one(&typed, "stand"), by_law).await?;
    if let Edited::WouldOrphan(_) = edited {
        let notice = Notice::warning(
            "An einem der neuen Feiertage gibt es Termine, nichts ist gespeichert.",
            "Bitte schließen Sie an diesem Tag zuerst unter „Schließtage“ alle Ämter; dort sehen Sie, wer betroffen ist.",
        );
        let page = FormPage {
            seal: one(&typed, "stand").to_owned(),
            ..page.keeping(|name| all(&typed, name))
        };
        return told(&clerk, HEADING, StatusCode::CONFLICT, &page, Some(notice));
    }
    answered(&clerk, HEADING, (page, ""), &typed, edited, || {
        answer::send_on(&format!("{}?gespeichert=ja", address(&clerk.town.slug, PLACE)))
    })
}

fn today(clerk: &Clerk) -> NaiveDate {
    local_time::date(clerk.town.zone, clerk.visitor.now)
}

async fn form(clerk: &Clerk) -> Outcome<(ByLaw, FormPage)> {
    let definition = clerk.visitor.reading().await?.definition().await?;
    let by_law = ByLaw::of(&definition);
    let page = holidays_form(&clerk.town.slug, &by_law, today(clerk), seal_of(&by_law));
    Ok((by_law, page))
}

/// What was typed. Days that are over stay as they were: they are not asked about.
fn read(typed: &Typed, present: &ByLaw, today: NaiveDate) -> ByLaw {
    let mut lands = Land::ALL.iter().copied();
    let land = lands.find(|land| land.code() == one(typed, "holidays.land"));
    let also = LOCAL
        .iter()
        .filter(|(_, word, _)| all(typed, "holidays.also").contains(word));
    let over = present.holidays.remove.iter().copied().filter(|day| *day < today);
    let coming = all(typed, "holidays.remove")
        .into_iter()
        .filter_map(|day| day.parse().ok());
    let mut remove: Vec<NaiveDate> = over.chain(coming).collect();
    remove.sort_unstable();
    remove.dedup();
    let holidays = Holidays {
        land: land.unwrap_or(present.holidays.land),
        also: also.map(|(one, _, _)| *one).collect(),
        remove,
        add: Vec::new(),
    };
    ByLaw { holidays }
}
