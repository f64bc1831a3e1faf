//! Which country and network an address belongs to.
