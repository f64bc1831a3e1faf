//! Batches in files, while the store is away: they survive the end of the program, and do not
//! fill its memory.
//!
//! One file for each batch, with the token by which it counts once. Counters only, no more than a
//! store has.

use anyhow::{Context, Result, bail, ensure};
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::store::{Batch, text};

/// The first word of a file.
const MARK: &str = "getthrough-spill-1";
/// How files of batches end, and those that cannot be read.
const BATCH: &str = "batch";
const BROKEN: &str = "broken";

/// A folder of batches, which is one program's at a time.
pub struct Spill {
    folder: PathBuf,
    /// Oldest first.
    files: VecDeque<Kept>,
    bytes: u64,
    most_bytes: u64,
    next: u64,
    /// Held while this is there.
    _lock: File,
}

struct Kept {
    path: PathBuf,
    bytes: u64,
}

impl Spill {
    /// Opens a folder, or makes it. What is in it is to be stored first.
    ///
    /// # Errors
    /// Where it cannot be made or read, or is another program's, with what to do.
    pub fn open(folder: &Path, most_bytes: u64) -> Result<Self> {
        let open = || {
            fs::create_dir_all(folder)?;
            let lock = File::create(folder.join("lock"))?;
            match lock.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    bail!("another collector uses it: name one for each")
                }
                Err(TryLockError::Error(error)) => return Err(error.into()),
            }
            let mut spill = Self {
                folder: folder.to_owned(),
                files: VecDeque::new(),
                bytes: 0,
                most_bytes,
                next: 0,
                _lock: lock,
            };
            let mut found = Vec::new();
            for entry in fs::read_dir(folder)? {
                let path = entry?.path();
                if path.extension().is_some_and(|end| end == BATCH) {
                    found.push((number(&path)?, path));
                }
            }
            found.sort();
            for (number, path) in found {
                let bytes = fs::metadata(&path)?.len();
                spill.bytes += bytes;
                spill.next = number + 1;
                spill.files.push_back(Kept { path, bytes });
            }
            Ok(spill)
        };
        open().with_context(|| format!("the folder {} cannot be used to spill", folder.display()))
    }

    /// How many batches wait.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether none waits.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// How much they take, bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether no more is taken.
    pub fn is_full(&self) -> bool {
        self.bytes >= self.most_bytes
    }

    /// Writes a batch, after the others. It is on the disk when this returns.
    ///
    /// # Errors
    /// Where it cannot be written; then nothing is there of it.
    pub fn push(&mut self, batch: &Batch, since_s: u64) -> Result<()> {
        let mut content = format!("{MARK} {since_s} {}\n", batch.token_text());
        for row in batch.rows.iter() {
            text::row(&mut content, row);
            content.push('\n');
        }
        let sum = crc32fast::hash(content.as_bytes());
        let _ = writeln!(content, "end {sum:08x}");
        let path = self.folder.join(format!("{:012}.{BATCH}", self.next));
        let begun = path.with_extension("begun");
        let write = || -> std::io::Result<()> {
            fs::write(&begun, &content)?;
            File::open(&begun)?.sync_all()?;
            fs::rename(&begun, &path)?;
            File::open(&self.folder)?.sync_all()
        };
        if let Err(error) = write() {
            // What was begun is no batch, and may stay if it must.
            let _ = fs::remove_file(&begun);
            return Err(error).with_context(|| format!("{} cannot be written", path.display()));
        }
        let bytes = content.len() as u64;
        self.next += 1;
        self.bytes += bytes;
        self.files.push_back(Kept { path, bytes });
        Ok(())
    }

    /// The oldest batch, and from when on, in seconds since 1970, what it has may have come. A file
    /// that cannot be read is put aside, with a word in the log, and the next one is taken.
    pub fn first(&mut self) -> Option<(Batch, u64)> {
        while let Some(Kept { path, .. }) = self.files.front() {
            match read(path) {
                Ok(found) => return Some(found),
                Err(error) => {
                    let aside = path.with_extension(BROKEN);
                    tracing::error!(
                        error = format!("{error:#}"),
                        file = %aside.display(),
                        "what was spilled cannot be read; it is put aside"
                    );
                    // Where not even that can be done, it is read again at the next start.
                    let _ = fs::rename(path, aside);
                    self.forget_first();
                }
            }
        }
        None
    }

    /// Drops the oldest batch: it is stored.
    ///
    /// # Errors
    /// Where its file cannot be removed. It counts once, however often it is stored.
    pub fn pop(&mut self) -> Result<()> {
        let Some(Kept { path, .. }) = self.files.front() else {
            return Ok(());
        };
        fs::remove_file(path).with_context(|| format!("{} cannot be removed", path.display()))?;
        self.forget_first();
        Ok(())
    }

    fn forget_first(&mut self) {
        let gone = self.files.pop_front();
        self.bytes -= gone.map_or(0, |kept| kept.bytes);
    }
}

