//! Nonsense, haste and malice: whatever is sent, the answer is a problem a citizen understands, in the reader's
//! language, and nothing half-written stays behind.
//!
//! Tables of single mistakes against otherwise right requests. What strangers send by the thousand is in `document`.

use axum::{
    body::Body,
    http::{
        Method, Request,
        header::{CONTENT_LENGTH, CONTENT_TYPE},
    },
};
use proof::{Answer, Citizen, Hall, on_both};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use server::texts;
use wire::{AppointmentView, ProblemCode as Code};

const AT: &str = "2026-11-24T09:00:00+01:00";
const LATER: &str = "2026-11-24T10:00:00+01:00";
const TOWN: &str = "/api/v1/towns/kleinstadt";
const NOBODYS: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const JSON: &str = "application/json";

on_both! {
    async fn a_wrong_wish_for_a_time_is_refused_in_words(hall: Hall) {
        wrong_wishes(&Desk::of(&hall)).await;
    }

    async fn a_time_that_is_not_offered_is_refused_in_words(hall: Hall) {
        wrong_times(&Desk::of(&hall)).await;
    }

    async fn what_is_no_request_at_all_is_refused_in_words(hall: Hall) {
        no_requests(&Desk::of(&hall)).await;
    }

    async fn nobody_is_named_in_a_way_that_cannot_be_written(hall: Hall) {
        wrong_words(&Desk::of(&hall)).await;
    }

    async fn a_hold_that_is_over_or_given_back_or_unknown_opens_nothing(hall: Hall) {
        wrong_secrets(&Desk::of(&hall)).await;
    }

    async fn an_address_that_makes_no_sense_is_refused_in_words(hall: Hall) {
        wrong_addresses(&Desk::of(&hall)).await;
    }

    async fn a_language_nobody_speaks_is_no_reason_to_fail(hall: Hall) {
        wrong_languages(&Desk::of(&hall)).await;
    }

    async fn the_plain_pages_never_break_either(hall: Hall) {
        wrong_forms(&Desk::of(&hall)).await;
    }
}

/// Each line: the expected code, and what is sent.
fn table(lines: &'static str) -> impl Iterator<Item = (Code, &'static str)> {
    lines
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            let (code, sent) = line.split_once(' ').unwrap_or((line, ""));
            (Code::parse(code).expect(code), sent.trim())
        })
}

/// What is sent in place of a pass.
const WRONG_SERVICES: &str = r#"
    invalid_input [{"service":"pass","count":"2"}]
    invalid_input [{"service":"pass","count":0}]
    invalid_input [{"service":"pass","count":5}]
    invalid_input [{"service":"pass","count":-1}]
    invalid_input [{"service":"pass","count":1.5}]
    invalid_input [{"service":"pass","count":4294967295}]
    invalid_input [{"service":"pass","count":4294967296}]
    invalid_input [{"service":"pass","count":99999999999999999999999}]
    invalid_input [{"service":"pass","count":1e300}]
    invalid_input [{"service":"pass","count":null}]
    invalid_input [{"service":"pass","count":true}]
    invalid_input [{"service":"pass","count":[1]}]
    invalid_input [{"service":"pass"}]
    invalid_input [{"count":1}]
    invalid_input [{"service":1,"count":1}]
    invalid_input [{"service":"pass","count":1,"minutes":1}]
    invalid_input [{"service":"perso","count":4},{"service":"pass","count":4}]
    invalid_input []
    invalid_input {}
    invalid_input null
    invalid_input "pass"
    invalid_input [[]]
    unknown_service [{"service":"pass","count":1},{"service":"nichts","count":1}]
    unknown_service [{"service":"","count":1}]
    unknown_service [{"service":"PASS","count":1}]
    unknown_service [{"service":"pass ","count":1}]
    unknown_service [{"service":"../pass","count":1}]
"#;

async fn wrong_wishes(desk: &Desk<'_>) {
    for (code, services) in table(WRONG_SERVICES) {
        let services = serde_json::from_str(services).expect(services);
        desk.refuses("/holds", &wish(services, json!(AT)), code).await;
    }
    let thousand = vec![json!({ "service": "pass", "count": 1 }); 1_000];
    desk.refuses("/holds", &wish(json!(thousand), json!(AT)), Code::InvalidInput)
        .await;
    for slug in strange_texts() {
        let services = json!([{ "service": slug, "count": 1 }]);
        desk.refuses("/holds", &wish(services, json!(AT)), Code::UnknownService)
            .await;
    }
    assert_eq!(desk.rows().await, 0);
}

