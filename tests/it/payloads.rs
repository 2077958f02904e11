//! Whatever a town, a colleague or a citizen has typed is text on every page that tells it: no tag, no attribute, no template
//! (S-50, S-51, S-52). The pages are found as people find them, by their links.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use axum::body::Body;
use axum::http::{Method, Request, header};
use proof::{Citizen, Clerk, Hall, on_both};
use tenants::definition;
use toml::Value;

/// A tag, a way out of an attribute, a script, and what three kinds of template would calculate.
const LONG: &str = r#"<img src=x onerror=alert(1)>"'><script>alert(1)</script>{{ 98765 * 91 }}{% if x %}${98765*91}=98765*91"#;
/// The same for narrow fields.
const SHORT: &str = r#"<img src=x>"'>{{ 98765 * 91 }}"#;
/// What a page would contain that took it for something else than text.
const TAKEN_FOR_MORE: [&str; 4] = ["<img src=x", "<script>alert", "\"'><", "8987615"];
/// How a page tells it.
const TOLD: &str = "{{ 98765 * 91 }}";

/// A step into a file: a key, or a number in a list.
#[derive(Clone)]
enum Step {
    Key(String),
    At(usize),
}

fn texts(value: &Value, here: &mut Vec<Step>, found: &mut Vec<Vec<Step>>) {
    match value {
        Value::String(_) => found.push(here.clone()),
        Value::Array(all) => {
            for (number, one) in all.iter().enumerate() {
                here.push(Step::At(number));
                texts(one, here, found);
                here.pop();
            }
        }
        Value::Table(all) => {
            for (key, one) in all {
                here.push(Step::Key(key.clone()));
                texts(one, here, found);
                here.pop();
            }
        }
        _ => {}
    }
}

fn at<'a>(value: &'a mut Value, path: &[Step]) -> &'a mut Value {
    path.iter().fold(value, |value, step| match step {
        Step::Key(key) => &mut value[key.as_str()],
        Step::At(number) => &mut value[*number],
    })
}

/// What a path is of, whichever line of a list it is in: `departments.services.name.de`.
fn kind_of(path: &[Step]) -> String {
    let keys = path.iter().filter_map(|step| match step {
        Step::Key(key) => Some(key.as_str()),
        Step::At(_) => None,
    });
    keys.collect::<Vec<_>>().join(".")
}

/// The town with a payload in every field that takes one, and how many kinds of field those are. Whether a kind does is tried out
/// on its first field.
fn spoiled(town: &str) -> (String, usize) {
    let mut town: Value = toml::from_str(town).expect("a file");
    let mut found = Vec::new();
    texts(&town, &mut Vec::new(), &mut found);
    let mut kinds = BTreeMap::<String, Option<&str>>::new();
    for (number, path) in found.iter().enumerate() {
        let before = at(&mut town, path).clone();
        match kinds.get(&kind_of(path)) {
            Some(None) => {}
            Some(Some(payload)) => *at(&mut town, path) = Value::String(format!("{payload} {number}")),
            None => {
                let fits = [LONG, SHORT].into_iter().find(|payload| {
                    *at(&mut town, path) = Value::String(format!("{payload} {number}"));
                    definition::read(&toml::to_string(&town).expect("a file"), "spoiled.toml").is_ok()
                });
                if fits.is_none() {
                    *at(&mut town, path) = before;
                }
                kinds.insert(kind_of(path), fits);
            }
        }
    }
    let taken = kinds.values().filter(|fits| fits.is_some()).count();
    (toml::to_string(&town).expect("a file"), taken)
}

/// Follows links from a page on, a few of each kind, and gives each page to be looked at. Returns the kinds of page seen, with
/// how often the payload was told there.
async fn walk(citizen: &Citizen, cookie: Option<&str>, from: &[String]) -> BTreeMap<String, usize> {
    let mut to_see: VecDeque<String> = from.iter().cloned().collect();
    let (mut known, mut kinds) = (BTreeSet::new(), BTreeMap::<String, (usize, usize)>::new());
    while let Some(path) = to_see.pop_front() {
        let kind: String = path
            .split(['?', '#'])
            .next()
            .unwrap_or_default()
            .split('/')
            .map(|part| {
                if part.contains(|sign: char| sign.is_ascii_digit()) {
                    "…"
                } else {
                    part
                }
            })
            .collect::<Vec<_>>()
            .join("/");
        let (seen, told) = kinds.entry(kind).or_default();
        if *seen >= 4 || !known.insert(path.clone()) {
            continue;
        }
        *seen += 1;
        let mut request = Request::builder().method(Method::GET).uri(&path);
        if let Some(cookie) = cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let answer = citizen
            .sends(request.body(Body::empty()).expect("a request"))
            .await;
        assert!(answer.status.as_u16() < 500, "{path}: {}", answer.status);
        let kind_of_body = answer.headers.get(header::CONTENT_TYPE);
        if !kind_of_body.is_some_and(|kind| kind.to_str().is_ok_and(|kind| kind.starts_with("text/html"))) {
            continue;
        }
        let page = answer.text();
        for more in TAKEN_FOR_MORE {
            if let Some(place) = page.find(more) {
                let around: String = page[..place].chars().rev().take(200).collect();
                panic!(
                    "{path} takes it for {more}: {}",
                    around.chars().rev().collect::<String>()
                );
            }
        }
        *told += page.matches(TOLD).count();
        let links = page
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next());
        to_see.extend(
            links
                .filter(|link| link.starts_with('/') && !link.starts_with("//"))
                .map(|link| link.replace("&amp;", "&").replace("&#x2F;", "/")),
        );
    }
    kinds.into_iter().map(|(kind, (_, told))| (kind, told)).collect()
}

async fn sends(clerk: &Clerk, path: &str, fields: &[(&str, &str)]) {
    let answer = clerk.submits(path, fields).await;
    assert!(
        answer.status.is_success() || answer.status.is_redirection(),
        "{path}: {}",
        answer.text()
    );
}

on_both! {
    async fn whatever_was_typed_is_text_on_every_page(kind: Kind) {
        let path = format!("{}/../examples/doerentrup/town.toml", env!("CARGO_MANIFEST_DIR"));
        let (town, taken) = spoiled(&std::fs::read_to_string(path).expect("the demo town"));
        assert!(taken >= 20, "only {taken} kinds of field take text");
        let hall = Hall::open(kind, &town).await;
        let admin = hall.signed_in("administrator").await;
        sends(&admin, "/konten/neu", &[("email", "wer@example.org"), ("name", SHORT), ("rolle", "clerk")]).await;

        let citizen = hall.citizen().named(SHORT);
        let first = citizen.looks(&["personalausweis:1"], "2026-11-24", 14).await;
        let start = first.first_free.expect("a time").at;
        let booked = citizen.books(&[("personalausweis", 1)], &start).await;
        let token = booked.manage_url.rsplit('/').next().expect("a link").to_owned();

        let cookie = admin.cookie.clone().expect("signed in");
        let begin = ["/desk/doerentrup".to_owned(), format!("/desk/doerentrup/tag/{}", &start[..10])];
        let desk = walk(&citizen, Some(&cookie), &begin).await;
        let begin = ["/doerentrup".to_owned(), format!("/doerentrup/termin/{token}")];
        let plain = walk(&citizen, None, &begin).await;
        for (pages, least, told) in [(&desk, 30, 20), (&plain, 5, 4)] {
            let tell = pages.values().filter(|told| **told > 0).count();
            assert!(pages.len() >= least && tell >= told, "{} kinds of pages, {tell} tell it: {pages:#?}", pages.len());
        }
        hall.close().await;
    }
}
