//! A person's shifts: her week to look at, one of them to set, and what citizens would see of it before it is saved.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{NaiveDate, Weekday};
use serde::Deserialize;
use tenants::calendar::{ClockTime, local_time};
use tenants::definition::Mistake as Unfit;
use tenants::shifts::{has_begun, replacing};
use tenants::staff::{Audience, Shift, StaffMember};
use wire::ProblemCode;

use super::clerk::Clerk;
use super::form::{Typed, all, changed_meanwhile, one};
use super::people::{PersonPath, colleague};
use super::{answer, setup};
use crate::desk::{self, Edited, seal_of};
use crate::refusal::Outcome;
use crate::texts::words;
use crate::views::desk::day::typed_date;
use crate::views::desk::form::{Difference, FormPage};
use crate::views::desk::people::shifts_url;
use crate::views::desk::roster::{AUDIENCES, RosterPage, WEEKDAYS};
use crate::views::desk::shifts::{in_words, key_of};
use crate::views::pages::Mistake;
use crate::views::pages::frame::Notice;
use crate::web::input::{ValidForm, ValidPath, ValidQuery};

/// Which shift the form is about, and what has just happened.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct RosterQuery {
    dienstzeit: String,
    gespeichert: String,
}

/// Her week.
pub async fn show(
    clerk: Clerk,
    ValidPath(path): ValidPath<PersonPath>,
    ValidQuery(query): ValidQuery<RosterQuery>,
) -> Outcome<Response> {
    let person = colleague(&clerk, &path.person)?;
    let page = page(&clerk, person, &query.dienstzeit)?;
    told(
        &clerk,
        person,
        StatusCode::OK,
        &page,
        setup::saved(&query.gespeichert),
    )
}

/// Looks at a shift as it was typed, saves it, or ends it.
pub async fn change(
    clerk: Clerk,
    ValidPath(path): ValidPath<PersonPath>,
    ValidForm(typed): ValidForm<Typed>,
) -> Outcome<Response> {
    let person = colleague(&clerk, &path.person)?;
    let today = local_time::date(clerk.town.zone, clerk.visitor.now);
    let key = one(&typed, "dienstzeit");
    let chosen = person.shifts.iter().find(|shift| key_of(shift) == key).cloned();
    let ends = one(&typed, "schritt") == "entfernen";
    let read = if ends {
        Ok(Vec::new())
    } else {
        read(&typed, chosen.as_ref(), today)
    };
    let wanted = match read {
        Ok(wanted) => wanted,
        Err(mistakes) => return corrected(&clerk, person, &typed, mistakes),
    };
    if !key.is_empty() && chosen.is_none() {
        return gone(&clerk, person, &typed, &wanted, today);
    }
    if one(&typed, "schritt") == "vorschau" {
        let after = replacing(&person.shifts, chosen.as_ref(), &wanted, today);
        return looked_at(&clerk, person, &typed, &after).await;
    }
    let change = (chosen.as_ref(), &*wanted);
    match desk::change_shifts(&clerk, one(&typed, "stand"), &person.slug, change, today).await? {
        Edited::Done => Ok(saved(&clerk, person)),
        Edited::Wrong(unfit) => corrected(&clerk, person, &typed, beside(&unfit)),
        Edited::WouldOrphan(_) => {
            let page = kept(&clerk, person, &typed)?;
            told(&clerk, person, StatusCode::CONFLICT, &page, Some(stands_on_it()))
        }
        Edited::ChangedMeanwhile(..) => {
            let clerk = clerk.anew().await?;
            let person = colleague(&clerk, &path.person)?;
            differing(&clerk, person, &typed, &wanted, today)
        }
    }
}

