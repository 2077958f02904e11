//! A town as a file and as rows.

use proptest::prelude::*;
use tenants::definition::{Definition, DepartmentFacts, StaffFacts, Stored, TownFacts, check, read, write};
use tenants::service::{OfferedTo, ServiceFacts};
use tenants::staff::{Absence, Closure, Shift};
use tenants::{StaffId, TownId};

use crate::towns::{DOERENTRUP, definition};

fn through_json<T>(value: &T) -> T
where
    T: serde::Serialize + serde::de::DeserializeOwned,
{
    serde_json::from_value(serde_json::to_value(value).unwrap()).unwrap()
}

#[test]
fn a_town_that_is_written_and_read_again_is_the_same_town() {
    let town = definition();
    let file = write(&town);
    let again = read(&file, "again.toml").unwrap_or_else(|errors| panic!("{errors:#?}\n{file}"));
    assert_eq!(town, again);
    assert_eq!(file, write(&again), "to the last byte");
}

#[test]
fn whom_a_service_is_offered_to_is_written_only_where_it_is_not_everyone() {
    assert!(!write(&definition()).contains("offered_to"));
    for (offered_to, written) in [(OfferedTo::Desk, "desk"), (OfferedTo::Nobody, "nobody")] {
        let mut town = definition();
        town.departments[0].services[0].offered_to = offered_to;
        let file = write(&town);
        assert!(file.contains(&format!("offered_to = \"{written}\"\n")), "{file}");
        assert_eq!(read(&file, "t.toml"), Ok(town));
    }
}

#[test]
fn only_what_is_off_needs_nobody_who_can_do_it() {
    let mut town = definition();
    let mut new = town.departments[1].services[0].clone();
    "neues".clone_into(&mut new.slug);
    let old = town.departments[1].services[0].slug.clone();
    for person in &mut town.departments[1].staff {
        person.facts.skills = vec![old.clone()];
    }
    town.departments[1].services.push(new);
    let mistakes = |town: &Definition| {
        check(town)
            .into_iter()
            .map(|mistake| mistake.path)
            .collect::<Vec<_>>()
    };
    let path = format!(
        "departments[1].services[{}].slug",
        town.departments[1].services.len() - 1
    );
    assert_eq!(mistakes(&town), [path]);
    town.departments[1].services.last_mut().unwrap().offered_to = OfferedTo::Nobody;
    assert_eq!(mistakes(&town), [""; 0]);
}

#[test]
fn a_written_town_begins_with_its_name_and_keeps_a_line_for_each_shift() {
    let file = write(&definition());
    assert!(
        file.starts_with("slug = \"doerentrup\"\nname = \"Gemeinde Dörentrup\"\n"),
        "{file}"
    );
    assert!(
        file.contains(
            "\n[[departments.staff]]\nslug = \"brandt\"\nname = \"Brandt\"\nskills = [\"*\"]\nshifts = [\n"
        ),
        "{file}"
    );
    assert!(
        file.contains("  { weekday = \"tuesday\", from = \"00:00\", until = \"24:00\" },\n"),
        "{file}"
    );
    assert!(
        file.contains("phone_hours = { de = \"Mo–Fr 8–12 Uhr, Do 14–18 Uhr\", en = "),
        "{file}"
    );
}

#[test]
fn a_town_kept_in_rows_is_the_same_town() {
    let town = definition();
    let mut rows = Stored::numbered(TownId(7), &town);
    rows.facts = through_json::<TownFacts>(&rows.facts);
    rows.departments
        .iter_mut()
        .for_each(|row| row.1 = through_json::<DepartmentFacts>(&row.1));
    rows.closures
        .iter_mut()
        .for_each(|row| row.1 = through_json::<Closure>(&row.1));
    rows.services
        .iter_mut()
        .for_each(|row| row.2 = through_json::<ServiceFacts>(&row.2));
    rows.staff
        .iter_mut()
        .for_each(|row| row.2 = through_json::<StaffFacts>(&row.2));
    rows.shifts
        .iter_mut()
        .for_each(|row| row.1 = through_json::<Shift>(&row.1));
    rows.absences
        .iter_mut()
        .for_each(|row| row.1 = through_json::<Absence>(&row.1));
    assert_eq!(rows.definition(), town);
    assert_eq!(rows.town().unwrap(), town.town(TownId(7)).unwrap());
}

