//! Shifts that end or become shorter, and colleagues who leave: whose, which and from when on; then as on a day somebody is
//! ill. Two steps of one form, so that it works without a script.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use tenants::calendar::{ClockTime, local_time};
use tenants::cut::Cut;
use tenants::shifts::{NotShorter, ShiftChange};
use tenants::staff::{Shift, StaffMember};

use super::clerk::Clerk;
use super::cut::{accounts_url, changed_meanwhile};
use super::{answer, cut};
use crate::desk;
use crate::refusal::Outcome;
use crate::texts::words;
use crate::views::desk::cut::takeable;
use crate::views::desk::day::typed_date;
use crate::views::desk::shifts::{ShiftsPage, key_of};
use crate::views::pages::frame::Notice;
use crate::views::pages::{Hidden, Mistake};
use crate::web::input::{ValidForm, ValidQuery};

/// Minutes to which shifts begin and end.
const GRAIN: u32 = 5;

/// Whose shifts change and how, as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Typed {
    person: String,
    /// Which of the two forms: `dienstzeit` or `ausscheiden`; nothing as long as only somebody is chosen.
    schritt: String,
    dienstzeit: String,
    wie: String,
    gilt: String,
    von: String,
    bis: String,
    letzter: String,
    siegel: String,
}

/// Asks, or shows what would happen. Nothing is changed.
pub async fn ask(clerk: Clerk, ValidQuery(typed): ValidQuery<Typed>) -> Outcome<Response> {
    let is_known = own(&clerk).any(|person| person.slug == typed.person);
    if typed.schritt.is_empty() && (typed.person.is_empty() || is_known) {
        return form(&clerk, StatusCode::OK, &typed, None, Vec::new()).await;
    }
    look(&clerk, StatusCode::OK, &typed, None).await
}

/// Saves what was shown.
pub async fn save(clerk: Clerk, ValidForm(typed): ValidForm<Typed>) -> Outcome<Response> {
    if let Ok((cut, fields)) = read_again(&clerk, &typed).await?
        && let Some(answer) = cut::save(&clerk, &cut, fields, &typed.siegel).await?
    {
        return Ok(answer);
    }
    let clerk = clerk.anew().await?;
    look(&clerk, StatusCode::CONFLICT, &typed, Some(changed_meanwhile())).await
}

async fn look(clerk: &Clerk, status: StatusCode, typed: &Typed, notice: Option<Notice>) -> Outcome<Response> {
    match read(clerk, typed) {
        Ok((cut, fields)) => cut::look(clerk, status, &cut, fields, notice).await,
        Err(mistakes) => form(clerk, StatusCode::UNPROCESSABLE_ENTITY, typed, None, mistakes).await,
    }
}

/// The first step, with what is told on top of it.
pub(super) async fn form_after(clerk: &Clerk, status: StatusCode, notice: Notice) -> Outcome<Response> {
    form(clerk, status, &Typed::default(), Some(notice), Vec::new()).await
}

async fn form(
    clerk: &Clerk,
    status: StatusCode,
    typed: &Typed,
    notice: Option<Notice>,
    mistakes: Vec<Mistake>,
) -> Outcome<Response> {
    let town = &clerk.town;
    let today = local_time::date(town.zone, clerk.visitor.now);
    let page = ShiftsPage {
        accounts_url: accounts_url(clerk),
        how: typed.wie.clone(),
        from: typed.gilt.clone(),
        begin: typed.von.clone(),
        end: typed.bis.clone(),
        last: typed.letzter.clone(),
        mistakes: mistakes.clone(),
        takeable: takeable(town, &desk::takeable_back(clerk).await?),
        ..ShiftsPage::new(&town.slug, own(clerk), &typed.person, &typed.dienstzeit, today)
    };
    let notice = if mistakes.is_empty() {
        notice
    } else {
        Some(Notice::mistakes(words("de"), mistakes))
    };
    let frame = clerk.frame("Dienstzeiten", "schliesstage").with_notice(notice);
    answer::page(&clerk.visitor.app, status, &frame, &page)
}

fn own(clerk: &Clerk) -> impl Iterator<Item = &StaffMember> {
    clerk
        .town
        .staff()
        .filter(|person| clerk.account.works_in(person.department))
}

/// As [`read`], but a second click finds the shifts as the first one has left them: it is read as the first one was.
async fn read_again(clerk: &Clerk, typed: &Typed) -> Outcome<ReadCut> {
    let now = read(clerk, typed);
    let (Err(_), Some(person)) = (&now, chosen(clerk, typed)) else {
        return Ok(now);
    };
    let Some(change) = desk::last_change(clerk, person.id).await? else {
        return Ok(now);
    };
    let before = StaffMember {
        shifts: change.before,
        ..person.clone()
    };
    Ok(read_for(&before, clerk, typed).or(now))
}

type ReadCut = Result<(Cut, Vec<Hidden>), Vec<Mistake>>;

/// What was typed as a change of shifts, and as it is sent once more.
fn read(clerk: &Clerk, typed: &Typed) -> ReadCut {
    let Some(person) = chosen(clerk, typed) else {
        return Err(vec![mistake("person", "Bitte wählen Sie, um wen es geht.")]);
    };
    read_for(person, clerk, typed)
}

