//! The citizen's way inside a town's homepage: from the concern to the appointment, and later to moving or
//! cancelling it.
//!
//! `model` is what is known, `msg` what can happen, `update` what follows (pure), `effect` what is to be done
//! about it. `run`, `api`, `dom` and `view` speak with the browser through two small files: `shell.js` (element,
//! listeners, timers, network) and `page.js` (drawing). There is no time-zone arithmetic here, no storage, no
//! markup parsing, and nothing a town's rules decide: the server answers.

mod api;
mod date;
mod dom;
mod effect;
mod model;
mod msg;
mod run;
#[cfg(test)]
mod sample;
mod search;
mod texts;
mod update;
mod view;
mod visit;

pub use run::Widget;

#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
