//! The contract's document is true, and strangers who read it loosely get nowhere.
//!
//! Requests are made from the OpenAPI document itself, not from our types: each call's parameters and body by their
//! schemas, filled half with what would be right (secrets of earlier answers, real times) and half with anything else.
//! Every answer is held against the document: its status, its kind, its body field by field. The dice are seeded; a
//! failure names the request.

use std::collections::BTreeMap;

use axum::{
    body::Body,
    http::{Method, Request, header::CONTENT_TYPE},
};
use proof::{Answer, Citizen, Dice, Hall, on_both};
use serde_json::{Map, Value, json};
use wire::{AppointmentView, Availability, HoldView, Problem, TownView};

const REQUESTS: usize = 2_000;

on_both! {
    async fn two_thousand_strangers_with_the_document_get_documented_answers(hall: Hall) {
        let mut reader = Reader::of(&hall).await;
        let mut reached: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for number in 0..REQUESTS {
            if number % 100 == 99 {
                hall.minutes_pass(2);
            }
            let call = reader.next_call();
            let good = reader.tries(call).await;
            let (tried, succeeded) = reached.entry(reader.calls[call].name()).or_default();
            *tried += 1;
            *succeeded += usize::from(good);
        }
        println!("{reached:#?}");
        assert!(reached.len() >= 11 && reached.values().all(|(_, succeeded)| *succeeded > 0), "{reached:#?}");
    }

    async fn the_document_describes_what_the_server_says(hall: Hall) {
        let reader = Reader::of(&hall).await;
        let codes = &reader.document["components"]["schemas"]["ProblemCode"]["enum"];
        let words: Vec<_> = wire::ProblemCode::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(*codes, json!(words));
        for call in &reader.calls {
            assert!(call.spec["responses"]["default"].is_object(), "{} has no default answer", call.name());
            let success = call.spec["responses"].as_object().expect("answers").keys().any(|status| status.starts_with('2'));
            assert!(success, "{} never succeeds", call.name());
        }
    }
}

/// One call of the document.
struct Call {
    method: Method,
    path: String,
    spec: Value,
}

impl Call {
    fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// A stranger who knows the document, and what the server has told so far.
struct Reader {
    document: Value,
    calls: Vec<Call>,
    citizen: Citizen,
    dice: Dice,
    /// Right values by name of a field or parameter.
    known: BTreeMap<String, Vec<Value>>,
    /// How far back the latest right value was taken from.
    latest: usize,
}

impl Reader {
    async fn of(hall: &Hall) -> Self {
        let citizen = hall.citizen();
        let request = Request::get("/api/openapi.json")
            .body(Body::empty())
            .expect("a request");
        let document: Value = citizen.sends(request).await.good();
        let mut calls = Vec::new();
        for (path, methods) in document["paths"].as_object().expect("paths") {
            for (method, spec) in methods.as_object().expect("methods") {
                let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
                calls.push(Call {
                    method,
                    path: path.clone(),
                    spec: spec.clone(),
                });
            }
        }
        let offer = citizen.looks(&["pass"], "2026-11-24", 20).await;
        let times = offer
            .days
            .into_iter()
            .flat_map(|day| day.starts)
            .map(|start| json!(start.at))
            .collect();
        let known = [
            ("town", vec![json!(hall.town)]),
            ("lang", vec![json!("de"), json!("en")]),
            ("language", vec![json!("de"), json!("en")]),
            ("service", vec![json!("perso"), json!("pass"), json!("umzug")]),
            ("question", vec![json!("age")]),
            ("answer", vec![json!("over_24"), json!("under_24")]),
            ("count", vec![json!(1), json!(2)]),
            ("at", times),
            ("from", vec![json!("2026-11-24"), json!("2026-12-01")]),
            ("days", vec![json!(1), json!(35), json!(62)]),
            ("name", vec![json!("Mika Beispiel")]),
            ("email", vec![json!("mika@example.org")]),
            ("phone", vec![json!("0221 4710-123"), json!(null)]),
            ("note", vec![json!("Kinderwagen"), json!(null)]),
            ("privacy_accepted", vec![json!(true)]),
            (
                "Idempotency-Key",
                vec![
                    json!("0123456789abcdef0123456789abcdef"),
                    json!("another-key-of-a-stranger"),
                ],
            ),
        ];
        let known = known
            .into_iter()
            .map(|(name, values)| (name.to_owned(), values))
            .collect();
        Self {
            document,
            calls,
            citizen,
            dice: Dice::seeded(2_000),
            known,
            latest: 0,
        }
    }

    /// Any call; those that make holds and appointments twice as often, because the others live on them.
    fn next_call(&mut self) -> usize {
        let makes = |call: &Call| call.path.ends_with("/holds") || call.path.ends_with("/appointments");
        let making: Vec<_> = (0..self.calls.len())
            .filter(|call| makes(&self.calls[*call]))
            .collect();
        if self.dice.percent(40) {
            *self.dice.one_of(&making)
        } else {
            self.dice.below(self.calls.len())
        }
    }