/// It is Monday, 23 November 2026, 07:00; a visit needs an hour's notice and is booked at most 60 days ahead.
const WRONG_TIMES: &str = "
    not_offered     2026-11-24T09:07:00+01:00
    not_offered     2026-11-24T09:05:00+01:00
    not_offered     2026-11-24T09:00:01+01:00
    not_offered     2026-11-24T09:00:00.000001+01:00
    not_offered     2026-11-24T08:00:00Z
    not_offered     2026-11-24T08:00:00+00:00
    not_offered     2026-11-24T10:00:00+02:00
    not_offered     2026-11-24t09:00:00+01:00
    not_offered     2026-11-24 09:00:00+01:00
    not_offered     2026-11-24T12:00:00+01:00
    not_offered     2026-11-24T03:00:00+01:00
    not_offered     2026-11-28T09:00:00+01:00
    not_offered     2026-11-24T23:59:60+01:00
    too_soon        2026-11-23T07:45:00+01:00
    too_soon        2026-11-20T09:00:00+01:00
    too_soon        1970-01-01T00:00:00+01:00
    not_offered     2027-03-28T02:30:00+01:00
    not_offered     2027-03-28T02:30:00+02:00
    beyond_horizon  2027-10-31T02:30:00+01:00
    beyond_horizon  2027-10-31T02:30:00+02:00
    not_offered     2027-10-31T02:30:00+00:00
    not_offered     2027-10-31T02:30:00+03:00
    beyond_horizon  2027-06-01T09:00:00+02:00
    beyond_horizon  2100-01-04T09:00:00+01:00
    not_offered     9999-12-31T23:55:00+01:00
    invalid_input   2026-11-24T09:00:00+01:00[Europe/Berlin]
    invalid_input   2026-11-24T09:00:00
    invalid_input   2026-11-24
    invalid_input   2026-11-24T24:00:00+01:00
    invalid_input   2026-11-24T09:00:00+99:99
    invalid_input   0000-00-00T00:00:00+00:00
    invalid_input   2026-02-30T09:00:00+01:00
    invalid_input   +1000000-01-01T00:00:00+01:00
    invalid_input   -0001-01-01T00:00:00+01:00
    invalid_input   morgen früh
    invalid_input
";

async fn wrong_times(desk: &Desk<'_>) {
    for (code, at) in table(WRONG_TIMES) {
        desk.refuses("/holds", &wish(one_pass(), json!(at)), code).await;
    }
    let others = [json!(1_795_507_200), json!(null), json!({}), json!([AT])];
    for at in strange_texts().into_iter().map(Value::from).chain(others) {
        desk.refuses("/holds", &wish(one_pass(), at), Code::InvalidInput)
            .await;
    }
    assert_eq!(desk.rows().await, 0);
}

