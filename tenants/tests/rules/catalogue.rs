//! The catalogue itself, and picking from it.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;

use tenants::Text;
use tenants::catalogue::{Catalogue, Entry, Origin, take};
use tenants::definition::{Definition, check, read, write};
use tenants::service::{Conditions, ServiceFacts};

use crate::towns::definition;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/catalogue");

fn ours() -> Catalogue {
    Catalogue::ours().unwrap_or_else(|wrong| panic!("{wrong}"))
}

fn entries<'a>(catalogue: &'a Catalogue, names: &[&str]) -> Vec<&'a Entry> {
    names.iter().map(|name| catalogue.entry(name).unwrap()).collect()
}

/// Names of the files of a folder, without their ending.
fn files(folder: &str) -> BTreeSet<String> {
    let found = fs::read_dir(folder).into_iter().flatten();
    let names = found.map(|file| file.unwrap().file_name().into_string().unwrap());
    names
        .filter_map(|name| name.strip_suffix(".toml").map(str::to_owned))
        .collect()
}

#[test]
fn every_file_of_the_folder_is_in_the_catalogue() {
    let catalogue = ours();
    let listed: Vec<_> = catalogue
        .entries()
        .iter()
        .map(|entry| entry.service.slug.clone())
        .collect();
    assert!(listed.len() >= 40, "{}", listed.len());
    assert_eq!(listed.iter().cloned().collect::<BTreeSet<_>>(), files(FOLDER));
    assert_eq!(listed.len(), files(FOLDER).len(), "none twice");
    let earlier: BTreeSet<_> = catalogue
        .earlier()
        .iter()
        .map(|entry| entry.origin().to_string())
        .collect();
    assert_eq!(earlier, files(&format!("{FOLDER}/earlier")));
}

/// What towns have taken is compared with what they took: an entry that is published never changes under its version.
#[test]
fn a_version_says_for_ever_what_it_said_once() {
    let catalogue = ours();
    let mut told = String::new();
    for entry in catalogue.entries().iter().chain(catalogue.earlier()) {
        let said = toml::to_string(&entry.service).unwrap();
        let _ = writeln!(told, "{} {:016x}", entry.origin(), fnv(&said));
    }
    let known = fs::read_to_string(format!("{FOLDER}/versions.txt")).unwrap();
    assert_eq!(
        told, known,
        "an entry that has changed gets a new `version`, the old file goes to `earlier` (see catalogue/README.md); then \
         versions.txt is this:\n{told}"
    );
    for entry in catalogue.earlier() {
        let now = catalogue.entry(&entry.service.slug);
        assert!(
            now.is_none_or(|now| now.about.version > entry.about.version),
            "{} is not earlier",
            entry.origin()
        );
    }
}

/// Fowler–Noll–Vo, 64 bits: the same on every machine and for ever.
fn fnv(text: &str) -> u64 {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, mix)
}

#[test]
fn every_entry_stands_in_a_town_and_comes_back_from_its_file() {
    let catalogue = ours();
    let all: Vec<_> = catalogue.entries().iter().collect();
    for languages in [&["de", "en"][..], &["de"], &["en", "de"], &["de", "en", "tr"]] {
        let mut town = emptied(languages);
        let new = take(&mut town, "buergerbuero", &all, &[]);
        assert_eq!(new.len(), all.len(), "{languages:?}");
        assert_eq!(check(&town), [], "{languages:?}");
        let file = write(&town);
        let again = read(&file, "t.toml").unwrap_or_else(|wrong| panic!("{wrong:#?}"));
        assert_eq!(again, town, "{languages:?}");
        assert_eq!(write(&again), file, "to the last byte");
        assert!(
            file.contains("catalogue = \"personalausweis@2026-11\"\n"),
            "{file}"
        );
    }
}