    /// Makes one request and holds its answer against the document. Whether it succeeded.
    async fn tries(&mut self, call: usize) -> bool {
        let (method, path, spec) = {
            let call = &self.calls[call];
            (call.method.clone(), call.path.clone(), call.spec.clone())
        };
        // Half of the strangers try to do everything right.
        let care = if self.dice.percent(50) { 100 } else { 70 };
        let (mut path, mut query, mut headers) = (path, Vec::new(), Vec::new());
        for parameter in spec["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().expect("a name");
            if parameter["required"] != true && self.dice.percent(50) {
                continue;
            }
            let value = self.value(name, &parameter["schema"], care);
            match parameter["in"].as_str() {
                Some("path") => path = path.replace(&format!("{{{name}}}"), &encoded(&plain(&value))),
                Some("query") => {
                    let values = value.as_array().cloned().unwrap_or_else(|| vec![value]);
                    query.extend(
                        values
                            .iter()
                            .map(|value| format!("{name}={}", encoded(&plain(value)))),
                    );
                }
                _ => headers.push((name.to_owned(), plain(&value))),
            }
        }
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{path}?{}", query.join("&")));
        for (name, value) in &headers {
            if value.bytes().all(|byte| byte >= b' ' && byte != 0x7f) {
                request = request.header(name, value);
            }
        }
        let body = &spec["requestBody"]["content"]["application/json"]["schema"];
        let body = (!body.is_null()).then(|| self.value("", body, care).to_string());
        if body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let asked = format!("{request:?} {}", body.as_deref().unwrap_or_default());
        let request = request
            .body(body.map_or_else(Body::empty, Body::from))
            .expect("a request");
        let answer = self.citizen.sends(request).await;
        self.compare(&spec, &answer, &asked.chars().take(1_000).collect::<String>());
        answer.status.is_success()
    }

    /// Holds an answer against the document, and remembers the secrets in it.
    fn compare(&mut self, spec: &Value, answer: &Answer, asked: &str) {
        let status = answer.status;
        assert!(!status.is_server_error(), "{asked}: {status} {}", answer.text());
        let documented = &spec["responses"][status.as_str()];
        assert!(
            !(status.is_success() && documented.is_null()),
            "{asked}: {status} is not documented"
        );
        let documented = if documented.is_null() {
            &spec["responses"]["default"]
        } else {
            documented
        };
        let Some((kind, content)) = documented["content"]
            .as_object()
            .and_then(|content| content.iter().next())
        else {
            assert!(answer.body.is_empty(), "{asked}: a body that is not documented");
            return;
        };
        let told = answer.headers[CONTENT_TYPE].to_str().expect("a kind");
        assert_eq!(told.split(';').next(), Some(kind.as_str()), "{asked}");
        if !kind.contains("json") {
            return;
        }
        let body: Value = answer.json();
        self.fits(&content["schema"], &body, "")
            .unwrap_or_else(|wrong| panic!("{asked}: {wrong}: {body}"));
        let name = content["schema"]["$ref"]
            .as_str()
            .and_then(|name| name.rsplit('/').next())
            .expect("a named body");
        let read = match name {
            "TownView" => serde_json::from_value::<TownView>(body.clone()).map(|_| ()),
            "Availability" => serde_json::from_value::<Availability>(body.clone()).map(|_| ()),
            "HoldView" => serde_json::from_value::<HoldView>(body.clone()).map(|_| ()),
            "AppointmentView" => serde_json::from_value::<AppointmentView>(body.clone()).map(|_| ()),
            "Problem" => serde_json::from_value::<Problem>(body.clone()).map(|_| ()),
            other => panic!("{asked}: {other} is no type of the contract"),
        };
        read.unwrap_or_else(|error| panic!("{asked}: {error}: {body}"));
        if status.is_success() {
            for field in ["hold", "token", "reference", "pin"] {
                if let Some(value) = body.get(field) {
                    self.known
                        .entry(field.to_owned())
                        .or_default()
                        .push(value.clone());
                }
            }
        }
    }

