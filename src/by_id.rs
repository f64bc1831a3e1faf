//! Entries that know their id, as an object by id: what a page looks things up in.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// An entry that knows its id.
pub(crate) trait ById {
    /// Its stable name.
    fn id(&self) -> &str;
}

/// For `#[serde(with)]`, in the order given.
pub(crate) fn serialize<T: ById + Serialize, S: Serializer>(
    all: &[T],
    s: S,
) -> Result<S::Ok, S::Error> {
    let mut map = s.serialize_map(Some(all.len()))?;
    for entry in all {
        map.serialize_entry(entry.id(), entry)?;
    }
    map.end()
}

/// For `#[serde(with)]`, in the order read.
pub(crate) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    d: D,
) -> Result<Vec<T>, D::Error> {
    struct Entries<T>(PhantomData<T>);
    impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
        type Value = Vec<T>;
        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            f.write_str("an object by id")
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut all = Vec::new();
            while let Some((_, entry)) = map.next_entry::<String, T>()? {
                all.push(entry);
            }
            Ok(all)
        }
    }
    d.deserialize_map(Entries(PhantomData))
}
