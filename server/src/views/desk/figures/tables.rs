//! The figures as words and tables: a line each, with a bar as long as its share of the largest.

use std::cmp::Reverse;

use chrono::{Datelike as _, Weekday};
use tenants::Town;
use tenants::figures::{Ending, Fate, Figure, Figures, LEAST, LeadTime, Led, Step};

use super::{LoadCell, LoadTable, Row, Table};
use crate::texts::words;

/// "412", "unter 5".
pub(super) fn figure_told(figure: Figure) -> String {
    match figure {
        Figure::Told(number) => grouped(number),
        Figure::Few => format!("unter {LEAST}"),
        Figure::Shielded => "geschützt".to_owned(),
    }
}

/// "12.345".
pub(super) fn grouped(number: u64) -> String {
    if number < 1_000 {
        return number.to_string();
    }
    format!("{}.{:03}", grouped(number / 1_000), number % 1_000)
}

pub(super) fn lead_told(lead: LeadTime) -> String {
    let unit = if lead.tenths == 10 { "Tag" } else { "Tage" };
    format!("{},{} {unit}", lead.tenths / 10, lead.tenths % 10)
}

/// Every breakdown that can be told; the names of the others are put to `untold`.
pub(super) fn tables(town: &Town, figures: &Figures, untold: &mut Vec<&'static str>) -> Vec<Table> {
    let mut tables = Vec::new();
    let mut put = |table: Option<Table>, name: &'static str| match table {
        Some(table) => tables.push(Table { name, ..table }),
        None => untold.push(name),
    };
    let endings = figures.endings.as_ref().map(|parts| Table {
        id: "ausgang",
        text: "Ohne Vermerk heißt: Der Tag ist vorbei, und niemand hat „Erledigt“ oder „Nicht gekommen“ gewählt.",
        of: "Was daraus wurde",
        rows: rows(parts.iter().map(|&(ending, figure)| (ending_told(ending).to_owned(), figure, None))),
        ..Table::default()
    });
    put(endings, "Was aus den Terminen wurde");
    let channels = figures.channels.as_ref().map(|parts| Table {
        id: "weg",
        text: "Online gebucht haben Bürgerinnen und Bürger selbst, auf Ihrer Webseite oder auf der Buchungsseite.",
        of: "Weg",
        beside: "Vorlauf im Mittel",
        rows: led_rows(parts, |online| {
            if *online { "online" } else { "am Telefon oder am Schalter" }.to_owned()
        }),
        ..Table::default()
    });
    put(channels, "Nach Buchungsweg");
    let services = figures.services.as_ref().map(|parts| service_table(town, parts));
    put(services, "Nach Anliegen");
    if let Some(parts) = &figures.departments {
        let name = |id| {
            let found = town.departments.iter().find(|one| one.id == id);
            found.map_or(String::new(), |one| one.name.in_language("de").to_owned())
        };
        let table = Table {
            id: "aemter",
            of: "Amt",
            rows: rows(parts.iter().map(|&(id, figure)| (name(id), figure, None))),
            ..Table::default()
        };
        put(Some(table), "Nach Amt");
    }
    let affected = figures.affected.fates.as_ref().map(|parts| Table {
        id: "ausfaelle",
        text: "Termine, deren Mitarbeiterin oder Mitarbeiter abwesend war, und was aus ihnen wurde.",
        of: "Was geschah",
        rows: rows(
            parts
                .iter()
                .map(|&(fate, figure)| (fate_told(fate).to_owned(), figure, None)),
        ),
        ..Table::default()
    });
    put(affected, "Von Ausfällen betroffen");
    if let Some(parts) = &figures.course {
        tables.push(Table {
            id: "verlauf",
            name: "Verlauf",
            text: "",
            of: "Zeitraum",
            rows: rows(
                parts
                    .iter()
                    .map(|&(step, figure)| (step_told(step), figure, None)),
            ),
            ..Table::default()
        });
    }
    tables
}

