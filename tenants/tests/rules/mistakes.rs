//! What a town hall reads when its file has a mistake.

use tenants::definition::{RESERVED_SLUGS, read};

use crate::towns::DOERENTRUP;

/// Lines of `file:line:column: path: problem` for a town in which one text was replaced by another.
fn mistakes(right: &str, wrong: &str) -> Vec<String> {
    assert!(DOERENTRUP.contains(right), "{right}");
    let text = DOERENTRUP.replacen(right, wrong, 1);
    read(&text, "t.toml").map_or_else(
        |errors| errors.iter().map(ToString::to_string).collect(),
        |_| vec![],
    )
}

#[test]
fn a_mistake_is_told_with_file_line_column_field_and_what_would_be_right() {
    let told = |right, wrong| mistakes(right, wrong).join("\n");
    let mut missed: Vec<String> = Vec::new();
    let mut check = |right, wrong, expected: &str| {
        let told = told(right, wrong);
        if !told.contains(expected) {
            missed.push(format!("  expected {expected}\n  told     {told}\n"));
        }
    };
    check(
        "minutes = 15\nmax",
        "minutes = \"15\"\nmax",
        "t.toml:49:11: departments[0].services[0].minutes: invalid type: string \"15\", expected a whole number",
    );
    check(
        "minutes = 15\nmax",
        "minutes = 500\nmax",
        "t.toml:49:11: departments[0].services[0].minutes: 500 is not between 5 and 480",
    );
    check(
        "popular = true",
        "popluar = true",
        "t.toml:48:1: departments[0].services[0].popluar: unknown field `popluar`, expected one of",
    );
    check(
        "slug = \"brandt\"\n",
        "",
        "departments[0].staff[1]: missing field `slug`",
    );
    check("slug = \"doerentrup\"\n", "", "t.toml:1:1: missing field `slug`");
    check(
        "hold_minutes = 10",
        "hold_minutes = -1",
        "policy.hold_minutes: invalid value: integer `-1`, expected a whole number",
    );
    check(
        "phone = \"0221 4710-123\"",
        "phone = \"im Rathaus\"",
        "contact.phone: must be a phone number, such as",
    );
    check("[policy]", "[polcy]", "t.toml:28:2: polcy: unknown field `polcy`");
    check(
        "languages = [\"de\", \"en\"]",
        "languages = []",
        "languages: name at least one",
    );
    check(
        "zone = \"Europe/Berlin\"",
        "zone = \"Europe/Detmold\"",
        "t.toml:3:8: zone: no zone \"Europe/Detmold\"",
    );
    check(
        "slug = \"doerentrup\"",
        "slug = \"Dörentrup\"",
        "t.toml:1:8: slug: \"Dörentrup\" must be 2 to 40 of a-z",
    );
    check(
        "slug = \"doerentrup\"",
        "slug = \"widget\"",
        "slug: \"widget\" stands for something else",
    );
    check(
        "reference_prefix = \"DT\"",
        "reference_prefix = \"D1\"",
        "reference_prefix: must be two or three capital letters",
    );
    check(
        "doerentrup.example\",",
        "doerentrup.example/\",",
        "t.toml:6:12: origins[0]: \"https://www.doerentrup.example/\" must be https:// and a host",
    );
    check("http://localhost:8091", "http://town.example", "origins[1]");
    check(
        "http://localhost:8091",
        "https://www.doerentrup.example",
        "origins[1]: is listed twice",
    );
    check(
        "https://www.doerentrup.example/impressum",
        "javascript:alert(1)",
        "pages.imprint: \"javascript:alert(1)\" must be an address with https://",
    );
    check(
        "https://www.doerentrup.example/impressum",
        "mailto:a@b.example",
        "pages.imprint",
    );
    check(
        "#ffffff",
        "#8899aa",
        "t.toml:21:14: theme.accent_ink: contrast on the accent colour is",
    );
    check(
        "#1f45a8",
        "#1f45",
        "theme.accent: not a colour; write it like \"#1f45a8\"",
    );
    check(
        "land = \"NW\"",
        "land = \"NRW\"",
        "holidays.land: unknown variant `NRW`, expected one of `BW`",
    );
    check(
        "land = \"NW\"",
        "land = \"NW\"\nalso = [\"augsburg\"]",
        "holidays.also[0]: is a holiday of single places in BY only",
    );
    check(
        "\"2026-06-04\"",
        "\"2026-06-05\"",
        "holidays.remove[0]: 2026-06-05 is no holiday here",
    );
    check(
        "\"2026-06-04\"",
        "\"4.6.2026\"",
        "\"4.6.2026\" is not a date; write it like \"2026-12-24\"",
    );
    check(
        "grid_minutes = 15",
        "grid_minutes = 25",
        "policy.grid_minutes: 25 must be",
    );
    check(
        "horizon_days = 60",
        "horizon_days = 0",
        "policy.horizon_days: 0 is not between 1 and 366",
    );
    check(
        "[policy]",
        "[messages]\nprove_within_minutes = 9\n\n[policy]",
        "messages.prove_within_minutes: 9 is not between 10 and 2880",
    );
    check(
        "at = \"08:00\"",
        "at = \"8:00\"",
        "t.toml:32:18: policy.release.at: not a time of day; write it like \"08:00\"",
    );
    check(
        "at = \"08:00\"",
        "at = \"24:00\"",
        "policy.release.at: must be before",
    );
    check(
        "de = \"Bürgerbüro\"",
        "nl = \"x\"",
        "departments[0].name: needs a text in the town's first language, de = \"…\"",
    );
    check(
        "de = \"Bürgerbüro\"",
        "de = \"Bürgerbüro\", nl = \"x\"",
        "departments[0].name.nl: the town's `languages` do not name \"nl\"",
    );
    check(
        "de = \"Bürgerbüro\"",
        "de = \" \"",
        "departments[0].name.de: must not be empty",
    );
    check(
        "until = \"2027-01-01\"",
        "until = \"2026-12-01\"",
        "departments[0].closures[0].until: the last closed day lies before the first",
    );
    check(
        "slug = \"reisepass\"",
        "slug = \"personalausweis\"",
        "departments[0].services[1].slug: \"personalausweis\" is given twice",
    );
    check(
        "slug = \"bauamt\"",
        "slug = \"buergerbuero\"",
        "departments[1].slug: \"buergerbuero\" is given twice",
    );
    check(
        "skills = [\"baulast\"]",
        "skills = []",
        "departments[1].services[0].slug: nobody in the department can do this",
    );
    check(
        "skills = [\"baulast\"]",
        "skills = [\"baulst\"]",
        "departments[1].staff[0].skills[0]: the department has no service \"baulst\"",
    );
    check(
        "when = { age = [\"under_24\"] }",
        "when = { ages = [\"under_24\"] }",
        "departments[0].services[0].fees[0].when.ages: the service has no question",
    );
    check(
        "when = { age = [\"under_24\"] }",
        "when = { age = [\"young\"] }",
        "departments[0].services[0].fees[0].when.age[0]: the question \"age\" has no answer \"young\"",
    );
    check(
        "  { cents = 2760,",
        "  { cents = 1 }, { cents = 2760,",
        "departments[0].services[0].fees[1]: can never count",
    );
    check(
        "\"99008001000000\"",
        "\"99\"",
        "departments[0].services[0].leika: a LeiKa key has 14 digits",
    );
    check(
        "from = \"14:00\", until = \"18:00\"",
        "from = \"18:00\", until = \"14:00\"",
        "departments[0].staff[0].shifts[1].until: a shift from 18:00 must end later",
    );
    check(
        "from = \"14:00\", until = \"18:00\"",
        "from = \"14:02\", until = \"18:00\"",
        "shifts[1].from: must be a multiple of five minutes",
    );
    check(
        "from = \"13:00\"",
        "from = \"11:00\"",
        "departments[0].staff[0].shifts[3]: overlaps with shifts[0]",
    );
    check(
        "weekday = \"thursday\"",
        "weekday = \"Donnerstag\"",
        "\"Donnerstag\" is not a weekday; write it like \"monday\"",
    );
    check(
        "2026-12-02T00:00",
        "2026-12-01T00:00",
        "departments[0].staff[0].absences[0].until: the absence ends before it begins",
    );
    check(
        "until = \"2026-12-02T00:00\"",
        "until = \"2026-12-02 00:00\"",
        "is not a date with a time; write it like",
    );
    check("name = \"Kaya\"", "name = Kaya", "t.toml:87:8: ");
    assert!(missed.is_empty(), "\n{}", missed.join("\n"));
}

