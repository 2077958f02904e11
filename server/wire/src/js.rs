//! The widget's codec: reads and writes wire types as plain JavaScript values.
//!
//! The browser parses the JSON; this only picks fields. A value of the wrong shape yields `None`, which the
//! widget treats like any unreadable answer.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;

/// A type that can be read from a JavaScript value.
pub trait FromJs: Sized {
    /// Reads the value; `None` if its shape does not fit.
    fn from_js(value: &JsValue) -> Option<Self>;
}

/// A type that can be written as a JavaScript value.
pub trait ToJs {
    /// Writes the value.
    fn to_js(&self) -> JsValue;
}

/// Reads one field of an object. A missing field reads like `undefined`, so that `Option` fields may be absent.
pub fn field<T: FromJs>(object: &JsValue, name: &str) -> Option<T> {
    T::from_js(&Reflect::get(object, &name.into()).ok()?)
}

/// Writes one field of an object; an absent `Option` leaves no field behind.
pub fn set<T: ToJs>(object: &Object, name: &str, value: &T) {
    let value = value.to_js();
    if !value.is_undefined() {
        // Setting a field of an object made a moment ago cannot fail.
        let _ = Reflect::set(object, &name.into(), &value);
    }
}

impl FromJs for String {
    fn from_js(value: &JsValue) -> Option<Self> {
        value.as_string()
    }
}

impl ToJs for String {
    fn to_js(&self) -> JsValue {
        self.as_str().into()
    }
}

impl FromJs for u32 {
    fn from_js(value: &JsValue) -> Option<Self> {
        // Numbers of the contract are small whole numbers; the cast saturates and never wraps.
        value.as_f64().map(|number| number as u32)
    }
}

impl ToJs for u32 {
    fn to_js(&self) -> JsValue {
        (*self).into()
    }
}

impl FromJs for bool {
    fn from_js(value: &JsValue) -> Option<Self> {
        value.as_bool()
    }
}

impl ToJs for bool {
    fn to_js(&self) -> JsValue {
        (*self).into()
    }
}

impl<T: FromJs> FromJs for Option<T> {
    fn from_js(value: &JsValue) -> Option<Self> {
        if value.is_undefined() || value.is_null() {
            Some(None)
        } else {
            T::from_js(value).map(Some)
        }
    }
}

impl<T: ToJs> ToJs for Option<T> {
    fn to_js(&self) -> JsValue {
        self.as_ref().map_or(JsValue::UNDEFINED, ToJs::to_js)
    }
}

impl<T: FromJs> FromJs for Vec<T> {
    fn from_js(value: &JsValue) -> Option<Self> {
        if !Array::is_array(value) {
            return None;
        }
        Array::from(value).iter().map(|item| T::from_js(&item)).collect()
    }
}

impl<T: ToJs> ToJs for Vec<T> {
    fn to_js(&self) -> JsValue {
        self.iter().map(ToJs::to_js).collect::<Array>().into()
    }
}
