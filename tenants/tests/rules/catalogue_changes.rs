//! What changes in the catalogue after a town has taken something, and that nothing of the town's own is written over.

use proptest::prelude::*;
use tenants::Text;
use tenants::catalogue::{Catalogue, Difference, Standing, accept, take};
use tenants::service::ServiceFacts;

use crate::towns::definition;

const ABOUT: &str = "group = \"Ausweise\"\nas_of = \"2026-06-08\"\nsource = \"Bundesgesetzblatt\"\n";

/// An entry in this version; `card` says the rest.
fn file(version: &str, card: &str) -> String {
    format!("{ABOUT}version = \"{version}\"\nslug = \"karte\"\n{card}")
}

const FIRST: &str = r#"
name = { de = "Karte", en = "Card" }
summary = { de = "Dauert drei Wochen.", en = "Takes three weeks." }
minutes = 15
fees = [{ cents = 1000 }]
documents = [
  { text = { de = "Foto", en = "Photo" } },
  { text = { de = "Alte Karte", en = "Old card" } },
]
"#;

/// Its fee, a sentence and a paper have changed since.
const SECOND: &str = r#"
name = { de = "Karte", en = "Card" }
summary = { de = "Dauert zwei Wochen.", en = "Takes two weeks." }
minutes = 15
leika = "99008001000000"
fees = [{ cents = 1200 }]
documents = [
  { text = { de = "Digitales Foto", en = "Digital photo" } },
  { text = { de = "Alte Karte", en = "Old card" } },
]
"#;

fn catalogue(first: &str, second: &str) -> Catalogue {
    Catalogue::read(
        &[("karte", &file("2", second))],
        &[("karte@1", &file("1", first))],
    )
    .unwrap()
}

fn changed() -> Catalogue {
    catalogue(FIRST, SECOND)
}

fn languages(spoken: &[&str]) -> Vec<String> {
    spoken.iter().map(|language| (*language).to_owned()).collect()
}

/// The service as a town with these languages took it in its first version.
fn taken(first: &str, spoken: &[&str]) -> ServiceFacts {
    let then = Catalogue::read(&[("karte", &file("1", first))], &[]).unwrap();
    let mut town = definition();
    town.facts.languages = languages(spoken);
    take(&mut town, "buergerbuero", &[then.entry("karte").unwrap()], &[]);
    town.departments[0].services.pop().unwrap()
}

fn offered(catalogue: &Catalogue, service: &ServiceFacts, spoken: &[&str]) -> Vec<(String, Standing)> {
    let difference = Difference::of(catalogue, service, &languages(spoken));
    let fields = difference.into_iter().flat_map(|difference| difference.fields);
    fields.map(|one| (one.field, one.standing)).collect()
}

fn standing<const N: usize>(fields: [(&str, Standing); N]) -> Vec<(String, Standing)> {
    fields
        .map(|(field, standing)| (field.to_owned(), standing))
        .to_vec()
}

#[test]
fn what_only_the_catalogue_has_changed_is_offered_field_by_field() {
    use Standing::AsTaken;
    let (catalogue, service) = (changed(), taken(FIRST, &["de", "en"]));
    let all = [
        ("summary.de", AsTaken),
        ("summary.en", AsTaken),
        ("leika", AsTaken),
        ("fees", AsTaken),
        ("documents", AsTaken),
    ];
    assert_eq!(offered(&catalogue, &service, &["de", "en"]), standing(all));
    let german = taken(FIRST, &["de"]);
    let all = [
        ("summary.de", AsTaken),
        ("leika", AsTaken),
        ("fees", AsTaken),
        ("documents", AsTaken),
    ];
    assert_eq!(
        offered(&catalogue, &german, &["de"]),
        standing(all),
        "a town is offered the languages it speaks"
    );
}

#[test]
fn what_the_town_has_changed_is_hers_and_told_apart() {
    use Standing::{AsTaken, HerOwn};
    let mut service = taken(FIRST, &["de", "en"]);
    service.minutes = 20;
    service.name = Text::new([("de", "Unsere Karte"), ("en", "Card")]);
    service.fees[0].cents = 900;
    service.popular = true;
    service.lead_minutes = Some(60);
    // Said as the catalogue says it now, by herself.
    service.summary = Text::new([("de", "Dauert zwei Wochen."), ("en", "Takes three weeks.")]);
    let catalogue = changed();
    let all = [
        ("summary.en", AsTaken),
        ("leika", AsTaken),
        ("fees", HerOwn),
        ("documents", AsTaken),
    ];
    assert_eq!(offered(&catalogue, &service, &["de", "en"]), standing(all));

    let entry = catalogue.entry("karte").unwrap();
    let after = accept(
        &service,
        entry,
        &["leika", "documents", "minutes.de", "unsinn"],
        &languages(&["de", "en"]),
    );
    let expected = ServiceFacts {
        leika: entry.service.leika.clone(),
        documents: entry.service.documents.clone(),
        catalogue: Some("karte@2".to_owned()),
        ..service
    };
    assert_eq!(after, expected, "what was not chosen stays to the letter");
    assert_eq!(
        offered(&catalogue, &after, &["de", "en"]),
        [],
        "what was declined is not offered again"
    );
}

#[test]
fn where_nobody_knows_what_was_taken_every_difference_is_told_as_such() {
    let mut service = taken(FIRST, &["de"]);
    service.catalogue = Some("karte@0".to_owned());
    let unknown = ["summary.de", "leika", "fees", "documents"].map(|field| (field, Standing::Unknown));
    assert_eq!(offered(&changed(), &service, &["de"]), standing(unknown));
}

