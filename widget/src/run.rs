//! Around `update`: keeps the model, takes in what the shell reports, performs the effects that come out.
//!
//! The shell (`shell.js`) owns the element, the listeners, the timers and the network; this owns the state.

use std::rc::Rc;

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::date::Day;
use crate::dom;
use crate::effect::{Call, Effect, Reply, Spot};
use crate::model::{Field, Model, Setup, Step};
use crate::msg::{Act, Msg, Verb};
use crate::texts::{Lang, cat, learn, piece};
use crate::update::update;
use crate::visit::{self, Visit};
use crate::{api, view};

#[wasm_bindgen]
extern "C" {
    /// The browser's side of this widget.
    pub type Shell;

    #[wasm_bindgen(method)]
    fn show(this: &Shell) -> JsValue;
    #[wasm_bindgen(method)]
    fn field(this: &Shell, name: &str) -> Option<String>;
    #[wasm_bindgen(method)]
    pub fn ask(this: &Shell, number: u32, method: &str, path: &str, body: &JsValue, key: &str);
    #[wasm_bindgen(method)]
    fn say(this: &Shell, text: &str);
    #[wasm_bindgen(method)]
    fn rest(this: &Shell);
    #[wasm_bindgen(method)]
    fn clock(this: &Shell, seconds: u32, held: &str);
    #[wasm_bindgen(method)]
    fn print(this: &Shell);
    #[wasm_bindgen(method)]
    fn emit(this: &Shell, name: &str);
}

/// One mounted widget.
#[wasm_bindgen]
pub struct Widget {
    shell: Shell,
    /// The shadow root, undefined before the town is known.
    root: JsValue,
    /// Until the town is known.
    setup: Option<Setup>,
    model: Option<Model>,
    /// The newest call; the shell drops answers to any other.
    call: Rc<Call>,
}

#[wasm_bindgen]
impl Widget {
    /// Begins by waiting for the town, which is on its way. Told is, with spaces between: today, 24 random
    /// digits, level of the heading, and service and department of the element, which may be empty.
    #[wasm_bindgen(constructor)]
    pub fn new(shell: Shell, told: &str) -> Self {
        let told = |place| piece(told, b' ', place).to_owned();
        let setup = Setup {
            service: told(3),
            department: told(4),
            level: told(2)
                .bytes()
                .next()
                .map_or(2, |digit| u32::from(digit.wrapping_sub(b'0')).min(5)),
            today: Day::parse(&told(0)).unwrap_or(Day::NEVER),
            chance: told(1),
        };
        Self {
            shell,
            root: JsValue::UNDEFINED,
            setup: Some(setup),
            model: None,
            call: Rc::new(Call::Town(String::new())),
        }
    }

    /// Something on screen was used: its verb, a space, and with what.
    pub fn act(&mut self, told: &str) {
        let word = piece(told, b' ', 0);
        if let Some(verb) = Verb::parse(word) {
            let with = told.get(word.len() + 1..).unwrap_or_default().to_owned();
            match verb {
                Verb::Words => learn(with),
                _ => self.hear(Msg::Act(Act { verb, with })),
            }
        }
    }

    /// The newest call was answered, or was not.
    pub fn answered(&mut self, number: u32, status: u32, body: &JsValue) {
        let answer = api::read(&self.call, status, body);
        match (number, answer) {
            (0, Ok(Reply::Town(town))) => self.open(town),
            (0, _) => self.shell.emit("failed"),
            (_, answer) => self.hear(Msg::Answered(number, answer)),
        }
    }

    /// So many seconds of the hold are left.
    pub fn tick(&mut self, left: u32) {
        self.hear(Msg::Tick(left));
    }
}

impl Widget {
    fn open(&mut self, town: Rc<wire::TownView>) {
        let Some(setup) = self.setup.take() else { return };
        self.root = self.shell.show();
        let mut visit = Visit::default();
        if visit::service(&town, &setup.service).is_some() {
            visit.set_count(&setup.service, 1);
        }
        let model = Model {
            setup,
            lang: Lang::parse(&town.language).unwrap_or(Lang::De),
            town,
            visit,
            draft: Default::default(),
            step: Step::Concern {
                typed: String::new(),
                aside: None,
            },
            notice: None,
            waiting: None,
            number: 0,
        };
        view::open(&self.root, &model);
        self.model = Some(model);
        self.shell.emit("ready");
    }

    /// One message through `update`, its effects performed in order.
    fn hear(&mut self, msg: Msg) {
        let Some(mut model) = self.model.take() else {
            return;
        };
        // What stands in the fields goes first: a redraw must not lose it.
        for field in Field::ALL {
            if let Some(text) = self.shell.field(field.word()) {
                model.draft.set(field, text);
            }
        }
        let (model, effects) = update(model, msg);
        for effect in effects {
            self.perform(&model, effect);
        }
        self.model = Some(model);
    }

    fn perform(&mut self, model: &Model, effect: Effect) {
        let (shell, root) = (&self.shell, &self.root);
        match effect {
            Effect::Send(number, call) => self.send(number, call, model.lang.tag()),
            Effect::Rest => shell.rest(),
            Effect::Paint(region) => {
                let mark = dom::mark(root);
                view::paint(root, model, region);
                dom::refocus(root, &mark);
            }
            Effect::Focus(spot) => focus(root, spot),
            Effect::Announce(text) => shell.say(&text),
            Effect::Clock(seconds) => shell.clock(seconds, &held(model)),
            Effect::Print => shell.print(),
            Effect::Emit(name) => shell.emit(name),
        }
    }

    fn send(&mut self, number: u32, call: Rc<Call>, lang: &str) {
        api::send(&self.shell, number, &call, lang);
        self.call = call;
    }
}

/// Where the held time can be let go; empty if none is held.
fn held(model: &Model) -> String {
    match &model.step {
        Step::Contact(contact) => cat(&["/holds/", &contact.hold.hold]),
        _ => String::new(),
    }
}

fn focus(root: &JsValue, spot: Spot) {
    let selector = match spot {
        Spot::Heading => "#heading".to_owned(),
        Spot::Notice => "#said".to_owned(),
        Spot::Question => ".aside>p".to_owned(),
        Spot::Field(field) => cat(&["#", field.word()]),
        Spot::Listed(day) => cat(&["#d", &day.iso()]),
        Spot::Day(day) => {
            if dom::find(root, "td>[tabindex='0']") {
                dom::attr("tabindex", "-1");
            }
            cat(&["td>[data-with='", &day.iso(), "']"])
        }
    };
    if dom::find(root, &selector) {
        if let Spot::Day(_) = spot {
            dom::attr("tabindex", "0");
        }
        dom::focus();
    }
}
