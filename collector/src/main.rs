//! The program `getthrough-collector`.

fn main() {}
