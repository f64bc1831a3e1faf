//! Every number that decides something: a name, a unit, a reason. The table in
//! `docs/METHODOLOGY.md` is checked against [`TABLE`].