#[test]
fn mistakes_in_several_parts_are_told_at_once_and_in_order() {
    let text = DOERENTRUP
        .replace("minutes = 20", "minutes = true")
        .replace("required = \"email\"", "required = \"fax\"")
        .replace("weekday = \"friday\"", "weekday = \"freitag\"")
        .replace("weekday = \"tuesday\"", "day = \"tuesday\"");
    let errors = read(&text, "t.toml").unwrap_err();
    let paths: Vec<_> = errors.iter().map(|error| error.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "contact.required",
            "departments[0].services[1].minutes",
            "departments[0].staff[0].shifts[2].weekday",
            "departments[0].staff[1].shifts[1].day",
        ]
    );
}

#[test]
fn shifts_in_turn_do_not_overlap_and_shifts_in_the_same_week_do() {
    let second = |anchor: &str| {
        let shift = format!(
            "{{ weekday = \"friday\", from = \"09:00\", until = \"10:00\", every_second_week_from = \"{anchor}\" }},\n  "
        );
        let first = "{ weekday = \"friday\", from = \"08:00\"";
        mistakes(first, &format!("{shift}{first}")).join("\n")
    };
    assert_eq!(second("2026-11-30"), "", "the other week");
    assert!(second("2026-11-23").contains("overlaps"));
    assert!(second("2026-12-13").contains("overlaps"), "a Sunday two weeks on");
    assert_eq!(second("2027-01-04"), "", "the first of the two is over then");
}

#[test]
fn no_part_of_a_town_takes_the_name_of_a_route() {
    for slug in RESERVED_SLUGS {
        let told = mistakes("slug = \"doerentrup\"", &format!("slug = \"{slug}\""));
        assert!(
            told.iter().any(|line| line.contains("stands for something else")),
            "{slug}"
        );
    }
}
