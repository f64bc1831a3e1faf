//! Enums whose values have a name outside: in the catalogue, in the result, in the documentation.

use serde::de::{Deserialize, Deserializer, Error};

/// A value that has a stable name.
pub trait Named: Copy + PartialEq + 'static {
    /// All values.
    const ALL: &'static [Self];
    /// Their names, in the same order.
    const NAMES: &'static [&'static str];

    /// Its name.
    fn name(self) -> &'static str;
}

/// For `Deserialize`: the value of a name.
pub(crate) fn read<'de, T: Named, D: Deserializer<'de>>(d: D) -> Result<T, D::Error> {
    let name = String::deserialize(d)?;
    let place = T::NAMES.iter().position(|&known| known == name);
    let value = place.and_then(|place| T::ALL.get(place).copied());
    value.ok_or_else(|| D::Error::unknown_variant(&name, T::NAMES))
}

/// Defines an enum of which each value has a name, and writes and reads it by that.
macro_rules! named {
    (
        $(#[$about:meta])*
        pub enum $type:ident {
            $($(#[$note:meta])* $value:ident = $name:literal,)*
        }
    ) => {
        $(#[$about])*
        pub enum $type {
            $($(#[$note])* $value,)*
        }

        impl $crate::wire::Named for $type {
            const ALL: &'static [Self] = &[$(Self::$value),*];
            const NAMES: &'static [&'static str] = &[$($name),*];

            fn name(self) -> &'static str {
                Self::NAMES[self as usize]
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str($crate::wire::Named::name(*self))
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                $crate::wire::read(d)
            }
        }
    };
}
pub(crate) use named;
