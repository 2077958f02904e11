//! The citizen's way inside a town's homepage.

use wasm_bindgen::prelude::*;
use web_sys::{Element, ShadowRootInit, ShadowRootMode};

#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// One mounted widget; dropping it ends it.
#[wasm_bindgen]
pub struct Life {}

#[wasm_bindgen]
impl Life {
    /// Ends it.
    pub fn unmount(self) {}
}

/// Brings an element to life.
#[wasm_bindgen]
pub fn mount(host: &Element, base: &str, _sheet: JsValue) -> Result<Life, JsValue> {
    let root = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))?;
    root.set_text_content(Some(base));
    Ok(Life {})
}
