//! What the page gives, read field by field into the engine's own types.
//!
//! Serde could do it too; but it makes a reader of its own for each type, with every form that
//! any format may have and every message about it. That is more code than a whole run, and a
//! visitor on a poor line waits for it. This reads plain objects, and says where one is wrong.
//!
//! Reading goes on past what is wrong, with something in its place, and only the end of it tells:
//! giving up in the middle would need code at every field for letting go of those before.

use std::cell::OnceCell;

use js_sys::{Array, Error};
use wasm_bindgen::prelude::*;

use super::plain;
use crate::catalogue::{
    Catalogue, Category, Control, Endpoint, LargeObject, Platform, ProbeKind, Risk, Role,
};
use crate::report::{Seen, SeenControl, SeenPlatform};
use crate::run::{Engine, Options};
use crate::share::{Draft, DraftPlatform};
use crate::verdict::{CaveatKind, PlatformVerdict};
use crate::wire::Named;

/// What the page gave, or an error that says what of it cannot be read.
pub fn read<T: Read>(what: &str, value: JsValue) -> Result<T, Error> {
    let wrong = Wrong::new();
    let read = T::read(&Given {
        value,
        place: Place::Whole,
        wrong: &wrong,
    });
    match wrong.into_inner() {
        Some(wrong) => Err(Error::new(
            &["The ", what, " cannot be read: ", &wrong].concat(),
        )),
        None => Ok(read),
    }
}

/// Something that the page can give.
pub trait Read {
    /// Reads it; anything, where it is wrong.
    fn read(given: &Given) -> Self;
}

/// A value, and where it stands.
pub struct Given<'a> {
    value: JsValue,
    place: Place<'a>,
    wrong: &'a Wrong,
}

/// The first thing that cannot be read, and what it should be.
type Wrong = OnceCell<String>;

enum Place<'a> {
    Whole,
    Field(&'a Place<'a>, &'static str),
    Item(&'a Place<'a>, u32),
}

impl Given<'_> {
    fn field<T: Read>(&self, name: &'static str) -> T {
        T::read(&self.at(
            plain::get(&self.value, name),
            Place::Field(&self.place, name),
        ))
    }

    fn at<'a>(&'a self, value: JsValue, place: Place<'a>) -> Given<'a> {
        Given {
            value,
            place,
            wrong: self.wrong,
        }
    }

    fn text(&self) -> String {
        self.or_wrong(self.value.as_string(), "a text")
    }

    fn whole_number(&self, most: u32) -> u32 {
        let number = self.value.as_f64().filter(|n| n.fract() == 0.0);
        let fits = number.filter(|n| (0.0..=f64::from(most)).contains(n));
        if fits.is_none() {
            self.wrong(&["a whole number up to ", &most.to_string()].concat());
        }
        fits.unwrap_or_default() as u32
    }

    /// The place among these names.
    fn one_of(&self, names: &[&str]) -> usize {
        let given = self.value.as_string();
        let place = names
            .iter()
            .position(|&name| given.as_deref() == Some(name));
        if place.is_none() {
            self.wrong(&["one of ", &names.join(", ")].concat());
        }
        place.unwrap_or_default()
    }

    /// A list, or an empty one.
    fn list(&self) -> Array {
        if Array::is_array(&self.value) {
            return self.value.clone().unchecked_into();
        }
        self.wrong("a list");
        Array::new()
    }

    fn or_wrong<T: Default>(&self, read: Option<T>, expected: &str) -> T {
        read.unwrap_or_else(|| {
            self.wrong(expected);
            T::default()
        })
    }

    fn wrong(&self, expected: &str) {
        let mut path = String::new();
        self.place.write(&mut path);
        let what = if self.value.is_undefined() {
            " is missing, it should be "
        } else {
            " should be "
        };
        // Only the first is told.
        let _ = self.wrong.set([&path, what, expected].concat());
    }
}

impl Place<'_> {
    /// As `platforms[3].endpoints[0].url`.
    fn write(&self, path: &mut String) {
        match *self {
            Self::Whole => {}
            Self::Field(of, name) => {
                of.write(path);
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(name);
            }
            Self::Item(of, index) => {
                of.write(path);
                path.push('[');
                path.push_str(&index.to_string());
                path.push(']');
            }
        }
    }
}

impl Read for String {
    fn read(given: &Given) -> Self {
        given.text()
    }
}

impl Read for bool {
    fn read(given: &Given) -> Self {
        given.or_wrong(given.value.as_bool(), "true or false")
    }
}

impl Read for f64 {
    fn read(given: &Given) -> Self {
        given.or_wrong(given.value.as_f64(), "a number")
    }
}

impl<T: Read> Read for Option<T> {
    fn read(given: &Given) -> Self {
        let is_none = given.value.is_undefined() || given.value.is_null();
        (!is_none).then(|| T::read(given))
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(given: &Given) -> Self {
        let list = given.list();
        let item = |i| T::read(&given.at(list.get(i), Place::Item(&given.place, i)));
        (0..list.length()).map(item).collect()
    }
}

macro_rules! whole_numbers {
    ($($type:ty)*) => {$(
        impl Read for $type {
            fn read(given: &Given) -> Self {
                given.whole_number(<$type>::MAX.into()) as $type
            }
        }
    )*};
}

macro_rules! names {
    ($($type:ty)*) => {$(
        impl Read for $type {
            fn read(given: &Given) -> Self {
                <$type>::ALL[given.one_of(<$type>::NAMES)]
            }
        }
    )*};
}

/// All fields of a type; those after `or` may be missing, and have their default then.
macro_rules! fields {
    ($type:ident { $($field:ident)* } $(or { $($optional:ident)* })?) => {
        impl Read for $type {
            fn read(given: &Given) -> Self {
                Self {
                    $($field: given.field(stringify!($field)),)*
                    $($($optional: given
                        .field::<Option<_>>(stringify!($optional))
                        .unwrap_or_default(),)*)?
                }
            }
        }
    };
}

whole_numbers!(u8 u16 u32);
names!(Role ProbeKind Risk Engine CaveatKind PlatformVerdict);
fields!(Catalogue { version date canary categories platforms controls });
fields!(Category { id on });
fields!(Platform { id code name category tier operator endpoints object });
fields!(Endpoint { id role url probe alt image protocol edge baseline } or { hello blocker once unproven });
fields!(Control { id operator url probe country object });
fields!(LargeObject { url bytes });
fields!(Options { platforms own_url seed } or { started_ms });
fields!(Draft { catalogue started_ms caveats platforms });
fields!(DraftPlatform { code verdict warm_ms });
fields!(Seen { catalogue started_ms stopped browser controls platforms });
fields!(SeenControl { id answered });
fields!(SeenPlatform { code verdict warm_ms ratio kbps });
