//! What a town still lacks for its first appointment.

use chrono::NaiveDate;

use crate::town::Town;

/// Something without which nobody can come, in the order in which it is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacking {
    /// There is no department.
    Department,
    /// Nobody takes appointments.
    Staff,
    /// There is nothing to come for.
    Service,
    /// Nobody who can do anything has a shift on this day or later.
    Shifts,
}

/// Everything that is missing on this day.
#[must_use]
pub fn lacking(town: &Town, today: NaiveDate) -> Vec<Lacking> {
    let works = |(lacking, there): (Lacking, bool)| (!there).then_some(lacking);
    let some_shift = town
        .staff()
        .any(|person| !person.skills.is_empty() && !person.has_left(today));
    let parts = [
        (Lacking::Department, !town.departments.is_empty()),
        (Lacking::Staff, town.staff().next().is_some()),
        (Lacking::Service, town.services().next().is_some()),
        (Lacking::Shifts, some_shift),
    ];
    parts.into_iter().filter_map(works).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::{Beginning, Definition, StaffDefinition, StaffFacts, read};
    use crate::ids::TownId;
    use crate::staff::Shift;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn missing(definition: &Definition) -> Vec<Lacking> {
        lacking(&definition.town(TownId(1)).unwrap(), day("2026-11-23"))
    }

    #[test]
    fn a_town_lacks_what_nobody_can_book_without() {
        let mut town = Definition::beginning(&Beginning {
            name: "Neustadt".to_owned(),
            slug: "neustadt".to_owned(),
            department: "Bürgerbüro".to_owned(),
            ..Beginning::default()
        });
        assert_eq!(
            missing(&town),
            [Lacking::Staff, Lacking::Service, Lacking::Shifts]
        );
        let mut nobody = town.clone();
        nobody.departments.clear();
        assert_eq!(missing(&nobody).first(), Some(&Lacking::Department));

        town.departments[0].staff.push(StaffDefinition {
            facts: StaffFacts {
                slug: "kaya".to_owned(),
                name: "M. Kaya".to_owned(),
                skills: vec!["*".to_owned()],
            },
            shifts: vec![Shift::weekly(
                chrono::Weekday::Mon,
                "08:00".parse().unwrap(),
                "12:00".parse().unwrap(),
            )],
            absences: Vec::new(),
        });
        // Whoever can do nothing is of no use to anybody.
        assert_eq!(missing(&town), [Lacking::Service, Lacking::Shifts]);
        let example = include_str!("../../examples/doerentrup/town.toml");
        let whole = read(example, "doerentrup.toml").unwrap();
        town.departments[0]
            .services
            .push(whole.departments[0].services[0].clone());
        assert_eq!(missing(&town), []);
        town.departments[0].staff[0].shifts[0].valid_until = Some(day("2026-11-22"));
        assert_eq!(missing(&town), [Lacking::Shifts], "it is over");
    }
}
