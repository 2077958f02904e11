//! Declares a wire type once and derives both codecs from that one declaration.

macro_rules! wire_struct {
    ($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $ty:ty,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[cfg_attr(feature = "server", derive(serde::Serialize, serde::Deserialize, utoipa::ToSchema))]
        #[cfg_attr(feature = "server", serde(deny_unknown_fields))]
        pub struct $name { $($(#[$field_meta])* pub $field: $ty,)* }

        #[cfg(feature = "browser")]
        impl crate::js::FromJs for $name {
            #[inline(never)]
            fn from_js(value: &wasm_bindgen::JsValue, fit: &mut crate::js::Fit) -> Self {
                Self { $($field: fit.field(value, stringify!($field)),)* }
            }
        }

        #[cfg(feature = "browser")]
        impl crate::js::ToJs for $name {
            fn to_js(&self) -> wasm_bindgen::JsValue {
                let object = js_sys::Object::new();
                $(crate::js::set(&object, stringify!($field), &self.$field);)*
                object.into()
            }
        }
    };
}

macro_rules! wire_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:tt,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[cfg_attr(feature = "server", derive(serde::Serialize, serde::Deserialize, utoipa::ToSchema))]
        pub enum $name { $($(#[$variant_meta])* #[cfg_attr(feature = "server", serde(rename = $text))] $variant,)* }

        impl $name {
            /// Every variant, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word that stands for this variant on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The variant a word on the wire stands for.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.get(crate::place_of(text, &[$($text,)*])).copied()
            }
        }

        #[cfg(feature = "browser")]
        impl crate::js::FromJs for $name {
            fn from_js(value: &wasm_bindgen::JsValue, fit: &mut crate::js::Fit) -> Self {
                Self::parse(&String::from_js(value, fit)).unwrap_or_else(|| {
                    fit.fails();
                    Self::ALL[0]
                })
            }
        }

        #[cfg(feature = "browser")]
        impl crate::js::ToJs for $name {
            fn to_js(&self) -> wasm_bindgen::JsValue {
                self.as_str().into()
            }
        }
    };
}