#[test]
fn people_can_do_what_their_skills_name_in_their_department() {
    let town = definition().town(TownId(1)).unwrap();
    let skills = |person| {
        let skills = &town.staff_member(StaffId(person)).unwrap().skills;
        skills
            .iter()
            .map(|id| town.service(*id).unwrap().facts.slug.as_str())
            .collect::<Vec<_>>()
    };
    assert_eq!(skills(1), ["personalausweis", "reisepass"]);
    assert_eq!(
        skills(2),
        ["personalausweis", "reisepass", "abmeldung"],
        "not the building office's"
    );
    assert_eq!(skills(3), ["baulast"]);
}

#[test]
fn texts_fall_back_to_the_towns_first_language() {
    let town = definition().town(TownId(1)).unwrap();
    let name = &town.departments[0].name;
    assert_eq!(name.in_language("en"), "Citizens' office");
    assert_eq!(
        name.in_language("tr"),
        "Bürgerbüro",
        "though the file names English first"
    );
}

proptest! {
    #[test]
    fn a_file_with_any_damage_is_read_or_refused_and_never_more(at in 0usize..4000, noise in "\\PC{0,6}") {
        let mut at = at.min(DOERENTRUP.len());
        while !DOERENTRUP.is_char_boundary(at) {
            at -= 1;
        }
        let text = format!("{}{noise}{}", &DOERENTRUP[..at], &DOERENTRUP[at..]);
        match read(&text, "t.toml") {
            Ok(town) => prop_assert_eq!(read(&write(&town), "w.toml").unwrap(), town),
            Err(errors) => prop_assert!(!errors.is_empty()),
        }
    }
}

#[test]
fn a_service_is_searched_by_the_words_of_every_language() {
    let definition = definition();
    let card = &definition.departments[0].services[0];
    assert_eq!(
        card.searched_by("en"),
        ["ID card", "Perso", "Ausweis", "Personalausweis beantragen"]
    );
    assert_eq!(
        card.searched_by("de"),
        ["Perso", "Ausweis", "ID card", "Apply for an identity card"]
    );
}

#[test]
fn a_changed_definition_keeps_the_numbers_of_what_stays() {
    let before = definition();
    let rows = Stored::numbered(TownId(1), &before);
    let mut after = before.clone();
    after.departments.reverse();
    after.departments[1].services.remove(0);
    after.departments[1].staff.remove(1);
    after.departments[1].services[0].minutes = 25;
    let mut fresh = after.departments[0].staff[0].clone();
    fresh.facts.slug = "neu".to_owned();
    after.departments[0].staff.push(fresh);
    let renumbered = rows.renumbered(&after);
    let numbers = |rows: &Stored| {
        rows.staff
            .iter()
            .map(|row| (row.2.slug.clone(), row.0.0))
            .collect::<Vec<_>>()
    };
    let expected = [("voss", 3), ("neu", 4), ("kaya", 1)].map(|(slug, id)| (slug.to_owned(), id));
    assert_eq!(numbers(&renumbered), expected);
    assert_eq!(renumbered.definition(), after, "in the new order");
    let told: Vec<_> = before
        .differences(&after)
        .iter()
        .map(ToString::to_string)
        .collect();
    let expected = [
        "~ order of departments",
        "~ order of services in buergerbuero",
        "~ order of staff members in bauamt",
        "~ order of staff members in buergerbuero",
        "~ service reisepass",
        "+ staff member neu",
        "- service personalausweis",
        "- staff member brandt",
    ];
    assert_eq!(told, expected);
    assert_eq!(before.differences(&before), []);
}
