//! The widget's codec: reads and writes wire types as plain JavaScript values.
//!
//! The browser parses the JSON; this only picks fields. A value of the wrong shape leaves its mark in `Fit`,
//! and `read` then yields `None`, which the widget treats like any unreadable answer. Reading never stops
//! half-way: a way out at each field would have to free all fields before it, and that weighs more than
//! everything else here.

use js_sys::{Array, Object};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};

#[wasm_bindgen]
extern "C" {
    /// An object made by the browser's JSON parser, or made here: reading and setting fields cannot throw.
    type Fields;
    #[wasm_bindgen(method, indexing_getter)]
    fn get(this: &Fields, name: &str) -> JsValue;
    #[wasm_bindgen(method, indexing_setter)]
    fn set(this: &Fields, name: &str, value: &JsValue);
}

/// Whether everything read so far had the right shape.
pub struct Fit(bool);

/// A type that can be read from a JavaScript value.
pub trait FromJs: Sized {
    /// Reads the value; a wrong shape is noted and gives an empty value.
    fn from_js(value: &JsValue, fit: &mut Fit) -> Self;
}

/// A type that can be written as a JavaScript value.
pub trait ToJs {
    /// Writes the value.
    fn to_js(&self) -> JsValue;
}

/// Reads a value; `None` if its shape does not fit.
pub fn read<T: FromJs>(value: &JsValue) -> Option<T> {
    let mut fit = Fit(true);
    let read = T::from_js(value, &mut fit);
    fit.0.then_some(read)
}

impl Fit {
    /// Notes a wrong shape.
    pub fn fails(&mut self) {
        self.0 = false;
    }

    /// Reads one field of an object. A missing field reads like `undefined`, so that `Option` fields may be absent.
    pub fn field<T: FromJs>(&mut self, object: &JsValue, name: &str) -> T {
        T::from_js(&get(object, name), self)
    }
}

#[inline(never)]
fn get(object: &JsValue, name: &str) -> JsValue {
    // The fields of something that is no object are as good as missing.
    if object.is_object() {
        object.unchecked_ref::<Fields>().get(name)
    } else {
        JsValue::UNDEFINED
    }
}

/// Writes one field of an object; an absent `Option` leaves no field behind.
pub fn set<T: ToJs>(object: &Object, name: &str, value: &T) {
    put(object, name, &value.to_js());
}

#[inline(never)]
fn put(object: &Object, name: &str, value: &JsValue) {
    if !value.is_undefined() {
        object.unchecked_ref::<Fields>().set(name, value);
    }
}

impl FromJs for String {
    #[inline(never)]
    fn from_js(value: &JsValue, fit: &mut Fit) -> Self {
        value.as_string().unwrap_or_else(|| {
            fit.fails();
            Self::new()
        })
    }
}

impl ToJs for String {
    fn to_js(&self) -> JsValue {
        self.as_str().into()
    }
}

impl FromJs for u32 {
    #[inline(never)]
    fn from_js(value: &JsValue, fit: &mut Fit) -> Self {
        match value.as_f64() {
            // Numbers of the contract are small whole numbers; the cast saturates and never wraps.
            Some(number) => number as Self,
            None => {
                fit.fails();
                0
            }
        }
    }
}

impl ToJs for u32 {
    fn to_js(&self) -> JsValue {
        (*self).into()
    }
}

impl FromJs for bool {
    #[inline(never)]
    fn from_js(value: &JsValue, fit: &mut Fit) -> Self {
        value.as_bool().unwrap_or_else(|| {
            fit.fails();
            false
        })
    }
}

impl ToJs for bool {
    fn to_js(&self) -> JsValue {
        (*self).into()
    }
}

impl<T: FromJs> FromJs for Option<T> {
    fn from_js(value: &JsValue, fit: &mut Fit) -> Self {
        if value.is_undefined() || value.is_null() {
            None
        } else {
            Some(T::from_js(value, fit))
        }
    }
}

impl<T: ToJs> ToJs for Option<T> {
    fn to_js(&self) -> JsValue {
        self.as_ref().map_or(JsValue::UNDEFINED, ToJs::to_js)
    }
}

impl<T: FromJs> FromJs for Vec<T> {
    fn from_js(value: &JsValue, fit: &mut Fit) -> Self {
        let mut items = Self::new();
        read_list(value, fit, &mut items);
        items
    }
}

/// A list that takes values as they are read.
trait List {
    fn take(&mut self, item: &JsValue, fit: &mut Fit);
}

impl<T: FromJs> List for Vec<T> {
    fn take(&mut self, item: &JsValue, fit: &mut Fit) {
        self.push(T::from_js(item, fit));
    }
}

/// One loop for lists of all types. A list that was left out is empty, as problems leave out theirs.
fn read_list(value: &JsValue, fit: &mut Fit, list: &mut dyn List) {
    if !Array::is_array(value) {
        if !value.is_undefined() {
            fit.fails();
        }
        return;
    }
    let array: &Array = value.unchecked_ref();
    for place in 0..array.length() {
        list.take(&array.get(place), fit);
    }
}

impl<T: ToJs> ToJs for Vec<T> {
    fn to_js(&self) -> JsValue {
        let array = Array::new();
        for item in self {
            array.push(&item.to_js());
        }
        array.into()
    }
}