fn number(path: &Path) -> Result<u64> {
    let name = path.file_stem().and_then(|name| name.to_str());
    let number = name.and_then(|name| name.parse().ok());
    number.with_context(|| format!("{} is not ours: remove it", path.display()))
}

fn read(path: &Path) -> Result<(Batch, u64)> {
    let content = fs::read_to_string(path)?;
    let (body, end) = content.rsplit_once("end ").context("its end is missing")?;
    let sum = u32::from_str_radix(end.trim_end(), 16)?;
    ensure!(crc32fast::hash(body.as_bytes()) == sum, "it was changed");
    let mut lines = body.lines();
    let head = lines.next().unwrap_or_default();
    let [mark, since, token] = head.split(' ').collect::<Vec<_>>()[..] else {
        bail!("its head is not ours");
    };
    ensure!(mark == MARK, "another version wrote it");
    let rows: Result<Vec<_>, _> = lines.map(text::read_row).collect();
    let token = u128::from_str_radix(token, 16)?.to_be_bytes();
    let rows = Arc::new(rows?);
    Ok((Batch { token, rows }, since.parse()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::conformance::row;
    use getthrough::report::Slot;

    fn batch(n: u32) -> Batch {
        Batch::new((0..n).map(|asn| row(Slot(2_000_000), 1, asn)).collect())
    }

    #[test]
    fn batches_come_back_in_their_order_and_with_their_tokens() {
        let folder = tempfile::tempdir().unwrap();
        let [one, two, three] = [batch(1), batch(2), batch(3)];
        let mut spill = Spill::open(folder.path(), 1 << 20).unwrap();
        spill.push(&one, 5).unwrap();
        spill.push(&two, 6).unwrap();
        drop(spill);
        let mut spill = Spill::open(folder.path(), 1 << 20).unwrap();
        spill.push(&three, 7).unwrap();
        assert_eq!(spill.len(), 3);
        for (wanted, since) in [(one, 5), (two, 6), (three, 7)] {
            let (found, came) = spill.first().unwrap();
            assert_eq!((found.token, came), (wanted.token, since));
            assert_eq!(found.rows, wanted.rows);
            spill.pop().unwrap();
        }
        assert!(spill.first().is_none());
        assert_eq!(spill.bytes(), 0);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "the lock");
    }

    #[test]
    fn it_is_full_at_its_bound() {
        let folder = tempfile::tempdir().unwrap();
        let mut spill = Spill::open(folder.path(), 1_000).unwrap();
        assert!(!spill.is_full());
        spill.push(&batch(20), 0).unwrap();
        assert!(spill.is_full());
        spill.pop().unwrap();
        assert!(!spill.is_full());
    }

    #[test]
    fn what_cannot_be_read_is_put_aside_and_the_next_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let mut spill = Spill::open(folder.path(), 1 << 20).unwrap();
        let good = batch(3);
        for _ in 0..3 {
            spill.push(&batch(2), 0).unwrap();
        }
        spill.push(&good, 0).unwrap();
        let path = |n: u32| folder.path().join(format!("{n:012}.batch"));
        let content = fs::read_to_string(path(0)).unwrap();
        fs::write(path(0), &content[..content.len() / 2]).unwrap();
        fs::write(path(1), content.replacen("\t1\t", "\t2\t", 1)).unwrap();
        fs::write(path(2), "").unwrap();
        let (found, _) = spill.first().unwrap();
        assert_eq!(found.token, good.token);
        assert_eq!(spill.len(), 1);
        assert!(
            folder.path().join("000000000000.broken").exists(),
            "nothing is lost"
        );
    }

    #[test]
    fn a_folder_is_one_programs_and_nothing_else_is_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let held = Spill::open(folder.path(), 1).unwrap();
        let error = format!("{:#}", Spill::open(folder.path(), 1).err().unwrap());
        assert!(error.contains("another collector uses it"), "{error}");
        drop(held);
        fs::write(folder.path().join("mine.batch"), "").unwrap();
        let error = format!("{:#}", Spill::open(folder.path(), 1).err().unwrap());
        assert!(error.contains("is not ours"), "{error}");
    }
}
