//! Which public holidays a town has by law. Days that it closes by itself are closures.

use chrono::{Datelike as _, NaiveDate};
use serde::Serialize;
use tenants::calendar::Holidays;
use tenants::definition::Definition;

use super::editing::{Edited, edit};
use crate::refusal::Outcome;
use crate::web::desk::clerk::Clerk;

/// What the law says of the place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ByLaw {
    /// The Land, local ones, and days on which the place works all the same; never days that it adds.
    pub holidays: Holidays,
}

impl ByLaw {
    /// As it is.
    #[must_use]
    pub fn of(town: &Definition) -> Self {
        let holidays = Holidays {
            add: Vec::new(),
            ..town.facts.holidays.clone()
        };
        Self { holidays }
    }

    /// Every holiday from this day on, for so long, whether the place works on it or not.
    #[must_use]
    pub fn coming(&self, today: NaiveDate, last: NaiveDate) -> Vec<(NaiveDate, String)> {
        let all = Holidays {
            remove: Vec::new(),
            ..self.holidays.clone()
        };
        let years = today.year()..=last.year();
        let days = years.flat_map(|year| {
            let days = all.of_year(year).into_iter();
            days.map(|(day, name)| (day, name.to_owned())).collect::<Vec<_>>()
        });
        days.filter(|(day, _)| (today..=last).contains(day)).collect()
    }
}

/// Makes it be this.
///
/// # Errors
/// If the database cannot be read or written.
pub async fn change_holidays(clerk: &Clerk, seal: &str, by_law: ByLaw) -> Outcome<Edited> {
    edit(clerk, seal, ByLaw::of, |town| {
        let add = std::mem::take(&mut town.facts.holidays.add);
        town.facts.holidays = Holidays {
            add,
            ..by_law.holidays
        };
        Ok(())
    })
    .await
}
