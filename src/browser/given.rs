//! What the page gives, read field by field into the engine's own types.
//!
//! Serde could do it too; but it makes a reader of its own for each type, with every form that
//! any format may have and every message about it. That is more code than a whole run, and a
//! visitor on a poor line waits for it. This reads plain objects, and says where one is wrong.

use js_sys::{Array, Error, Reflect};
use wasm_bindgen::prelude::*;

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
    let whole = Given {
        value,
        place: Place::Whole,
    };
    T::read(&whole)
        .map_err(|wrong| Error::new(&["The ", what, " cannot be read: ", &wrong.0].concat()))
}

/// Something that the page can give.
pub trait Read: Sized {
    /// Reads it.
    fn read(given: &Given) -> Result<Self, Wrong>;
}

/// A value, and where it stands.
pub struct Given<'a> {
    value: JsValue,
    place: Place<'a>,
}

enum Place<'a> {
    Whole,
    Field(&'a Place<'a>, &'static str),
    Item(&'a Place<'a>, u32),
}

/// What cannot be read, and what it should be.
pub struct Wrong(String);

impl Given<'_> {
    fn get(&self, name: &'static str) -> Result<Given<'_>, Wrong> {
        match Reflect::get(&self.value, &name.into()) {
            Ok(value) => Ok(Given {
                value,
                place: Place::Field(&self.place, name),
            }),
            Err(_) => Err(self.wrong("an object")),
        }
    }

    fn field<T: Read>(&self, name: &'static str) -> Result<T, Wrong> {
        T::read(&self.get(name)?)
    }

    fn whole_number(&self, most: u32) -> Result<u32, Wrong> {
        let number = self.value.as_f64().filter(|n| n.fract() == 0.0);
        let fits = number.filter(|n| (0.0..=f64::from(most)).contains(n));
        fits.map(|n| n as u32)
            .ok_or_else(|| self.wrong(&["a whole number up to ", &most.to_string()].concat()))
    }

    /// The place among these names.
    fn one_of(&self, names: &[&str]) -> Result<usize, Wrong> {
        let given = self.value.as_string();
        let place = names
            .iter()
            .position(|&name| given.as_deref() == Some(name));
        place.ok_or_else(|| self.wrong(&["one of ", &names.join(", ")].concat()))
    }

    fn wrong(&self, expected: &str) -> Wrong {
        let mut path = String::new();
        self.place.write(&mut path);
        let what = if self.value.is_undefined() {
            " is missing, it should be "
        } else {
            " should be "
        };
        Wrong([&path, what, expected].concat())
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
    fn read(given: &Given) -> Result<Self, Wrong> {
        given.value.as_string().ok_or_else(|| given.wrong("a text"))
    }
}

impl Read for bool {
    fn read(given: &Given) -> Result<Self, Wrong> {
        let flag = given.value.as_bool();
        flag.ok_or_else(|| given.wrong("true or false"))
    }
}

impl Read for f64 {
    fn read(given: &Given) -> Result<Self, Wrong> {
        given.value.as_f64().ok_or_else(|| given.wrong("a number"))
    }
}

impl<T: Read> Read for Option<T> {
    fn read(given: &Given) -> Result<Self, Wrong> {
        if given.value.is_undefined() || given.value.is_null() {
            return Ok(None);
        }
        T::read(given).map(Some)
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(given: &Given) -> Result<Self, Wrong> {
        if !Array::is_array(&given.value) {
            return Err(given.wrong("a list"));
        }
        let list: &Array = given.value.unchecked_ref();
        let item = |index| {
            T::read(&Given {
                value: list.get(index),
                place: Place::Item(&given.place, index),
            })
        };
        (0..list.length()).map(item).collect()
    }
}

macro_rules! whole_numbers {
    ($($type:ty)*) => {$(
        impl Read for $type {
            fn read(given: &Given) -> Result<Self, Wrong> {
                Ok(given.whole_number(<$type>::MAX.into())? as $type)
            }
        }
    )*};
}

macro_rules! names {
    ($($type:ty)*) => {$(
        impl Read for $type {
            fn read(given: &Given) -> Result<Self, Wrong> {
                Ok(<$type>::ALL[given.one_of(<$type>::NAMES)?])
            }
        }
    )*};
}

/// All fields of a type; those after `or` may be missing, and have their default then.
macro_rules! fields {
    ($type:ident { $($field:ident)* } $(or { $($optional:ident)* })?) => {
        impl Read for $type {
            fn read(given: &Given) -> Result<Self, Wrong> {
                Ok(Self {
                    $($field: given.field(stringify!($field))?,)*
                    $($($optional: given
                        .field::<Option<_>>(stringify!($optional))?
                        .unwrap_or_default(),)*)?
                })
            }
        }
    };
}

whole_numbers!(u8 u16 u32);
names!(Role ProbeKind Risk Engine CaveatKind PlatformVerdict);
fields!(Catalogue { version date canary categories platforms controls });
fields!(Category { id on });
fields!(Platform { id code name category tier operator endpoints object });
fields!(Endpoint { id role url probe alt image protocol edge baseline } or { hello blocker once });
fields!(Control { id operator url probe country object });
fields!(LargeObject { url bytes });
fields!(Options { platforms own_url seed } or { started_ms });
fields!(Draft { catalogue started_ms caveats platforms });
fields!(DraftPlatform { code verdict warm_ms });
fields!(Seen { catalogue started_ms stopped browser controls platforms });
fields!(SeenControl { id answered });
fields!(SeenPlatform { code verdict warm_ms ratio kbps });