/// The fixture with these languages and an office that offers nothing yet; Brandt can do everything.
fn emptied(languages: &[&str]) -> Definition {
    let mut town = definition();
    let first = |text: &mut Text| *text = Text::new([(languages[0], "Office")]);
    town.facts.languages = languages.iter().map(|language| (*language).to_owned()).collect();
    first(&mut town.facts.contact.phone_hours);
    town.departments.truncate(1);
    let office = &mut town.departments[0];
    office.services.clear();
    office.closures.clear();
    office.staff.retain(|person| person.facts.slug == "brandt");
    [
        &mut office.facts.name,
        &mut office.facts.place.name,
        &mut office.facts.place.hint,
    ]
    .into_iter()
    .for_each(first);
    town
}

#[test]
fn entries_say_everything_in_german_and_in_english_and_only_what_is_no_towns_own() {
    for entry in ours().entries() {
        let (name, service) = (&entry.service.slug, &entry.service);
        let file = fs::read_to_string(format!("{FOLDER}/{name}.toml")).unwrap();
        assert_eq!(
            file.matches("{ de = ").count(),
            file.matches(", en = ").count(),
            "{name}"
        );
        let own = ServiceFacts {
            popular: false,
            buffer_minutes: 0,
            lead_minutes: None,
            horizon_days: None,
            catalogue: None,
            ..service.clone()
        };
        assert_eq!(*service, own, "{name}: that is the town's to say");
        assert!(!service.words.is_empty(), "{name} is not found by everyday words");
        assert!(
            !entry.about.source.is_empty() && !entry.about.group.is_empty(),
            "{name}"
        );
        assert!(
            !service.documents.is_empty() || entry.about.note.contains("Unterlagen"),
            "{name} says nothing of papers"
        );
        let told = service.fees.iter().any(|fee| fee.when.is_empty());
        assert!(
            told || service.fees.is_empty(),
            "{name}: no fee for everybody else"
        );
        let asked = |when: &Conditions, key: &str| when.contains_key(key);
        for question in &service.questions {
            let papers = service
                .documents
                .iter()
                .any(|paper| asked(&paper.when, &question.key));
            let fees = service.fees.iter().any(|fee| asked(&fee.when, &question.key));
            assert!(papers || fees, "{name} asks {} for nothing", question.key);
        }
    }
}

#[test]
fn groups_stand_together() {
    let catalogue = ours();
    let mut groups: Vec<_> = catalogue
        .entries()
        .iter()
        .map(|entry| entry.about.group.as_str())
        .collect();
    groups.dedup();
    let different: BTreeSet<_> = groups.iter().collect();
    assert_eq!(different.len(), groups.len(), "{groups:?}");
    assert_eq!(groups[0], "Ausweise und Pässe");
}

