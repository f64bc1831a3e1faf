//! What a crawler sees of a shared result: it runs no script and gets no fragment, so each
//! headline that a link can carry has a page of its own, with its title and picture in the head.
//! The body is the page itself, which reads the result from the fragment once somebody opens it.
//!
//! [`write()`] adds these pages to a built site, and the PNG icons for a home screen.

mod addresses;
mod claim;
mod encode;
mod fit;
mod fonts;
mod head;
mod icons;
mod language;
mod page;
mod picture;
mod shape;
mod site;
mod slug;
mod texts;
mod tokens;

pub use site::{Options, Written, write};