/// What citizens would see.
async fn looked_at(clerk: &Clerk, person: &StaffMember, typed: &Typed, after: &[Shift]) -> Outcome<Response> {
    let unfit = desk::wrong_with(clerk, &person.slug, after).await?;
    if !unfit.is_empty() {
        return corrected(clerk, person, typed, beside(&unfit));
    }
    let page = kept(clerk, person, typed)?;
    let asked = one(typed, "fuer");
    let known = page.services.iter().any(|choice| choice.0 == asked);
    let first = page.services.first().map(|choice| choice.0.clone());
    let Some(service) = (if known { Some(asked.to_owned()) } else { first }) else {
        let nothing = Notice::warning(
            "Es gibt nichts zu sehen.",
            "Diese Person kann noch keine Dienstleistung übernehmen. Bitte wählen Sie zuerst aus, was sie oder er kann.",
        );
        return told(clerk, person, StatusCode::OK, &page, Some(nothing));
    };
    let seen = desk::seen_with(clerk, person, after, &service).await?;
    let page = RosterPage {
        looked: true,
        ..page.looking(&service, &seen)
    };
    told(clerk, person, StatusCode::OK, &page, None)
}

/// The page with what was typed, and what is wrong with it.
fn corrected(
    clerk: &Clerk,
    person: &StaffMember,
    typed: &Typed,
    mistakes: Vec<Mistake>,
) -> Outcome<Response> {
    let mut page = kept(clerk, person, typed)?;
    page.form.mistakes.clone_from(&mistakes);
    let notice = Notice::mistakes(words("de"), mistakes);
    told(
        clerk,
        person,
        StatusCode::UNPROCESSABLE_ENTITY,
        &page,
        Some(notice),
    )
}

/// The shift is no longer there: a second click, or a colleague was first.
fn gone(
    clerk: &Clerk,
    person: &StaffMember,
    typed: &Typed,
    wanted: &[Shift],
    today: NaiveDate,
) -> Outcome<Response> {
    let there = |shift: &Shift| {
        let from = shift.valid_from.max(Some(today));
        let same = |other: &Shift| {
            Shift {
                valid_from: from,
                ..shift.clone()
            } == *other
                || shift == other
        };
        person.shifts.iter().any(same)
    };
    if !wanted.is_empty() && wanted.iter().all(there) {
        return Ok(saved(clerk, person));
    }
    differing(clerk, person, typed, wanted, today)
}

/// The page with what was typed beside what a colleague has saved.
fn differing(
    clerk: &Clerk,
    person: &StaffMember,
    typed: &Typed,
    wanted: &[Shift],
    today: NaiveDate,
) -> Outcome<Response> {
    let told_of = |shifts: &[Shift]| {
        let told: Vec<_> = shifts.iter().map(|shift| in_words(shift, today)).collect();
        told.join("; ")
    };
    let mut page = kept(clerk, person, typed)?;
    page.form.seal = seal_of(&person.shifts);
    page.form.theirs = vec![Difference {
        label: "Dienstzeiten".to_owned(),
        theirs: told_of(&person.shifts),
        yours: told_of(wanted),
    }];
    told(
        clerk,
        person,
        StatusCode::CONFLICT,
        &page,
        Some(changed_meanwhile()),
    )
}

fn stands_on_it() -> Notice {
    Notice::warning(
        "Auf dieser Dienstzeit stehen Termine, nichts ist gespeichert.",
        "Bitte wählen Sie unten „Mit Terminen beenden oder kürzen“: Dort sehen Sie, wer betroffen ist und wer übernimmt, bevor etwas \
         gespeichert wird.",
    )
}

fn saved(clerk: &Clerk, person: &StaffMember) -> Response {
    answer::send_on(&format!(
        "{}?gespeichert=ja",
        shifts_url(&clerk.town.slug, &person.slug)
    ))
}

fn told(
    clerk: &Clerk,
    person: &StaffMember,
    status: StatusCode,
    page: &RosterPage,
    notice: Option<Notice>,
) -> Outcome<Response> {
    let heading = format!("Dienstzeiten: {}", person.name);
    let frame = clerk.frame(heading, setup::PLACE).with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, page)
}