fn chosen<'a>(clerk: &'a Clerk, typed: &Typed) -> Option<&'a StaffMember> {
    own(clerk).find(|person| person.slug == typed.person)
}

fn read_for(person: &StaffMember, clerk: &Clerk, typed: &Typed) -> ReadCut {
    let today = local_time::date(clerk.town.zone, clerk.visitor.now);
    let (change, mut fields) = if typed.schritt == "ausscheiden" {
        leaving(person, typed, today)?
    } else {
        shortening(person, typed, today)?
    };
    fields.push(("person", person.slug.clone()));
    fields.push(("schritt", typed.schritt.clone()));
    let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value));
    let cut = Cut::Shifts {
        staff: person.id,
        change,
    };
    Ok((cut, fields.collect()))
}

type Read = Result<(ShiftChange, Vec<(&'static str, String)>), Vec<Mistake>>;

fn leaving(person: &StaffMember, typed: &Typed, today: NaiveDate) -> Read {
    let what = "den letzten Arbeitstag";
    let last = coming_day("letzter", &typed.letzter, what, today).map_err(|wrong| vec![wrong])?;
    let change = ShiftChange::leaving(&person.shifts, last).ok_or_else(|| {
        let text = format!(
            "{} hat nach diesem Tag schon keine Dienstzeiten mehr. Bitte geben Sie einen früheren Tag an.",
            person.name
        );
        vec![mistake("letzter", &text)]
    })?;
    Ok((change, vec![("letzter", last.to_string())]))
}

fn shortening(person: &StaffMember, typed: &Typed, today: NaiveDate) -> Read {
    let mut mistakes = Vec::new();
    let chosen = person
        .shifts
        .iter()
        .find(|shift| key_of(shift) == typed.dienstzeit);
    if chosen.is_none() {
        mistakes.push(mistake("dienstzeit", "Bitte wählen Sie eine Dienstzeit."));
    }
    let left = match (typed.wie.as_str(), chosen) {
        ("endet", _) => Some(None),
        ("kuerzer", Some(shift)) => left(shift, typed, &mut mistakes).map(Some),
        ("kuerzer", None) => None,
        _ => {
            let text = "Bitte wählen Sie, ob die Dienstzeit endet oder kürzer wird.";
            mistakes.push(mistake("wie", text));
            None
        }
    };
    let from = coming_day("gilt", &typed.gilt, "den Tag", today).map_err(|wrong| mistakes.push(wrong));
    let (Some(shift), Some(left), Ok(from), true) = (chosen, left, from, mistakes.is_empty()) else {
        return Err(mistakes);
    };
    let change = ShiftChange::shortening(&person.shifts, shift, from, left).map_err(|wrong| {
        vec![match wrong {
            NotShorter::Times => not_longer(shift),
            NotShorter::Over => mistake(
                "gilt",
                "Diese Dienstzeit endet schon vorher. Bitte geben Sie einen früheren Tag an.",
            ),
        }]
    })?;
    let fields = vec![
        ("dienstzeit", typed.dienstzeit.clone()),
        ("wie", typed.wie.clone()),
        ("gilt", from.to_string()),
        (
            "von",
            left.map_or_else(String::new, |(begin, _)| begin.to_string()),
        ),
        ("bis", left.map_or_else(String::new, |(_, end)| end.to_string())),
    ];
    Ok((change, fields))
}

/// What is left of a shift. An empty field leaves that end where it is.
fn left(shift: &Shift, typed: &Typed, mistakes: &mut Vec<Mistake>) -> Option<(ClockTime, ClockTime)> {
    let mut time = |field: &str, text: &str, otherwise: ClockTime| {
        let text = text.trim();
        if text.is_empty() {
            return Some(otherwise);
        }
        // "9:30" is "09:30".
        let time = format!("{text:0>5}").parse::<ClockTime>().ok();
        let time = time.filter(|time| time.minutes().is_multiple_of(GRAIN));
        if time.is_none() {
            let text = "Bitte geben Sie die Uhrzeit in der Form 09:30 ein, auf fünf Minuten genau.";
            mistakes.push(mistake(field, text));
        }
        time
    };
    let (begin, end) = (
        time("von", &typed.von, shift.from),
        time("bis", &typed.bis, shift.until),
    );
    begin.zip(end)
}

fn not_longer(shift: &Shift) -> Mistake {
    let text = format!(
        "Hier wird eine Dienstzeit nur kürzer. Bitte geben Sie Zeiten zwischen {} und {} Uhr an, die davon etwas übrig lassen.",
        shift.from, shift.until
    );
    mistake("bis", &text)
}

fn coming_day(field: &str, text: &str, what: &str, today: NaiveDate) -> Result<NaiveDate, Mistake> {
    let date = typed_date(text, today)
        .ok_or_else(|| mistake(field, &format!("Bitte geben Sie {what} in der Form 26.11. ein.")))?;
    if date < today {
        let text = "Dieser Tag ist schon vorbei. Bitte geben Sie heute oder einen späteren Tag an.";
        return Err(mistake(field, text));
    }
    Ok(date)
}

fn mistake(field: &str, text: &str) -> Mistake {
    Mistake {
        field: field.to_owned(),
        text: text.to_owned(),
    }
}
