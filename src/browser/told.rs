//! Writes for the page: structures and maps as plain objects, lists as arrays, `None` as `null`.
//!
//! What the engine tells the page has names, numbers and texts, and writing those cannot fail. So
//! this has no errors, and a derived `Serialize` becomes little more than one call a field.

use std::fmt;

use js_sys::{Array, Object};
use serde::ser::{self, Impossible, Serialize};
use wasm_bindgen::prelude::*;

use super::plain;

/// The value as the page reads it.
pub fn to_page<T: Serialize + ?Sized>(value: &T) -> JsValue {
    match value.serialize(Writer) {
        Ok(value) => value,
    }
}

/// There is no way to fail.
#[derive(Debug)]
enum Never {}

impl ser::Error for Never {
    fn custom<T: fmt::Display>(_: T) -> Self {
        unreachable!()
    }
}
impl fmt::Display for Never {
    fn fmt(&self, _: &mut fmt::Formatter) -> fmt::Result {
        match *self {}
    }
}
impl std::error::Error for Never {}

type Written<T = JsValue> = Result<T, Never>;

struct Writer;

struct ObjectWriter {
    object: Object,
    key: String,
}

struct ListWriter(Array);

impl ObjectWriter {
    fn new() -> Self {
        Self {
            object: Object::new(),
            key: String::new(),
        }
    }
}

macro_rules! numbers {
    ($($name:ident: $type:ty,)*) => {$(
        fn $name(self, v: $type) -> Written {
            Ok(JsValue::from_f64(v as f64))
        }
    )*};
}

impl ser::Serializer for Writer {
    type Ok = JsValue;
    type Error = Never;
    type SerializeSeq = ListWriter;
    type SerializeTuple = Impossible<JsValue, Never>;
    type SerializeTupleStruct = Impossible<JsValue, Never>;
    type SerializeTupleVariant = Impossible<JsValue, Never>;
    type SerializeMap = ObjectWriter;
    type SerializeStruct = ObjectWriter;
    type SerializeStructVariant = Impossible<JsValue, Never>;

    numbers! {
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
        serialize_f32: f32,
        serialize_f64: f64,
    }
    fn serialize_bool(self, v: bool) -> Written {
        Ok(v.into())
    }
    fn serialize_char(self, v: char) -> Written {
        self.serialize_str(v.encode_utf8(&mut [0; 4]))
    }
    fn serialize_str(self, v: &str) -> Written {
        Ok(v.into())
    }
    fn serialize_bytes(self, _: &[u8]) -> Written {
        unreachable!()
    }
    fn serialize_none(self) -> Written {
        Ok(JsValue::NULL)
    }
    fn serialize_some<T: Serialize + ?Sized>(self, v: &T) -> Written {
        v.serialize(self)
    }
    fn serialize_unit(self) -> Written {
        Ok(JsValue::NULL)
    }
    fn serialize_unit_struct(self, _: &'static str) -> Written {
        Ok(JsValue::NULL)
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Written {
        self.serialize_str(name)
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, v: &T) -> Written {
        v.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Written {
        unreachable!()
    }
    fn serialize_seq(self, _: Option<usize>) -> Written<ListWriter> {
        Ok(ListWriter(Array::new()))
    }
    fn serialize_tuple(self, _: usize) -> Written<Self::SerializeTuple> {
        unreachable!()
    }
    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Written<Self::SerializeTupleStruct> {
        unreachable!()
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Written<Self::SerializeTupleVariant> {
        unreachable!()
    }
    fn serialize_map(self, _: Option<usize>) -> Written<ObjectWriter> {
        Ok(ObjectWriter::new())
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Written<ObjectWriter> {
        Ok(ObjectWriter::new())
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Written<Self::SerializeStructVariant> {
        unreachable!()
    }
}

impl ser::SerializeStruct for ObjectWriter {
    type Ok = JsValue;
    type Error = Never;
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Written<()> {
        plain::set(&self.object, key, to_page(value));
        Ok(())
    }
    fn end(self) -> Written {
        Ok(self.object.into())
    }
}

impl ser::SerializeMap for ObjectWriter {
    type Ok = JsValue;
    type Error = Never;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Written<()> {
        self.key = to_page(key).as_string().unwrap_or_default();
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Written<()> {
        plain::set(&self.object, &self.key, to_page(value));
        Ok(())
    }
    fn end(self) -> Written {
        Ok(self.object.into())
    }
}

impl ser::SerializeSeq for ListWriter {
    type Ok = JsValue;
    type Error = Never;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Written<()> {
        self.0.push(&to_page(value));
        Ok(())
    }
    fn end(self) -> Written {
        Ok(self.0.into())
    }
}