async fn no_requests(desk: &Desk<'_>) {
    let right = wish(one_pass(), json!(AT)).to_string();
    let mut bodies: Vec<Vec<u8>> = [
        "",
        "{",
        "[]",
        "null",
        "\"x\"",
        "1",
        "{}",
        "{\"services\":[]",
        "\u{feff}{}",
        "NaN",
    ]
    .map(Vec::from)
    .to_vec();
    bodies.extend(["{'services':[]}", "{\"at\":NaN}", "{\"at\":\"\u{1}\"}"].map(Vec::from));
    bodies.extend([format!("{right}x"), format!("{right}{right}")].map(String::into_bytes));
    bodies.push(right.replacen("\"at\"", "\"at\":\"x\",\"at\"", 1).into_bytes());
    bodies.push("[".repeat(30_000).into_bytes());
    bodies.push(format!("{{\"at\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000)).into_bytes());
    bodies.push(format!("\"{}\"", "x".repeat(60_000)).into_bytes());
    bodies.push(vec![b'"', 0xff, 0xfe, b'"']);
    for path in ["/holds", "/appointments", "/appointments/lookup"].map(|path| format!("{TOWN}{path}")) {
        for body in &bodies {
            desk.refuses_raw(
                Method::POST,
                &path,
                Some(JSON),
                body.clone(),
                &[Code::InvalidInput],
            )
            .await;
        }
        let kinds = [
            "text/plain",
            "text/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "nonsense",
        ];
        for kind in kinds.map(Some).into_iter().chain([None]) {
            desk.refuses_raw(
                Method::POST,
                &path,
                kind,
                right.clone(),
                &[Code::UnsupportedMedia],
            )
            .await;
        }
        desk.refuses_raw(
            Method::POST,
            &path,
            Some(JSON),
            " ".repeat(10 << 20),
            &[Code::TooLarge],
        )
        .await;
        // Told beforehand, nothing of it is read.
        let announced = Request::post(&path)
            .header(CONTENT_TYPE, JSON)
            .header(CONTENT_LENGTH, 10 << 20);
        let answer = desk
            .citizen
            .sends(announced.body(Body::empty()).expect("a request"))
            .await;
        told(&answer, "de", &[Code::TooLarge], &path);
    }
    let long = ["x".repeat(129), "x".repeat(10_000)];
    let keys = [
        "short",
        "has spaces in the middle",
        "ümläut-ümläut-ümläut",
        "",
        "a\tb-a\tb-a\tb-a\tb-a\tb",
        &long[0],
        &long[1],
    ];
    for key in keys {
        for (path, body) in [
            ("/holds", wish(one_pass(), json!(AT))),
            ("/appointments", desk.citizen.form(NOBODYS)),
        ] {
            let headers = [("idempotency-key", key)];
            let answer = desk
                .citizen
                .ask_with(Method::POST, path, Some(&body), &headers)
                .await;
            told(&answer, "de", &[Code::InvalidInput], key);
        }
    }
    assert_eq!(desk.rows().await, 0);
}

/// Field by field of the form, as JSON; LONG is a text of 10,000 letters, LABELS is 252 letters of a domain.
const WRONG_WORDS: &str = r#"
    name "" | " \r\n\t " | "x" | LONG | "Mika\u0000" | "Mika\u202eakiM" | "Mika\u0007" | "\u200b\u200b" | 1 | null
    email "mika" | "mika@example.org\r\nBcc: all@example.org" | "mika@example.org\u0000" | "<mika@example.org>" | "@"
    email "mika @example.org" | "a@b" | LONG | "mika@LABELSde" | "mika@exa\u202emple.org" | 7 | "mika@example.org, all@example.org"
    phone "abc" | "1" | LONG | "0221 4710\u0000123" | "+49 221 4710123 ext. 5" | "0221\u202e4710123" | 49221
    note LONG | "\u0000" | "\u001b[31m" | "a\u2028b\u202d" | {}
    answers null | {} | [1] | [{"service":"pass","question":"age","answer":"over_24"}]
    answers [{"service":"perso","question":LONG,"answer":""}] | [{"service":"perso\r\n","question":"age","answer":"over_24"}]
    language "tlh" | "" | "de\r\n" | LONG | 1
    privacy_accepted false | "true" | null | 1
    hold null | 1
    staff "kaya"
    price 0
"#;

async fn wrong_words(desk: &Desk<'_>) {
    let hold = desk.citizen.holds(&[("pass", 1)], AT).await.hold;
    let long = "x".repeat(10_000);
    for line in WRONG_WORDS.trim().lines() {
        let (field, values) = line.trim().split_once(' ').expect("a field and its values");
        for value in values.split(" | ") {
            let value = value
                .replace("LONG", &json!(long).to_string())
                .replace("LABELS", &"abc.".repeat(63));
            let mut form = desk.citizen.form(&hold);
            form[field] = serde_json::from_str(&value).expect(&value);
            let problem = desk.refuses("/appointments", &form, Code::InvalidInput).await;
            assert!(
                problem.fields.iter().all(|wrong| wrong.text.len() > 15),
                "{problem:?}"
            );
            assert!(
                problem.fields.iter().any(|wrong| wrong.field.starts_with(field)),
                "{field}: {problem:?}"
            );
        }
    }
    let mut form = desk.citizen.form(&hold);
    form["answers"] = json!(vec![
        json!({ "service": "perso", "question": "age", "answer": "x" });
        600
    ]);
    desk.refuses("/appointments", &form, Code::InvalidInput).await;
    for other in [
        "",
        NOBODYS,
        &long,
        &hold.to_lowercase(),
        &format!("{hold} "),
        &hold[1..],
        "../..",
    ] {
        desk.refuses("/appointments", &desk.citizen.form(other), Code::HoldExpired)
            .await;
    }

    // The hold is none the worse for it. Line breaks do no harm: they are gone.
    let mut form = desk.citizen.form(&hold);
    form["name"] = json!("Mika\r\nBcc: all@example.org");
    form["note"] = json!("Zeile\r\nBEGIN:VALARM\r\n");
    form["email"] = json!("mika@example.org\r\n");
    let booked: AppointmentView = desk
        .citizen
        .ask(Method::POST, "/appointments", Some(&form))
        .await
        .good();
    assert_eq!(booked.name, "Mika Bcc: all@example.org");
    let path = format!("/appointments/{}/calendar.ics", booked.token);
    let file = desk.citizen.ask(Method::GET, &path, None).await.text();
    assert_eq!(
        file.lines()
            .filter(|line| line.starts_with("BEGIN:VALARM"))
            .count(),
        1,
        "{file}"
    );
    for text in desk.texts().await {
        assert!(!text.chars().any(char::is_control), "{text:?} was stored");
    }
}

async fn wrong_secrets(desk: &Desk<'_>) {
    let citizen = &desk.citizen;
    let booked = citizen.books(&[("pass", 1)], LATER).await;
    let confirmed = citizen
        .holds(&[("pass", 1)], "2026-11-24T11:00:00+01:00")
        .await
        .hold;
    let _: AppointmentView = citizen.asks_to_confirm(&confirmed).await.good();
    let released = citizen.holds(&[("pass", 1)], AT).await.hold;
    citizen
        .ask(Method::DELETE, &format!("/holds/{released}"), None)
        .await;
    let expired = citizen.holds(&[("pass", 1)], AT).await.hold;
    desk.hall.minutes_pass(10);
    let moving = format!("/appointments/{}/move", booked.token);
    // What was confirmed is no hold any more; only confirming it once more repeats the answer.
    for hold in [&released, &expired, &NOBODYS.to_owned(), &confirmed] {
        desk.refuses(&format!("/holds/{hold}/extend"), &json!({}), Code::HoldExpired)
            .await;
        desk.refuses(&moving, &json!({ "hold": hold }), Code::HoldExpired)
            .await;
        if *hold != confirmed {
            desk.refuses("/appointments", &citizen.form(hold), Code::HoldExpired)
                .await;
        }
    }
    for body in [
        json!({}),
        json!({ "hold": 1 }),
        json!({ "hold": released, "at": AT }),
        json!([]),
    ] {
        desk.refuses(&moving, &body, Code::InvalidInput).await;
    }
    let two = citizen.holds(&[("pass", 2)], AT).await.hold;
    desk.refuses(&moving, &json!({ "hold": two }), Code::InvalidInput)
        .await;
    assert_eq!(citizen.views(&booked.token).await, booked);

    let (reference, pin) = (booked.reference.as_str(), booked.pin.as_str());
    let long = "1".repeat(10_000);
    for (reference, pin) in [
        (reference, "12345"),
        (reference, ""),
        (reference, "abcdef"),
        (reference, "１２３４５６"),
        (reference, &long),
        ("", pin),
        ("KS-0000-0", pin),
        ("'; DROP TABLE appointment; --", pin),
        ("KS\u{0}", pin),
        (&long, pin),
    ] {
        let asked = json!({ "reference": reference, "pin": pin });
        desk.refuses("/appointments/lookup", &asked, Code::LookupRefused)
            .await;
    }
    for body in [
        json!({ "reference": "" }),
        json!({ "reference": 1, "pin": 2 }),
        json!({ "reference": "", "pin": "", "x": 1 }),
    ] {
        desk.refuses("/appointments/lookup", &body, Code::InvalidInput)
            .await;
    }
}

const WRONG_QUERIES: &str = "
    invalid_input
    invalid_input from=2026-11-24
    invalid_input service=pass
    invalid_input service=pass&from=
    invalid_input service=pass&from=morgen
    invalid_input service=pass&from=2026-02-30
    invalid_input service=pass&from=0000-00-00
    invalid_input service=pass&from=2026-11-24T00:00
    invalid_input service=pass&from=%2B1000000-01-01
    invalid_input service=pass&from=-1
    invalid_input service=pass&from=%00
    invalid_input service=pass&from=%zz
    invalid_input service=pass&from=%ff%fe
    invalid_input service=pass&from=2026-11-24&from=2026-11-25
    invalid_input service=pass&from=2026-11-24&days=0
    invalid_input service=pass&from=2026-11-24&days=63
    invalid_input service=pass&from=2026-11-24&days=-1
    invalid_input service=pass&from=2026-11-24&days=NaN
    invalid_input service=pass&from=2026-11-24&days=1.5
    invalid_input service=pass&from=2026-11-24&days=99999999999999999999
    invalid_input service=pass&from=2026-11-24&days=7&days=8
    invalid_input service=pass:0&from=2026-11-24
    invalid_input service=pass:-1&from=2026-11-24
    invalid_input service=pass:5&from=2026-11-24
    invalid_input service=pass:4294967296&from=2026-11-24
    invalid_input service=pass:&from=2026-11-24
    invalid_input service=pass:1:1&from=2026-11-24
    invalid_input service=pass:1.0&from=2026-11-24
    invalid_input service=pass:NaN&from=2026-11-24
    unknown_service service=nichts&from=2026-11-24
    unknown_service service=&from=2026-11-24
    unknown_service service=:1&from=2026-11-24
    unknown_service service=%00&from=2026-11-24
    unknown_service service=pass%00&from=2026-11-24
    unknown_service service=pass%0d%0a&from=2026-11-24
    unknown_service service=%e2%80%ae&from=2026-11-24
    unknown_service service=..%2f..&from=2026-11-24
";

const NOWHERE: &str = "
    not_found /api
    not_found /api/
    not_found /api/v1/towns
    not_found /api/v2/towns/kleinstadt
    not_found /api/v1/towns/nirgendwo
    not_found /api/v1/towns/KLEINSTADT
    not_found /api/v1/towns/%00
    not_found /api/v1/towns/%ff
    not_found /api/v1/towns/%22%3E%3Cscript%3E
    not_found /api/v1/towns/..%2fkleinstadt
    not_found /api/v1/towns/kleinstadt/
    not_found /api/v1/towns/kleinstadt/nichts
    not_found /api/v1/towns/kleinstadt/appointments/%00
    not_found /api/v1/towns/kleinstadt/appointments/..%2f..%2fx
    not_found /api/v1/towns/kleinstadt/appointments/%E2%80%AE/calendar.ics
    not_found /api/v1/towns/kleinstadt/appointments/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/calendar.ics
    not_found /api/docs/nichts.js
";

const WRONG_METHODS: &str = "
    PUT /holds
    PATCH /appointments
    DELETE
    TRACE /availability
    CONNECT /holds
    FROBNICATE /appointments/lookup
    GET /holds
    POST /availability
    GET /holds/x
    POST /appointments/x
    DELETE /appointments/x
    GET /appointments/x/cancel
    get
";

async fn wrong_addresses(desk: &Desk<'_>) {
    for (code, query) in table(WRONG_QUERIES) {
        desk.refuses_query(query, code).await;
    }
    desk.refuses_query(
        &format!("service={}&from=2026-11-24", "x".repeat(10_000)),
        Code::UnknownService,
    )
    .await;
    for many in [33, 1_000] {
        desk.refuses_query(
            &format!("{}from=2026-11-24", "service=pass&".repeat(many)),
            Code::InvalidInput,
        )
        .await;
    }
    // Days that exist but are far away are closed, up to both ends of all calendars.
    for from in [
        "9999-12-31",
        "1970-01-01",
        "0001-01-01",
        "%2B262142-12-31",
        "%2B262142-12-01",
        "-262143-01-01",
        "2028-02-29",
    ] {
        let path = format!("{TOWN}/availability?service=pass&from={from}&days=62");
        let offer: wire::Availability = desk.sends(Method::GET, &path, None, Body::empty()).await.good();
        assert!(offer.days.iter().all(|day| day.starts.is_empty()), "{from}");
    }
    for (code, path) in table(NOWHERE) {
        desk.refuses_raw(Method::GET, path, None, Body::empty(), &[code])
            .await;
    }
    for long in ["", "/kleinstadt/appointments", "/kleinstadt/holds"]
        .map(|path| format!("/api/v1/towns{path}/{}", "x".repeat(10_000)))
    {
        let code = if long.contains("holds") {
            Code::MethodNotAllowed
        } else {
            Code::NotFound
        };
        desk.refuses_raw(Method::GET, &long, None, Body::empty(), &[code])
            .await;
    }
    for line in WRONG_METHODS.trim().lines() {
        let (method, path) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        desk.refuses_raw(
            method,
            &format!("{TOWN}{path}"),
            None,
            Body::empty(),
            &[Code::MethodNotAllowed],
        )
        .await;
    }
    assert_eq!(desk.rows().await, 0);
}

async fn wrong_languages(desk: &Desk<'_>) {
    for (query, accepted, language) in [
        ("?lang=en", "de", "en"),
        ("?lang=EN-us", "", "en"),
        ("", "en-GB, de;q=0.5", "en"),
        ("?lang=tlh", "", "de"),
        ("?lang=", "en", "en"),
        ("?lang=%00", "ü", "de"),
        ("?lang=en&lang=de", "", "en"),
        ("?LANG=en", "", "de"),
        ("?lang=../../en", "", "de"),
        ("", ";;;q=,,,q=9e99;q=NaN", "de"),
        ("?x=%zz&lang=en", "", "en"),
    ] {
        let path = format!("/appointments/{NOBODYS}{query}");
        let answer = desk
            .citizen
            .ask_with(Method::GET, &path, None, &[("accept-language", accepted)])
            .await;
        told(&answer, language, &[Code::NotFound], query);
    }
}

async fn wrong_forms(desk: &Desk<'_>) {
    let booked = desk.citizen.books(&[("pass", 1)], LATER).await;
    let token = &booked.token;
    let links = ["", "/absagen", "/verschieben"].map(|page| format!("/termin/{token}{page}"));
    let pages = [
        "",
        "/unterlagen",
        "/zeit",
        "/reservieren",
        "/verlaengern",
        "/termin",
        "/termin/finden",
        "/termin/x",
        "/theme.css",
    ];
    let fields: Vec<_> = "service ab tageszeit suche answer.perso.age at key hold name email phone note privacy_accepted reference pin neu lang"
        .split(' ')
        .collect();
    let numbers = "0 -1 %zz %ff 2026-02-30 pass:0 pass:99999999999 perso:4 %2B262142-12-31 NaN".split(' ');
    let texts: Vec<_> = strange_texts()
        .iter()
        .map(|text| encoded(text))
        .chain(numbers.map(str::to_owned))
        .collect();
    for path in pages.into_iter().chain(links.iter().map(String::as_str)) {
        let everywhere = texts
            .iter()
            .map(|text| fields.iter().map(|field| format!("{field}={text}&")).collect());
        let one_by_one = fields.iter().flat_map(|field| {
            let telling = [0, 2, 5, texts.len() - 2].map(|text| &texts[text]);
            telling.map(|text| format!("service=pass&ab=2026-11-24&{field}={text}"))
        });
        for query in everywhere.chain(one_by_one) {
            // Longer ones are no addresses.
            if query.len() < 60_000 {
                desk.page(Method::GET, &format!("/kleinstadt{path}?{query}"), String::new())
                    .await;
            }
            // To cancel needs no field at all.
            if !path.ends_with("/absagen") {
                desk.page(Method::POST, &format!("/kleinstadt{path}"), query)
                    .await;
            }
        }
    }
    for method in ["PUT", "DELETE", "FROBNICATE"] {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        desk.page(method, "/kleinstadt/zeit", String::new()).await;
    }
    desk.page(Method::POST, "/kleinstadt/termin", " ".repeat(10 << 20))
        .await;
    assert_eq!(desk.citizen.views(token).await.reference, booked.reference);
}

/// Texts that look like text and are not: bounded by nothing, invisible, or with an effect of their own.
fn strange_texts() -> Vec<String> {
    let long = ["x".repeat(10_000), "ä".repeat(10_000), "🏛".repeat(5_000)];
    let strange = [
        "pass\r\nSet-Cookie: x=y",
        "pass\n",
        "\0",
        "pass\0",
        "\u{1}\u{1f}\u{7f}\u{9f}",
        "\u{202e}ssap",
        "\u{2066}pass\u{2069}",
        "\u{feff}pass",
        "\u{200b}",
        "<script>alert(1)</script>",
        "'; DROP TABLE appointment; --",
        "{{7*7}}",
        "{% include 'x' %}",
        "../../../../etc/passwd",
        "%00",
        "%s%n",
        "\u{fffd}",
        "${jndi:ldap://x}",
    ];
    strange
        .iter()
        .map(|text| (*text).to_owned())
        .chain(long)
        .collect()
}

/// As it stands in an address or a form.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

fn one_pass() -> Value {
    json!([{ "service": "pass", "count": 1 }])
}

fn wish(services: Value, at: Value) -> Value {
    json!({ "services": services, "at": at })
}

/// Where nonsense is handed in.
struct Desk<'h> {
    hall: &'h Hall,
    citizen: Citizen,
}

impl<'h> Desk<'h> {
    fn of(hall: &'h Hall) -> Self {
        Self {
            citizen: hall.citizen(),
            hall,
        }
    }

    async fn sends(&self, method: Method, uri: &str, kind: Option<&str>, body: impl Into<Body>) -> Answer {
        let mut request = Request::builder().method(method).uri(uri);
        if let Some(kind) = kind {
            request = request.header(CONTENT_TYPE, kind);
        }
        self.citizen
            .sends(request.body(body.into()).expect("a request"))
            .await
    }

    /// Hands in a JSON body twice, to a reader of English and to one of German; tells the latter's problem.
    async fn refuses(&self, path: &str, body: &Value, code: Code) -> wire::Problem {
        let text = body.to_string();
        let told_in = async |language: &str| {
            let uri = format!("{TOWN}{path}?lang={language}");
            let answer = self.sends(Method::POST, &uri, Some(JSON), text.clone()).await;
            told(&answer, language, &[code], &text)
        };
        let (english, german) = (told_in("en").await, told_in("de").await);
        assert_ne!(english.title, german.title);
        german
    }

    async fn refuses_raw<B: Into<Body>>(
        &self,
        method: Method,
        uri: &str,
        kind: Option<&str>,
        body: B,
        codes: &[Code],
    ) {
        let answer = self.sends(method.clone(), uri, kind, body).await;
        told(&answer, "de", codes, &format!("{method} {uri}"));
    }

    async fn refuses_query(&self, query: &str, code: Code) {
        for lang in ["", "&lang=de"] {
            let uri = format!("{TOWN}/availability?{query}{lang}");
            self.refuses_raw(Method::GET, &uri, None, Body::empty(), &[code])
                .await;
        }
    }

    /// A page answers with a page, whatever it was given.
    async fn page(&self, method: Method, uri: &str, form: String) {
        let answer = self
            .sends(
                method.clone(),
                uri,
                Some("application/x-www-form-urlencoded"),
                form,
            )
            .await;
        assert!(
            !answer.status.is_server_error(),
            "{method} {uri}: {} {}",
            answer.status,
            answer.text()
        );
        assert!(!answer.text().contains("<script>alert(1)"), "{method} {uri}");
    }

    /// How many appointments and holds there are.
    async fn rows(&self) -> usize {
        let db = self.hall.database.inspector().await;
        let sql = Statement::from_string(db.get_database_backend(), "SELECT id FROM appointment");
        let rows = db.query_all_raw(sql).await.expect("appointments").len();
        db.close().await.expect("closed");
        rows
    }

    /// What citizens wrote, as it is stored.
    async fn texts(&self) -> Vec<String> {
        let db = self.hall.database.inspector().await;
        let sql =
            "SELECT concat_ws('|', name, email, phone, note, language, reference, visit) FROM appointment
                   UNION ALL SELECT body FROM notice";
        let rows = db
            .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
            .await
            .expect("texts");
        db.close().await.expect("closed");
        rows.iter()
            .map(|row| row.try_get_by_index(0).expect("a text"))
            .collect()
    }
}

/// A refusal in words: the expected code, the sentence for it in the reader's language, and nothing of a library's.
fn told(answer: &Answer, language: &str, codes: &[Code], about: &str) -> wire::Problem {
    let about: String = about.chars().take(200).collect();
    assert!(
        answer.status.is_client_error(),
        "{about}: {} {}",
        answer.status,
        answer.text()
    );
    let problem = answer.problem();
    assert!(codes.contains(&problem.code), "{about}: {problem:?}");
    assert_eq!(
        problem.title,
        texts::words(language).problem(problem.code),
        "{about}"
    );
    assert_eq!(answer.headers["content-language"], language, "{about}");
    assert!(
        problem.fields.iter().all(|field| field.field.len() <= 100),
        "{about}: {problem:?}"
    );
    problem
}
