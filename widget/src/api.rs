//! What a call is as a request, and what its answer says. What follows from it is decided in `update`.

use std::rc::Rc;

use wasm_bindgen::JsValue;
use wire::js::{self, ToJs};
use wire::{AppointmentView, Availability, HoldView, MoveRequest, Problem, TownView};

use crate::effect::{Call, Failure, Reply};
use crate::run::Shell;
use crate::texts::{cat, number};

/// Sends a call.
pub fn send(shell: &Shell, count: u32, call: &Call, lang: &str) {
    let none = JsValue::UNDEFINED;
    let (get, post) = ("GET", "POST");
    let (method, path, body, key): (&str, String, JsValue, &str) = match call {
        Call::Town(_) => (get, "?".to_owned(), none, ""),
        Call::Days { query, from, days } => {
            let path = cat(&[
                "/availability?",
                query,
                "from=",
                &from.iso(),
                "&days=",
                &number(*days),
                "&",
            ]);
            (get, path, none, "")
        }
        Call::Hold(request, key) => (post, "/holds?".to_owned(), request.to_js(), key),
        Call::Extend(hold) => (post, cat(&["/holds/", hold, "/extend?"]), none, ""),
        Call::Release(hold) => ("DELETE", cat(&["/holds/", hold, "?"]), none, ""),
        Call::Confirm(request, key) => (post, "/appointments?".to_owned(), request.to_js(), key),
        Call::Look(token) => (get, cat(&["/appointments/", token, "?"]), none, ""),
        Call::Move(token, hold) => {
            let body = MoveRequest { hold: hold.clone() };
            (post, cat(&["/appointments/", token, "/move?"]), body.to_js(), "")
        }
        Call::Cancel(token) => (post, cat(&["/appointments/", token, "/cancel?"]), none, ""),
        Call::Find(request) => (post, "/appointments/lookup?".to_owned(), request.to_js(), ""),
    };
    let lang = if let Call::Town(wanted) = call {
        wanted
    } else {
        lang
    };
    shell.ask(count, method, &cat(&[&path, "lang=", lang]), &body, key);
}

/// What an answer says.
pub fn read(call: &Call, status: u32, body: &JsValue) -> Result<Reply, Failure> {
    let reply = match status {
        0 => return Err(Failure::Unreachable),
        1 => return Err(Failure::Slow),
        204 => Some(Reply::Nothing),
        200..300 => match call {
            Call::Town(_) => js::read::<TownView>(body).map(|town| Reply::Town(Rc::new(town))),
            Call::Days { .. } => js::read::<Availability>(body).map(|days| Reply::Days(Box::new(days))),
            Call::Hold(..) | Call::Extend(_) => {
                js::read::<HoldView>(body).map(|hold| Reply::Hold(Rc::new(hold)))
            }
            Call::Release(_) => Some(Reply::Nothing),
            Call::Confirm(..) | Call::Look(_) | Call::Move(..) | Call::Cancel(_) | Call::Find(_) => {
                js::read::<AppointmentView>(body).map(|appointment| Reply::Appointment(Rc::new(appointment)))
            }
        },
        _ => {
            let problem = js::read::<Problem>(body);
            return Err(problem.map_or(Failure::Unreadable, |problem| Failure::Problem(Rc::new(problem))));
        }
    };
    reply.ok_or(Failure::Unreadable)
}