#[test]
fn everyday_words_find_an_entry() {
    let catalogue = ours();
    let found = |typed: &str| {
        let found = catalogue.find(typed).into_iter();
        found.map(|entry| entry.service.slug.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(found("Perso weg"), ["personalausweis-verlust"]);
    assert_eq!(found("moving abroad"), ["wohnsitz-abmelden"]);
    assert_eq!(found("lappen"), ["fuehrerschein-umtausch"]);
    for typed in [
        "Führungszeugnis",
        "fuehrungszeugnis",
        "FUHRUNGSZEUGNIS",
        " führungs-zeugnis ",
    ] {
        assert_eq!(found(typed), ["fuehrungszeugnis"], "{typed}");
    }
    let registry = [
        "eheschliessung",
        "vaterschaft",
        "sterbeurkunde",
        "kirchenaustritt",
    ];
    assert_eq!(found("standesamt"), registry, "a group is found by its name");
    assert!(found("xyzzy").is_empty());
    assert_eq!(found("").len(), catalogue.entries().len());
    assert_eq!(found(" - ").len(), catalogue.entries().len());
}

#[test]
fn whoever_picks_twice_has_it_once_and_a_name_that_is_taken_gets_a_number() {
    let catalogue = ours();
    let mut town = definition();
    let two = entries(&catalogue, &["personalausweis", "fuehrungszeugnis"]);
    // The office has a service of this name; it is not written over.
    let card = town.departments[0].services[0].clone();
    assert_eq!(take(&mut town, "buergerbuero", &two, &[]), ["fuehrungszeugnis"]);
    assert_eq!(town.departments[0].services[0], card);
    assert_eq!(
        town.departments[0].services.last().unwrap().catalogue.as_deref(),
        Some("fuehrungszeugnis@2026-11")
    );
    let once = town.clone();
    assert_eq!(take(&mut town, "buergerbuero", &two, &["kaya"]), [""; 0]);
    assert_eq!(town, once);
    // Another department may offer the same under a name of its own, and knows that it has it.
    assert_eq!(
        take(&mut town, "bauamt", &two, &[]),
        ["personalausweis-2", "fuehrungszeugnis-2"]
    );
    let twice = town.clone();
    assert_eq!(take(&mut town, "bauamt", &two, &[]), [""; 0]);
    assert_eq!(town, twice);
    assert_eq!(take(&mut town, "nirgends", &two, &[]), [""; 0]);
}

#[test]
fn people_get_what_is_new_and_those_who_can_do_everything_need_not_be_named() {
    let catalogue = ours();
    let mut town = definition();
    take(
        &mut town,
        "buergerbuero",
        &entries(&catalogue, &["fuehrungszeugnis"]),
        &["kaya", "brandt", "voss"],
    );
    let skills = |town: &Definition, slug: &str| {
        let mut people = town.departments.iter().flat_map(|department| &department.staff);
        people
            .find(|person| person.facts.slug == slug)
            .unwrap()
            .facts
            .skills
            .clone()
    };
    assert_eq!(
        skills(&town, "kaya"),
        ["personalausweis", "reisepass", "fuehrungszeugnis"]
    );
    assert_eq!(skills(&town, "brandt"), ["*"]);
    assert_eq!(
        skills(&town, "voss"),
        skills(&definition(), "voss"),
        "she works elsewhere"
    );
    assert_eq!(check(&town), []);
}

#[test]
fn where_a_service_comes_from_is_written_in_one_way() {
    let origin = Origin::parse("personalausweis@2026-11").unwrap();
    assert_eq!(
        (origin.entry.as_str(), origin.version.as_str()),
        ("personalausweis", "2026-11")
    );
    assert_eq!(origin.to_string(), "personalausweis@2026-11");
    for wrong in [
        "",
        "personalausweis",
        "@2026-11",
        "personalausweis@",
        "a@b@c",
        "Perso@1",
        "a b@1",
    ] {
        assert_eq!(Origin::parse(wrong), None, "{wrong}");
        let mut town = definition();
        town.departments[0].services[1].catalogue = Some(wrong.to_owned());
        let paths: Vec<_> = check(&town).into_iter().map(|mistake| mistake.path).collect();
        assert_eq!(paths, ["departments[0].services[1].catalogue"], "{wrong}");
    }
}

#[test]
fn a_file_that_is_no_entry_is_refused_with_its_name() {
    let sound = fs::read_to_string(format!("{FOLDER}/reisepass.toml")).unwrap();
    for (name, file, told) in [
        (
            "reisepass",
            sound.replace("minutes", "minuten"),
            "catalogue/reisepass.toml: unknown field `minuten`",
        ),
        (
            "reisepass",
            sound.replace("source =", "sources ="),
            "catalogue/reisepass.toml: missing field `source`",
        ),
        ("pass", sound.clone(), "catalogue/pass.toml: holds reisepass"),
    ] {
        let wrong = Catalogue::read(&[(name, file.as_str())], &[])
            .unwrap_err()
            .to_string();
        assert!(wrong.starts_with(told), "{wrong}");
    }
    let wrong = Catalogue::read(&[], &[("reisepass", sound.as_str())])
        .unwrap_err()
        .to_string();
    assert_eq!(wrong, "catalogue/reisepass.toml: holds reisepass@2026-11");
}