/// Services with the most on top; those that are below five in one line.
fn service_table(town: &Town, parts: &Led<String>) -> Table {
    let name = |slug: &String| {
        let mut services = town
            .departments
            .iter()
            .flat_map(|department| &department.services);
        let found = services.find(|one| one.facts.slug == *slug);
        found.map_or("frühere Dienstleistungen".to_owned(), |one| {
            one.facts.name.in_language("de").to_owned()
        })
    };
    let mut told: Vec<_> = parts
        .iter()
        .filter(|(_, figure, _)| *figure != Figure::Few)
        .collect();
    told.sort_by_key(|(_, figure, _)| Reverse(figure.told()));
    let few = parts.iter().filter(|(_, figure, _)| *figure == Figure::Few);
    Table {
        id: "anliegen",
        text: "Ein Termin mit mehreren Anliegen zählt beim ersten.",
        of: "Anliegen",
        beside: "Vorlauf im Mittel",
        rows: rows(
            told.into_iter()
                .map(|(slug, figure, lead)| (name(slug), *figure, *lead)),
        ),
        few: few.map(|(slug, ..)| name(slug)).collect(),
        ..Table::default()
    }
}

fn led_rows<K>(parts: &Led<K>, name: impl Fn(&K) -> String) -> Vec<Row> {
    rows(
        parts
            .iter()
            .map(|(key, figure, lead)| (name(key), *figure, *lead)),
    )
}

/// Lines with bars, the longest a hundred.
fn rows(parts: impl Iterator<Item = (String, Figure, Option<LeadTime>)>) -> Vec<Row> {
    let parts: Vec<_> = parts.collect();
    let most = parts
        .iter()
        .filter_map(|(_, figure, _)| figure.told())
        .max()
        .unwrap_or(1);
    let line = |(name, figure, lead): (String, Figure, Option<LeadTime>)| Row {
        name,
        figure: figure_told(figure),
        bar: figure.told().map_or(0, |number| (number * 100).div_ceil(most)),
        beside: lead.map_or(String::new(), lead_told),
    };
    parts.into_iter().map(line).collect()
}

const fn ending_told(ending: Ending) -> &'static str {
    match ending {
        Ending::Kept => "stattgefunden",
        Ending::Missed => "nicht gekommen",
        Ending::Unsaid => "ohne Vermerk",
        Ending::ToCome => "noch bevorstehend",
        Ending::Displaced => "betroffen, noch ohne Mitarbeiterin oder Mitarbeiter",
        Ending::CancelledByCitizen => "von Bürgerin oder Bürger abgesagt",
        Ending::CancelledByTown => "vom Amt abgesagt",
    }
}

const fn fate_told(fate: Fate) -> &'static str {
    match fate {
        Fate::TakenOver => "zur selben Zeit von Kolleginnen und Kollegen übernommen",
        Fate::Rescued => "mit Ersatztermin oder später übernommen",
        Fate::Lost => "abgesagt",
        Fate::Open => "noch offen",
    }
}

fn step_told(step: Step) -> String {
    match step {
        Step::Week(monday) => format!("KW {} ab {}", monday.iso_week().week(), monday.format("%d.%m.%Y")),
        Step::Month(first) => format!("{} {}", words("de").month(first.month()), first.year()),
    }
}

/// Weekdays and hours between the first and the last that are told.
pub(super) fn load_table(figures: &Figures) -> Option<LoadTable> {
    let cells = figures.load.as_ref()?;
    let open = || {
        cells
            .iter()
            .filter(|(_, figure)| *figure != Figure::Few)
            .map(|(cell, _)| *cell)
    };
    let (first, last) = (open().map(|cell| cell.1).min()?, open().map(|cell| cell.1).max()?);
    let last_day = open().map(|cell| cell.0.num_days_from_monday()).max()?.max(4);
    let most = cells
        .iter()
        .filter_map(|(_, figure)| figure.told())
        .max()
        .unwrap_or(1);
    let cell = |figure: Figure| LoadCell {
        figure: match figure {
            Figure::Few => format!("< {LEAST}"),
            figure => figure_told(figure),
        },
        depth: figure.told().map_or(0, |number| (number * 6).div_ceil(most)),
    };
    let day = |weekday: Weekday| {
        let own = cells
            .iter()
            .filter(|((day, hour), _)| *day == weekday && (first..=last).contains(hour));
        (
            words("de").weekday(weekday),
            own.map(|(_, figure)| cell(*figure)).collect(),
        )
    };
    let days = (0..=last_day).filter_map(|day| Weekday::try_from(u8::try_from(day).ok()?).ok());
    Some(LoadTable {
        hours: (first..=last).map(|hour| format!("{hour} Uhr")).collect(),
        days: days.map(day).collect(),
    })
}