#[test]
fn nothing_is_offered_to_what_is_current_not_from_the_catalogue_or_of_an_entry_that_is_gone() {
    let catalogue = changed();
    let service = taken(FIRST, &["de"]);
    for origin in [None, Some("karte@2"), Some("andere@1"), Some("unsinn")] {
        let service = ServiceFacts {
            catalogue: origin.map(str::to_owned),
            minutes: 240,
            ..service.clone()
        };
        assert_eq!(offered(&catalogue, &service, &["de"]), [], "{origin:?}");
    }
}

#[test]
fn a_towns_own_translations_make_no_difference_and_are_kept() {
    let spoken = ["de", "tr"];
    let mut service = taken(FIRST, &spoken);
    service.documents[1].text = Text::new([("de", "Alte Karte"), ("tr", "Eski kart")]);
    service.summary = Text::new([("de", "Dauert drei Wochen."), ("tr", "Üç hafta sürer.")]);
    let catalogue = changed();
    let fields: Vec<_> = offered(&catalogue, &service, &spoken).into_iter().collect();
    assert!(
        fields.iter().all(|(_, standing)| *standing == Standing::AsTaken),
        "{fields:?}"
    );
    let entry = catalogue.entry("karte").unwrap();
    let after = accept(&service, entry, &["documents", "summary.de"], &languages(&spoken));
    let told: Vec<_> = after.documents.iter().map(|paper| paper.text.clone()).collect();
    let expected = [
        Text::new([("de", "Digitales Foto")]),
        Text::new([("de", "Alte Karte"), ("tr", "Eski kart")]),
    ];
    assert_eq!(told, expected);
    assert_eq!(
        after.summary,
        Text::new([("de", "Dauert zwei Wochen."), ("tr", "Üç hafta sürer.")])
    );
}

#[test]
fn what_the_catalogue_says_no_more_can_be_dropped() {
    let bare = "name = { de = \"Karte\", en = \"Card\" }\nminutes = 15\n";
    let catalogue = catalogue(FIRST, bare);
    let service = taken(FIRST, &["de"]);
    let gone = ["summary.de", "fees", "documents"].map(|field| (field, Standing::AsTaken));
    assert_eq!(offered(&catalogue, &service, &["de"]), standing(gone));
    let entry = catalogue.entry("karte").unwrap();
    let after = accept(
        &service,
        entry,
        &["summary.de", "fees", "documents"],
        &languages(&["de"]),
    );
    assert!(
        after.summary.is_empty() && after.fees.is_empty() && after.documents.is_empty(),
        "{after:?}"
    );
}

/// A card that says something, by chance.
fn card() -> impl Strategy<Value = String> {
    let sentence = prop_oneof![Just("A"), Just("B"), Just("C")];
    let papers = prop::collection::vec(prop_oneof![Just("X"), Just("Y"), Just("Z")], 0..3);
    (
        prop::option::of(sentence),
        1u32..4,
        prop::option::of(0u32..3),
        papers,
    )
        .prop_map(|(summary, fives, fee, papers)| {
            let mut card = format!(
                "name = {{ de = \"Karte\", en = \"Card\" }}\nminutes = {}\n",
                fives * 5
            );
            if let Some(summary) = summary {
                card += &format!("summary = {{ de = \"{summary}\", en = \"{summary}\" }}\n");
            }
            if let Some(fee) = fee {
                card += &format!("fees = [{{ cents = {fee} }}]\n");
            }
            let papers: String = papers
                .iter()
                .map(|paper| format!("{{ text = {{ de = \"{paper}\" }} }}, "))
                .collect();
            card + &format!("documents = [{papers}]\n")
        })
}

proptest! {
    #[test]
    fn whatever_has_changed_accepting_what_is_untouched_writes_over_nothing(first in card(), second in card(), own in card()) {
        let spoken = ["de", "en"];
        let (catalogue, before) = (catalogue(&first, &second), taken(&first, &spoken));
        let mut service = taken(&own, &spoken);
        service.catalogue = Some("karte@1".to_owned());
        let entry = catalogue.entry("karte").unwrap();
        let fields = offered(&catalogue, &service, &spoken);
        let untouched: Vec<_> = fields.iter().filter(|one| one.1 == Standing::AsTaken).map(|one| one.0.as_str()).collect();
        let after = accept(&service, entry, &untouched, &languages(&spoken));
        macro_rules! each {
            ($($field:ident)*) => {$(
                let (taken, now, here) = (&before.$field, &entry.service.$field, &service.$field);
                // The three-way rule, once more and by hand.
                let expected = if here == taken { now } else { here };
                prop_assert_eq!(&after.$field, expected, "{}", stringify!($field));
            )*};
        }
        each!(name summary minutes fees documents);
        prop_assert_eq!(offered(&catalogue, &after, &spoken), []);
        // All of them together are the entry itself.
        let all: Vec<_> = fields.iter().map(|one| one.0.as_str()).collect();
        let after = accept(&service, entry, &all, &languages(&spoken));
        let differs = |field: &str| fields.iter().any(|one| one.0 == field);
        if differs("documents") {
            prop_assert_eq!(&after.documents, &entry.service.documents);
        }
        if differs("minutes") {
            prop_assert_eq!(after.minutes, entry.service.minutes);
        }
    }
}
