//! Towns to test with, as the definitions their operators would write.

use std::fmt::Write;

/// A small town: Kaya can do everything, Petersen only the identity card; mornings from Monday to Friday.
#[must_use]
pub fn small() -> String {
    let mut town = head("kleinstadt");
    town.push_str(&person("kaya", &["*"], "12:00"));
    town.push_str(&person("petersen", &["perso"], "12:00"));
    town
}

/// The small town with a second department, the Bauamt, where Hollmann gives advice.
#[must_use]
pub fn two_departments() -> String {
    let mut town = small();
    town.push_str(
        r#"
[[departments]]
slug = "bauamt"
name = { de = "Bauamt" }
place = { name = { de = "Bauamt" }, street = "Poststraße 12", city = "32694 Kleinstadt" }

[[departments.services]]
slug = "beratung"
name = { de = "Beratung im Baurecht" }
minutes = 30
max_count = 1
"#,
    );
    town.push_str(&person("hollmann", &["*"], "12:00"));
    town
}

/// A town in which so many colleagues can do everything, weekdays from 08:00 to 18:00.
#[must_use]
pub fn staffed(slug: &str, colleagues: usize) -> String {
    let mut town = head(slug);
    for number in 1..=colleagues {
        let shifts =
            WEEKDAYS.map(|day| format!(r#"{{ weekday = "{day}", from = "08:00", until = "18:00" }}"#));
        let _ = write!(
            town,
            "\n[[departments.staff]]\nslug = \"person-{number}\"\nname = \"Person {number}\"\nskills = [\"*\"]\nshifts = [{}]\n",
            shifts.join(", ")
        );
    }
    town
}

/// The same with so many services in all, called `dienst-…` beside those that every town here has.
#[must_use]
pub fn big(slug: &str, services: usize, colleagues: usize) -> String {
    let mut town = staffed(slug, colleagues);
    let known = town.matches("[[departments.services]]").count();
    for number in known..services {
        let _ = write!(
            town,
            "\n[[departments.services]]\nslug = \"dienst-{number}\"\nname = {{ de = \"Dienst {number}\", en = \"Service {number}\" }}\n\
             summary = {{ de = \"Was hier geschieht.\" }}\nminutes = 15\nmax_count = 2\nfees = [ {{ cents = 1000 }} ]\n\
             documents = [ {{ text = {{ de = \"Ausweis\" }} }}, {{ text = {{ de = \"Antrag\" }} }} ]\n"
        );
    }
    town
}

/// One more colleague, weekdays from 08:00 to 18:00, who can do only this.
#[must_use]
pub fn colleague(slug: &str, skills: &[&str]) -> String {
    person(slug, skills, "18:00")
}

const WEEKDAYS: [&str; 5] = ["monday", "tuesday", "wednesday", "thursday", "friday"];

fn person(slug: &str, skills: &[&str], until: &str) -> String {
    let shifts = WEEKDAYS.map(|day| format!(r#"{{ weekday = "{day}", from = "08:00", until = "{until}" }}"#));
    let skills: Vec<_> = skills.iter().map(|skill| format!("\"{skill}\"")).collect();
    format!(
        "\n[[departments.staff]]\nslug = \"{slug}\"\nname = \"{slug}\"\nskills = [{}]\nshifts = [{}]\n",
        skills.join(", "),
        shifts.join(", ")
    )
}

/// Everything but the people.
#[must_use]
pub fn head(slug: &str) -> String {
    format!(
        r##"
slug = "{slug}"
name = "Gemeinde {slug}"
zone = "Europe/Berlin"
languages = ["de", "en"]
reference_prefix = "KS"
origins = ["https://www.{slug}.example"]

[contact]
required = "email"
phone = "0221 4710-123"
phone_hours = {{ de = "Mo–Fr 8–12 Uhr", en = "Mon–Fri 8 am–12 noon" }}

[pages]
privacy = "https://www.{slug}.example/datenschutz"
imprint = "https://www.{slug}.example/impressum"
accessibility = "https://www.{slug}.example/barrierefreiheit"
barrier = "mailto:barriere@{slug}.example"

[theme]
accent = "#1f45a8"
accent_ink = "#ffffff"

[holidays]
land = "NW"

[policy]
grid_minutes = 15
lead_minutes = 60
horizon_days = 60
hold_minutes = 10
change_until_minutes = 60
max_services = 6

[[departments]]
slug = "buergerbuero"
name = {{ de = "Bürgerbüro", en = "Citizens' office" }}
place = {{ name = {{ de = "Bürgerbüro" }}, street = "Poststraße 11", city = "32694 {slug}", hint = {{ de = "Zimmer 3" }} }}

[[departments.services]]
slug = "perso"
name = {{ de = "Personalausweis beantragen", en = "Apply for an identity card" }}
words = {{ de = ["Perso"] }}
minutes = 15
max_count = 4
fees = [ {{ cents = 2760, label = {{ de = "unter 24 Jahren" }}, when = {{ age = ["under_24"] }} }}, {{ cents = 4600 }} ]
documents = [
  {{ text = {{ de = "Alter Ausweis", en = "Old card" }} }},
  {{ text = {{ de = "Zustimmung der Eltern" }}, when = {{ age = ["under_24"] }} }},
]
questions = [ {{ key = "age", text = {{ de = "Wie alt?" }}, answers = [
  {{ key = "over_24", text = {{ de = "24 oder älter" }} }}, {{ key = "under_24", text = {{ de = "jünger" }} }} ] }} ]

[[departments.services]]
slug = "pass"
name = {{ de = "Reisepass beantragen", en = "Apply for a passport" }}
minutes = 15
max_count = 4
fees = [ {{ cents = 7000 }} ]
documents = [ {{ text = {{ de = "Geburtsurkunde" }} }} ]

[[departments.services]]
slug = "umzug"
name = {{ de = "Wohnsitz ummelden", en = "Register a new address" }}
minutes = 20
buffer_minutes = 5
max_count = 2
"##
    )
}
