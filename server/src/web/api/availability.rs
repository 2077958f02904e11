//! Free times.

use axum::Json;
use chrono::NaiveDate;
use serde::Deserialize;
use wire::{Availability, Problem, ServiceCount};

use super::{InTown, Reader};
use crate::{
    booking,
    refusal::{Outcome, Trouble},
    web::{input::ValidQuery, visitor::Visitor},
};

/// Days and services as they stand in the address: `service=personalausweis:2&service=reisepass`.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    service: Vec<String>,
    from: String,
    days: Option<u32>,
}

/// Days told where a client does not say how many.
const ORDINARY_DAYS: u32 = 35;

impl Asked {
    fn services(&self) -> Result<Vec<ServiceCount>, Trouble> {
        let read = |(place, text): (usize, &String)| {
            let (service, count) = text.split_once(':').unwrap_or((text, "1"));
            let count = count
                .parse()
                .map_err(|_| Trouble::field(format!("service[{place}]"), "field.count"))?;
            Ok(ServiceCount {
                service: service.to_owned(),
                count,
            })
        };
        self.service.iter().enumerate().map(read).collect()
    }

    fn from(&self) -> Result<NaiveDate, Trouble> {
        NaiveDate::parse_from_str(&self.from, "%Y-%m-%d").map_err(|_| Trouble::field("from", "field.date"))
    }
}

/// Free times of a visit: at most 62 days from a date.
#[utoipa::path(
    get,
    path = "/api/v1/towns/{town}/availability",
    tag = "booking",
    params(
        InTown,
        ("service" = Vec<String>, Query, description = "Services with their counts, `personalausweis:2`"),
        ("from" = String, Query, description = "First day, `YYYY-MM-DD`", format = Date),
        ("days" = Option<u32>, Query, description = "How many days, 1 to 62; 35 where nothing is said", minimum = 1, maximum = 62),
        Reader,
    ),
    responses(
        (status = 200, body = Availability),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn show_availability(
    visitor: Visitor,
    ValidQuery(asked): ValidQuery<Asked>,
) -> Outcome<Json<Availability>> {
    let days = asked.days.unwrap_or(ORDINARY_DAYS);
    booking::offer(&visitor, &asked.services()?, asked.from()?, days)
        .await
        .map(Json)
}
