//! Network namespaces of this run: made, entered, and removed, whatever happens.
//!
//! Their names end in the process's id, so that a later run can tell what a dead one left behind.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use anyhow::{Context, Result, bail};
use nix::sched::{CloneFlags, setns};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

const PREFIX: &str = "gt-";

/// Names that still have to be removed; also read when a signal ends the process.
static ALIVE: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// One network namespace; removed with everything that runs in it when dropped.
pub struct Netns {
    name: String,
}

impl Netns {
    /// Makes the namespace `gt-<kind>-<pid>-<number>` with its loopback up and no IPv6.
    pub fn create(kind: &str, number: usize) -> Result<Self> {
        let name = format!("{PREFIX}{kind}-{}-{number}", std::process::id());
        ip(&["netns", "add", &name])?;
        ALIVE
            .lock()
            .unwrap_or_else(|e| e.into_inner())
            .push(name.clone());
        let netns = Self { name };
        netns.ip(&["link", "set", "lo", "up"])?;
        // Without this the kernel's router solicitations would stand in the connection log.
        netns.run("sysctl", &["-qw", "net.ipv6.conf.all.disable_ipv6=1"])?;
        netns.run("sysctl", &["-qw", "net.ipv6.conf.default.disable_ipv6=1"])?;
        Ok(netns)
    }

    /// Its name, as `ip netns` knows it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// `ip ARGS` inside.
    pub fn ip(&self, args: &[&str]) -> Result<()> {
        let mut all = vec!["-n", self.name.as_str()];
        all.extend(args);
        ip(&all)
    }

    /// A program that will run inside; `/etc/netns/<name>/*` stands in place of `/etc/*` there.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.name]).arg(program);
        command
    }

    /// Runs a program inside and waits for it.
    pub fn run(&self, program: &str, args: &[&str]) -> Result<()> {
        let mut command = self.command(program);
        checked(command.args(args))
    }

    /// Gives the namespace a resolver of its own.
    pub fn resolver(&self, address: std::net::Ipv4Addr) -> Result<()> {
        let folder = settings_folder(&self.name);
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        fs::write(
            folder.join("resolv.conf"),
            format!("nameserver {address}\n"),
        )?;
        // Files before DNS, nothing else: an answer can only come from the lab's server.
        fs::write(folder.join("nsswitch.conf"), "hosts: files dns\n")?;
        fs::write(folder.join("hosts"), "127.0.0.1 localhost\n")?;
        Ok(())
    }

    /// The certificates of authorities that programs inside find where the system has them.
    pub fn authorities(&self, pem: &str) -> Result<()> {
        let folder = settings_folder(&self.name).join("ssl/certs");
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        fs::write(folder.join("ca-certificates.crt"), pem)?;
        Ok(())
    }

    /// Runs `work` on a new thread whose sockets belong to the namespace.
    pub fn spawn<T: Send + 'static>(
        &self,
        name: &str,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<std::thread::JoinHandle<T>> {
        let path = Path::new("/run/netns").join(&self.name);
        let file = fs::File::open(&path).with_context(|| format!("opening {}", path.display()))?;
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                // The file is a namespace that this process made, so entering it as root cannot fail.
                setns(&file, CloneFlags::CLONE_NEWNET).expect("entering a namespace of our own");
                work()
            })?;
        Ok(thread)
    }
}

impl Drop for Netns {
    fn drop(&mut self) {
        remove(&self.name);
        ALIVE
            .lock()
            .unwrap_or_else(|e| e.into_inner())
            .retain(|name| *name != self.name);
    }
}

/// Removes every namespace of this process: for the end by a signal.
pub fn remove_all() {
    for name in std::mem::take(&mut *ALIVE.lock().unwrap_or_else(|e| e.into_inner())) {
        remove(&name);
    }
}

/// Removes what runs that no longer live have left.
pub fn remove_leftovers() -> Result<()> {
    let output = Command::new("ip")
        .args(["netns", "list"])
        .output()
        .context("running ip")?;
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    let names = listed
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    let settings = fs::read_dir("/etc/netns").into_iter().flatten().flatten();
    let settings = settings.map(|entry| entry.file_name().to_string_lossy().into_owned());
    for name in names.map(str::to_owned).chain(settings) {
        if owner(&name).is_some_and(|pid| !Path::new(&format!("/proc/{pid}")).exists()) {
            remove(&name);
        }
    }
    Ok(())
}

/// The process whose run made a namespace; `None` for a namespace that is not the lab's.
fn owner(name: &str) -> Option<u32> {
    let mut parts = name.strip_prefix(PREFIX)?.split('-');
    let (kind, pid, number) = (parts.next()?, parts.next()?, parts.next()?);
    let ours = matches!(kind, "cl" | "srv") && number.parse::<u32>().is_ok();
    (ours && parts.next().is_none()).then(|| pid.parse().ok())?
}

fn remove(name: &str) {
    // Whatever is already gone is as it should be, so failures are passed over.
    if let Ok(output) = Command::new("ip").args(["netns", "pids", name]).output() {
        for pid in String::from_utf8_lossy(&output.stdout).split_whitespace() {
            if let Ok(pid) = pid.parse::<i32>()
                && pid != std::process::id() as i32
            {
                let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
            }
        }
    }
    let _ = Command::new("ip").args(["netns", "del", name]).output();
    let _ = fs::remove_dir_all(settings_folder(name));
}

fn settings_folder(name: &str) -> PathBuf {
    Path::new("/etc/netns").join(name)
}

fn ip(args: &[&str]) -> Result<()> {
    checked(Command::new("ip").args(args))
}

fn checked(command: &mut Command) -> Result<()> {
    let output = command
        .output()
        .with_context(|| format!("running {command:?}"))?;
    if !output.status.success() {
        bail!(
            "{command:?} failed: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::owner;

    #[test]
    fn only_names_of_the_lab_have_an_owner() {
        assert_eq!(owner("gt-cl-12-0"), Some(12));
        assert_eq!(owner("gt-srv-4711-3"), Some(4711));
        assert_eq!(owner("gt-cl-12"), None);
        assert_eq!(owner("gt-vpn-12-0"), None);
        assert_eq!(owner("cl-12-0"), None);
        assert_eq!(owner("gt-cl-12-0-x"), None);
    }
}
