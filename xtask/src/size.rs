//! How large the engine is, as it lies on the disk and as it travels.

use anyhow::{Context, Result, bail};
use flate2::{Compression, write::GzEncoder};
use std::fmt;
use std::io::Write;
use std::path::Path;

use crate::pack::{Budget, FILE};

/// One file, in bytes.
struct Size {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

/// The engine's two files, and how large they may be.
pub struct Sizes {
    wasm: Size,
    glue: Size,
    budget: Budget,
}

impl Sizes {
    /// Measures the packed files.
    pub fn of(wasm: &Path, glue: &Path, budget: Budget) -> Result<Self> {
        Ok(Self {
            wasm: Size::of(wasm)?,
            glue: Size::of(glue)?,
            budget,
        })
    }

    /// Refuses files that have grown past their budget.
    pub fn within_budget(&self) -> Result<()> {
        for (name, size, kilobytes) in [
            ("wasm", &self.wasm, self.budget.wasm),
            ("glue", &self.glue, self.budget.glue),
        ] {
            if size.gzip > kilobytes as usize * 1000 {
                bail!(
                    "{name} is {} after gzip, more than its budget of {kilobytes} KB: make it \
                     smaller, or raise `budget.{name}` in {FILE} and say why",
                    Kilobytes(size.gzip)
                );
            }
        }
        Ok(())
    }
}

impl Size {
    fn of(path: &Path) -> Result<Self> {
        let bytes =
            std::fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&bytes)?;
        let mut brotli = Vec::new();
        brotli::BrotliCompress(&mut &bytes[..], &mut brotli, &Default::default())?;
        Ok(Self {
            raw: bytes.len(),
            gzip: gzip.finish()?.len(),
            brotli: brotli.len(),
        })
    }
}

struct Kilobytes(usize);

impl fmt::Display for Kilobytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} KB", self.0 as f64 / 1000.0)
    }
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (end, name, size) in [("\n", "wasm", &self.wasm), ("", "glue", &self.glue)] {
            write!(
                f,
                "{name}  {:>9}  gzip {:>9}  brotli {:>9}{end}",
                Kilobytes(size.raw).to_string(),
                Kilobytes(size.gzip).to_string(),
                Kilobytes(size.brotli).to_string(),
            )?;
        }
        Ok(())
    }
}
