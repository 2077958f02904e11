//! Drawing: one element is open at a time, everything lands in it. The other half is `page.js`. Text goes in as
//! text only: there is no way from here to parse markup.

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::msg::Verb;
use crate::texts::{Lang, Text};

#[wasm_bindgen(module = "/page.js")]
extern "C" {
    fn open(what: &str);
    fn close();
    /// Opens the region of this id, emptied.
    pub fn region(root: &JsValue, id: &str);
    /// Opens the first element that fits; says whether there is one.
    pub fn find(root: &JsValue, selector: &str) -> bool;
    /// Sets an attribute of every element that fits, or its text if no attribute is named.
    pub fn every(root: &JsValue, selector: &str, name: &str, value: &str);
    /// Sets an attribute of the open element.
    pub fn attr(name: &str, value: &str);
    /// Appends text to the open element.
    pub fn text(text: &str);
    /// Replaces what is in the open element.
    pub fn put(text: &str);
    /// Gives the focus to the open element.
    pub fn focus();
    /// Sets a custom property of the open element.
    pub fn colour(name: &str, value: &str);
    /// Remembers what has the focus.
    pub fn mark(root: &JsValue) -> JsValue;
    /// Gives the focus back to what stands there now.
    pub fn refocus(root: &JsValue, mark: &JsValue);
}

/// A new element, `div.card.wide#place` for a `div` with two classes and an id, and what is inside it.
#[inline(always)]
pub fn el(what: &str, fill: impl FnOnce()) {
    open(what);
    fill();
    close();
}

/// A new element that holds a text.
pub fn leaf(what: &str, content: &str) {
    open(what);
    text(content);
    close();
}

/// Appends a sentence of ours.
pub fn say(lang: Lang, content: Text) {
    text(lang.of(content));
}

/// A new element that holds a sentence of ours.
pub fn said(what: &str, lang: Lang, content: Text) {
    leaf(what, lang.of(content));
}

/// Text that only listeners get.
pub fn unseen(content: &str) {
    leaf("span.sr", content);
}

/// Sets an attribute without a value, or not.
pub fn flag(name: &str, on: bool) {
    if on {
        attr(name, "");
    }
}

/// Sets an attribute that is true or false.
pub fn state(name: &str, on: bool) {
    attr(name, word(on));
}

/// `true` or `false`.
pub fn word(on: bool) -> &'static str {
    if on { "true" } else { "false" }
}

/// Makes the open element do something when clicked, typed into or sent.
pub fn act(verb: Verb, with: &str) {
    attr("data-do", verb.word());
    attr("data-with", with);
}