    /// Something for a field: right so often in a hundred times, if the right is known.
    fn value(&mut self, name: &str, schema: &Value, care: usize) -> Value {
        if !self.dice.percent(care) {
            return self.anything(0);
        }
        let schema = self.resolved(schema);
        if name == "service" && schema["type"] == "array" {
            let item = |reader: &mut Self| {
                format!(
                    "{}:1",
                    plain(&reader.value(name, &json!({ "type": "string" }), care))
                )
            };
            return (0..1 + self.dice.below(2)).map(|_| json!(item(self))).collect();
        }
        if name == "services" && care == 100 && self.dice.percent(60) {
            return json!([{ "service": "pass", "count": 1 }]);
        }
        if let Some(known) = self.known.get(name) {
            // Of secrets the latest are the likeliest to be good still. A PIN belongs to its reference.
            let secret = ["hold", "token", "reference", "pin"].contains(&name);
            let among = if secret { known.len().min(4) } else { known.len() };
            let back = if name == "pin" {
                self.latest % among
            } else {
                self.dice.below(among)
            };
            self.latest = back;
            return known[known.len() - 1 - back].clone();
        }
        match schema["type"].as_str() {
            Some("object") => self.object(&schema, care),
            Some("array") => (0..self.dice.below(3))
                .map(|_| self.value("", &schema["items"], care))
                .collect(),
            Some("integer") => json!(self.dice.below(100)),
            Some("boolean") => json!(self.dice.percent(50)),
            _ => self.anything(0),
        }
    }

    fn object(&mut self, schema: &Value, care: usize) -> Value {
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let mut object = Map::new();
        for (name, field) in schema["properties"].as_object().expect("fields") {
            let compulsory = required.contains(&json!(name)) || name == "email";
            if if compulsory {
                self.dice.percent(care.max(95))
            } else {
                self.dice.percent(40)
            } {
                object.insert(name.clone(), self.value(name, field, care));
            }
        }
        // Without a service there is no visit; a careful stranger sees that.
        if care == 100
            && object
                .get("services")
                .is_some_and(|services| services == &json!([]))
        {
            object.insert("services".to_owned(), json!([{ "service": "pass", "count": 1 }]));
        }
        if !self.dice.percent(care.max(90)) {
            object.insert("unknown".to_owned(), self.anything(0));
        }
        Value::Object(object)
    }

    /// Anything that can be written as JSON.
    fn anything(&mut self, depth: usize) -> Value {
        match self.dice.below(if depth > 3 { 14 } else { 17 }) {
            0 => json!(null),
            1 => json!(self.dice.percent(50)),
            2 => json!(-1),
            3 => json!(self.dice.number()),
            4 => json!(1.5e300),
            5 => json!(""),
            6 => json!("\u{0}\r\n\u{202e}"),
            7 => json!("x".repeat(self.dice.below(3_000))),
            8 => json!("../%00'\"<>{{}}"),
            9 => json!("2027-03-28T02:30:00+01:00"),
            10 => json!("A".repeat(43)),
            11 => json!("9999-12-31"),
            12 => json!("\u{fffd}ß🏛"),
            13 => json!(format!("{}", self.dice.number())),
            14 | 15 => (0..self.dice.below(4))
                .map(|_| self.anything(depth + 1))
                .collect(),
            _ => json!({ "service": self.anything(depth + 1), "x": self.anything(depth + 1) }),
        }
    }

    fn resolved(&self, schema: &Value) -> Value {
        match schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
            Some(name) => self.document["components"]["schemas"][name].clone(),
            None => schema.clone(),
        }
    }

    /// Whether a value is as its schema says; where not, where and why.
    fn fits(&self, schema: &Value, value: &Value, place: &str) -> Result<(), String> {
        let schema = self.resolved(schema);
        let refuse = |why: &str| Err(format!("{place} {why}"));
        if let Some(choices) = schema["oneOf"].as_array() {
            let fitting = choices
                .iter()
                .any(|choice| self.fits(choice, value, place).is_ok());
            return if fitting {
                Ok(())
            } else {
                refuse("is none of its kinds")
            };
        }
        if schema["enum"]
            .as_array()
            .is_some_and(|words| !words.contains(value))
        {
            return refuse(&format!("is none of {}", schema["enum"]));
        }
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "integer",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        let kinds = schema["type"]
            .as_array()
            .cloned()
            .unwrap_or_else(|| vec![schema["type"].clone()]);
        if !kinds.contains(&json!(kind)) {
            return refuse(&format!("is {kind}, not {kinds:?}"));
        }
        if value
            .as_i64()
            .is_some_and(|number| schema["minimum"].as_i64().is_some_and(|least| number < least))
        {
            return refuse("is too small");
        }
        for (number, item) in value.as_array().into_iter().flatten().enumerate() {
            self.fits(&schema["items"], item, &format!("{place}[{number}]"))?;
        }
        let Some(object) = value.as_object() else {
            return Ok(());
        };
        for required in schema["required"].as_array().into_iter().flatten() {
            if !object.contains_key(required.as_str().expect("a name")) {
                return refuse(&format!("has no {required}"));
            }
        }
        for (name, field) in object {
            let described = &schema["properties"][name];
            if described.is_null() {
                return refuse(&format!("has {name}, which is not documented"));
            }
            self.fits(described, field, &format!("{place}.{name}"))?;
        }
        Ok(())
    }
}

/// A value as it stands in an address or a header.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn encoded(text: &str) -> String {
    let letter = |byte: u8| match byte {
        b'-' | b'_' | b':' => char::from(byte).to_string(),
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(letter).collect()
}