/// The page about one of her shifts, or a new one.
fn page(clerk: &Clerk, person: &StaffMember, key: &str) -> Outcome<RosterPage> {
    let town = &clerk.town;
    let today = local_time::date(town.zone, clerk.visitor.now);
    let department = town.department(person.department).ok_or(ProblemCode::NotFound)?;
    let chosen = person.shifts.iter().find(|shift| key_of(shift) == key);
    let seal = seal_of(&person.shifts);
    Ok(RosterPage::new(
        &town.slug,
        (department, person),
        chosen,
        seal,
        today,
    ))
}

/// The page with what was typed in its form, still about the shifts it was shown for.
fn kept(clerk: &Clerk, person: &StaffMember, typed: &Typed) -> Outcome<RosterPage> {
    let page = page(clerk, person, one(typed, "dienstzeit"))?;
    let form = FormPage {
        seal: one(typed, "stand").to_owned(),
        ..page.form.keeping(|name| all(typed, name))
    };
    Ok(RosterPage { form, ..page })
}

/// What the check says, beside the fields of the form: whichever of her shifts it names, this one is being set.
fn beside(unfit: &[Unfit]) -> Vec<Mistake> {
    let mut mistakes: Vec<Mistake> = Vec::new();
    for one in unfit {
        let of_shifts = one
            .path
            .split_once(".shifts[")
            .and_then(|(_, rest)| rest.split_once(']'));
        let field = match of_shifts {
            None => "",
            Some((_, "")) => "from",
            Some((_, rest)) => rest.trim_start_matches('.'),
        };
        let told = Mistake {
            field: field.to_owned(),
            text: one.problem.german.clone(),
        };
        if !mistakes.contains(&told) {
            mistakes.push(told);
        }
    }
    mistakes
}

/// The shifts that were typed: one a day of the week.
fn read(typed: &Typed, chosen: Option<&Shift>, today: NaiveDate) -> Result<Vec<Shift>, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let mut wrong = |field: &str, text: &str| {
        mistakes.push(Mistake {
            field: field.to_owned(),
            text: text.to_owned(),
        });
    };
    let weekdays: Vec<Weekday> = all(typed, "weekday")
        .into_iter()
        .filter_map(|number| WEEKDAYS.get(number.parse::<usize>().ok()?).copied())
        .collect();
    if weekdays.is_empty() {
        wrong("weekday", "Bitte wählen Sie mindestens einen Wochentag.");
    }
    let mut time = |field: &str| {
        // "9:30" is "09:30".
        let time = format!("{:0>5}", one(typed, field)).parse::<ClockTime>().ok();
        if time.is_none() {
            wrong(field, "Bitte geben Sie die Uhrzeit in der Form 09:30 ein.");
        }
        time
    };
    let (from, until) = (time("from"), time("until"));
    let mut date = |field: &str| {
        let text = one(typed, field);
        let date = typed_date(text, today);
        if date.is_none() && !text.is_empty() {
            wrong(field, "Bitte geben Sie den Tag in der Form 26.11. ein.");
        }
        date
    };
    let (valid_from, valid_until) = (date("valid_from"), date("valid_until"));
    let every_second_week_from = date("every_second_week_from");
    for (field, date) in [("valid_from", valid_from), ("valid_until", valid_until)] {
        if date.is_some_and(|date| date < today) {
            wrong(
                field,
                "Dieser Tag ist schon vorbei. Bitte geben Sie heute oder einen späteren Tag an.",
            );
        }
    }
    let audience = AUDIENCES
        .iter()
        .find(|(_, word, _)| *word == one(typed, "audience"));
    // What has begun keeps its beginning, unless it is to change from a later day on.
    let begun = chosen
        .filter(|shift| has_begun(shift, today))
        .and_then(|shift| shift.valid_from);
    let (Some(from), Some(until), true) = (from, until, mistakes.is_empty()) else {
        return Err(mistakes);
    };
    let shift = |weekday: Weekday| Shift {
        valid_from: valid_from.or(begun),
        valid_until,
        every_second_week_from,
        audience: audience.map_or(Audience::Everyone, |(audience, _, _)| *audience),
        ..Shift::weekly(weekday, from, until)
    };
    Ok(weekdays.into_iter().map(shift).collect())
}
