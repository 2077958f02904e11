//! Checks of a staff member: skills, shifts, absences.

use std::collections::BTreeSet;

use chrono::{NaiveDate, Weekday};

use super::fields::{Fields, NAME, listed_twice, say};
use crate::definition::StaffDefinition;
use crate::staff::{Shift, monday_of};

pub(super) fn check(fields: &mut Fields<'_>, path: &str, person: &StaffDefinition, offered: &BTreeSet<&str>) {
    fields.line(format_args!("{path}.name"), &person.facts.name, NAME);
    let skills = &person.facts.skills;
    let mut seen = BTreeSet::new();
    for (number, skill) in skills.iter().enumerate() {
        let path = format!("{path}.skills[{number}]");
        if skill == "*" {
            fields.must(
                skills.len() == 1,
                &path,
                say(
                    "\"*\" means every service of the department; it stands alone",
                    "„Alle Dienstleistungen“ steht für sich allein.",
                ),
            );
        } else {
            let known = offered.contains(skill.as_str());
            fields.must(
                known,
                &path,
                say(
                    format_args!("the department has no service \"{skill}\""),
                    format_args!("Das Amt hat keine Dienstleistung „{skill}“."),
                ),
            );
        }
        fields.must(seen.insert(skill), &path, listed_twice());
    }
    fields.must(
        !skills.is_empty(),
        format_args!("{path}.skills"),
        say(
            "name at least one service, or \"*\" for all",
            "Bitte wählen Sie mindestens eine Dienstleistung oder alle.",
        ),
    );
    for (number, shift) in person.shifts.iter().enumerate() {
        check_shift(fields, &format!("{path}.shifts[{number}]"), shift);
        let clash = person.shifts[..number]
            .iter()
            .position(|other| overlap(shift, other));
        if let Some(other) = clash {
            fields.wrong(
                format_args!("{path}.shifts[{number}]"),
                say(
                    format_args!("overlaps with shifts[{other}]"),
                    format_args!(
                        "Diese Dienstzeit überschneidet sich mit einer anderen: {}, {}–{} Uhr. Bitte kürzen Sie eine von beiden.",
                        in_german(shift.weekday), person.shifts[other].from, person.shifts[other].until
                    ),
                ),
            );
        }
    }
    for (number, absence) in person.absences.iter().enumerate() {
        let in_order = absence.from < absence.until;
        let path = format!("{path}.absences[{number}].until");
        let problem = say(
            "the absence ends before it begins",
            "Die Abwesenheit endet, bevor sie beginnt.",
        );
        fields.must(in_order, path, problem);
    }
}

const fn in_german(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "Montag",
        Weekday::Tue => "Dienstag",
        Weekday::Wed => "Mittwoch",
        Weekday::Thu => "Donnerstag",
        Weekday::Fri => "Freitag",
        Weekday::Sat => "Samstag",
        Weekday::Sun => "Sonntag",
    }
}

fn check_shift(fields: &mut Fields<'_>, path: &str, shift: &Shift) {
    let problem = say(
        format_args!(
            "a shift from {} must end later, at \"24:00\" at the latest",
            shift.from
        ),
        format_args!(
            "Eine Dienstzeit ab {} Uhr muss später enden, spätestens um 24:00 Uhr.",
            shift.from
        ),
    );
    fields.must(shift.from < shift.until, format_args!("{path}.until"), problem);
    for (name, time) in [("from", shift.from), ("until", shift.until)] {
        let fits = time.minutes().is_multiple_of(5);
        fields.must(
            fits,
            format_args!("{path}.{name}"),
            say(
                "must be a multiple of five minutes",
                "Bitte geben Sie eine Uhrzeit im Abstand von fünf Minuten an.",
            ),
        );
    }
    if let (Some(from), Some(until)) = (shift.valid_from, shift.valid_until) {
        fields.must(
            from <= until,
            format_args!("{path}.valid_until"),
            say(
                "lies before valid_from",
                "Das Ende liegt vor dem Beginn der Gültigkeit.",
            ),
        );
    }
}

/// Whether both can take place at the same time on some day.
fn overlap(a: &Shift, b: &Shift) -> bool {
    let same_time = a.weekday == b.weekday && a.from < b.until && b.from < a.until;
    let first_week = |shift: &Shift| shift.every_second_week_from.map(monday_of);
    let begins = |shift: &Shift| shift.valid_from.max(first_week(shift)).unwrap_or(NaiveDate::MIN);
    let ends = |shift: &Shift| shift.valid_until.unwrap_or(NaiveDate::MAX);
    let same_days = begins(a).max(begins(b)) <= ends(a).min(ends(b));
    let in_turn = match (first_week(a), first_week(b)) {
        (Some(a), Some(b)) => (a - b).num_weeks() % 2 != 0,
        _ => false,
    };
    same_time && same_days && !in_turn
}
