//! A connection that lives on a thread of its own: SQLite blocks, and wants one writer.

use rusqlite::Connection;
use std::sync::mpsc;
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

use crate::store::{Result, StoreError};

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// A thread with a connection.
pub struct Worker {
    jobs: Mutex<Option<mpsc::SyncSender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Worker {
    /// Starts the thread.
    pub fn start(name: &str, mut connection: Connection) -> std::io::Result<Self> {
        let (jobs, inbox) = mpsc::sync_channel::<Job>(64);
        let run = move || inbox.into_iter().for_each(|job| job(&mut connection));
        let thread = std::thread::Builder::new().name(name.into()).spawn(run)?;
        Ok(Self {
            jobs: Mutex::new(Some(jobs)),
            thread: Mutex::new(Some(thread)),
        })
    }

    /// Does something on the thread.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T> {
        let (done, answer) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            // Who asked may have gone away.
            let _ = done.send(work(connection));
        });
        self.send(job)?;
        let gone = |_| StoreError::Away("its thread ended".into());
        answer.await.map_err(gone)?.map_err(reason)
    }

    fn send(&self, job: Job) -> Result<()> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        match jobs.as_ref().map(|jobs| jobs.try_send(job)) {
            Some(Ok(())) => Ok(()),
            Some(Err(mpsc::TrySendError::Full(_))) => {
                Err(StoreError::Away("too much is asked of it at once".into()))
            }
            _ => Err(StoreError::Away("it was closed".into())),
        }
    }

    /// Ends the thread, after all that it was given.
    pub fn end(&self) {
        drop(
            self.jobs
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(thread) = thread {
            // A thread that panicked has said so.
            let _ = thread.join();
        }
    }
}

/// What may be tried again, and what may not.
fn reason(error: rusqlite::Error) -> StoreError {
    use rusqlite::ErrorCode as Code;
    match error.sqlite_error_code() {
        Some(
            Code::DatabaseBusy | Code::DatabaseLocked | Code::DiskFull | Code::SystemIoFailure,
        ) => StoreError::Away(error.to_string()),
        _ => StoreError::Refuses(error.to_string()),
    }
}
