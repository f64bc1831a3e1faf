//! A cluster on loopback: two shards of two replicas, and ZooKeeper, as Debian packages them.

use std::fmt::Write;
use std::io::{Read, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// So long a server may take to start, or to do what is waited for. It is another's work to be
/// quick; this is so that a test ends.
const PATIENCE: Duration = Duration::from_secs(120);
/// A node that was asked answers within this time, or says why it cannot.
const ANSWER: Duration = Duration::from_secs(30);
/// ZooKeeper says within this time that it is well. While it starts, it now and then takes a
/// connection and never answers: seen in one of 24 starts on a busy machine.
const HEALTH: Duration = Duration::from_secs(2);
/// How often is looked for what is waited for and tells nobody.
const LOOK: Duration = Duration::from_millis(50);

/// What the cluster is called.
pub const NAME: &str = "figures";

/// A program that ends with this.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended before.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[derive(Clone, Copy)]
struct Ports {
    http: u16,
    tcp: u16,
    replicas: u16,
}

/// The servers.
pub struct Cluster {
    unpacked: PathBuf,
    folder: tempfile::TempDir,
    keeper_port: u16,
    ports: [Ports; 4],
    keeper: Option<Server>,
    nodes: [Option<Server>; 4],
}

impl Cluster {
    /// Starts all of them, from the folder in which the packages are unpacked.
    pub fn start(unpacked: &Path) -> Self {
        // Held until all are known, or one could be given twice.
        let held: Vec<_> = (0..13).map(|_| TcpListener::bind("127.0.0.1:0")).collect();
        let port = |n: usize| {
            let held: &TcpListener = held[n].as_ref().expect("a free port");
            held.local_addr().expect("its number").port()
        };
        let mut cluster = Self {
            unpacked: unpacked.to_owned(),
            folder: tempfile::tempdir().expect("a folder"),
            keeper_port: port(0),
            ports: std::array::from_fn(|n| Ports {
                http: port(1 + n * 3),
                tcp: port(2 + n * 3),
                replicas: port(3 + n * 3),
            }),
            keeper: None,
            nodes: [const { None }; 4],
        };
        drop(held);
        cluster.start_keeper();
        // A node that does not find it when it starts ends.
        (0..4).for_each(|n| cluster.begin(n));
        (0..4).for_each(|n| cluster.wait_for_node(n));
        cluster
    }

    /// An address by which nodes are asked, in this order.
    pub fn address(&self, database: &str, nodes: &[usize]) -> String {
        let hosts = nodes
            .iter()
            .map(|&n| format!("127.0.0.1:{}", self.ports[n].http));
        let hosts: Vec<_> = hosts.collect();
        format!("clickhouse://{}/{database}?cluster={NAME}", hosts.join(","))
    }

    /// Asks one node directly.
    pub fn ask(&self, node: usize, text: &str) -> Result<String, String> {
        let connection = connect(self.ports[node].http, ANSWER);
        let mut connection = connection.map_err(|error| error.to_string())?;
        let length = text.len();
        let request =
            format!("POST / HTTP/1.0\r\nHost: here\r\nContent-Length: {length}\r\n\r\n{text}");
        let asked = connection.write_all(request.as_bytes());
        let mut answer = String::new();
        let answered = asked.and_then(|()| connection.read_to_string(&mut answer));
        answered.map_err(|error| error.to_string())?;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let good = head.starts_with("HTTP/1.0 200") || head.starts_with("HTTP/1.1 200");
        if good {
            Ok(body.trim().into())
        } else {
            Err(body.into())
        }
    }

    /// Ends a node without a chance to do anything.
    pub fn kill(&mut self, node: usize) {
        self.nodes[node] = None;
    }

    /// Starts a node again, and waits until it answers.
    pub fn restart(&mut self, node: usize) {
        self.begin(node);
        self.wait_for_node(node);
    }

    /// Ends ZooKeeper without a chance to do anything.
    pub fn kill_keeper(&mut self) {
        self.keeper = None;
    }

    /// Starts ZooKeeper, and waits until it answers.
    pub fn start_keeper(&mut self) {
        let data = self.folder.path().join("keeper");
        std::fs::create_dir_all(&data).expect("made");
        let configuration = data.join("zoo.cfg");
        let text = format!(
            "tickTime=500\ndataDir={}\nclientPort={}\nclientPortAddress=127.0.0.1\n\
             admin.enableServer=false\n4lw.commands.whitelist=ruok\n",
            data.display(),
            self.keeper_port
        );
        std::fs::write(&configuration, text).expect("written");
        let jars = self.unpacked.join("usr/share/java");
        let log = std::fs::File::create(data.join("log")).expect("made");
        let mut command = Command::new("java");
        command
            .args(["-Xmx256m", "-cp"])
            .arg(jars.join("*"))
            .arg("org.apache.zookeeper.server.ZooKeeperServerMain")
            .arg(&configuration)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log);
        let mut keeper = Server(command.spawn().expect("Java runs"));
        let port = self.keeper_port;
        wait_until("ZooKeeper answers", || {
            let ended = keeper.0.try_wait().expect("it can be asked");
            if let Some(status) = ended {
                let log = std::fs::read_to_string(data.join("log")).unwrap_or_default();
                panic!("ZooKeeper does not start ({status}): {log}");
            }
            let mut answer = String::new();
            connect(port, HEALTH).is_ok_and(|mut connection| {
                connection.write_all(b"ruok").is_ok()
                    && connection.read_to_string(&mut answer).is_ok()
                    && answer == "imok"
            })
        });
        self.keeper = Some(keeper);
    }

    fn begin(&mut self, node: usize) {
        let folder = self.folder.path().join(format!("node-{node}"));
        std::fs::create_dir_all(&folder).expect("made");
        std::fs::write(folder.join("config.xml"), self.configuration(node)).expect("written");
        std::fs::write(folder.join("users.xml"), USERS).expect("written");
        let log = std::fs::File::create(folder.join("output")).expect("made");
        let mut command = Command::new(self.unpacked.join("usr/sbin/clickhouse-server"));
        command
            .arg(format!(
                "--config-file={}",
                folder.join("config.xml").display()
            ))
            .env("LD_LIBRARY_PATH", self.libraries())
            .current_dir(&folder)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log);
        self.nodes[node] = Some(Server(command.spawn().expect("ClickHouse runs")));
    }

    fn libraries(&self) -> String {
        let folders = ["usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu"];
        let paths = folders.map(|folder| self.unpacked.join(folder).display().to_string());
        paths.join(":")
    }

    fn wait_for_node(&mut self, node: usize) {
        let folder = self.folder.path().join(format!("node-{node}"));
        let started = Instant::now();
        while self.ask(node, "SELECT 1").as_deref() != Ok("1") {
            let ended = self.nodes[node].as_mut().map(|server| server.0.try_wait());
            let ended = !matches!(ended, Some(Ok(None)));
            if ended || started.elapsed() > PATIENCE {
                let read = |name| std::fs::read_to_string(folder.join(name)).unwrap_or_default();
                panic!(
                    "node {node} does not start: {}{}",
                    read("output"),
                    read("errors")
                );
            }
            std::thread::sleep(LOOK);
        }
    }

    fn configuration(&self, node: usize) -> String {
        let folder = self.folder.path().join(format!("node-{node}"));
        let folder = folder.display();
        let Ports {
            http,
            tcp,
            replicas,
        } = self.ports[node];
        let mut shards = String::new();
        for shard in self.ports.chunks(2) {
            shards += "<shard><internal_replication>true</internal_replication>";
            for replica in shard {
                let _ = write!(
                    shards,
                    "<replica><host>127.0.0.1</host><port>{}</port></replica>",
                    replica.tcp
                );
            }
            shards += "</shard>";
        }
        let keeper = self.keeper_port;
        format!(
            "<yandex>\
             <logger><level>warning</level><log>{folder}/log</log><errorlog>{folder}/errors</errorlog></logger>\
             <listen_host>127.0.0.1</listen_host><http_port>{http}</http_port><tcp_port>{tcp}</tcp_port>\
             <interserver_http_host>127.0.0.1</interserver_http_host>\
             <interserver_http_port>{replicas}</interserver_http_port>\
             <path>{folder}/data/</path><tmp_path>{folder}/tmp/</tmp_path>\
             <users_config>{folder}/users.xml</users_config>\
             <default_profile>default</default_profile><default_database>default</default_database>\
             <mark_cache_size>67108864</mark_cache_size>\
             <remote_servers><{NAME}>{shards}</{NAME}></remote_servers>\
             <zookeeper><node index=\"1\"><host>127.0.0.1</host><port>{keeper}</port></node>\
             <session_timeout_ms>4000</session_timeout_ms></zookeeper>\
             <macros><shard>{}</shard><replica>{}</replica></macros>\
             <distributed_ddl><path>/clickhouse/ddl</path></distributed_ddl>\
             </yandex>",
            node / 2,
            node % 2
        )
    }
}

/// A connection that does not wait for ever for an answer.
fn connect(port: u16, patience: Duration) -> std::io::Result<TcpStream> {
    let connection = TcpStream::connect(("127.0.0.1", port))?;
    connection.set_read_timeout(Some(patience))?;
    Ok(connection)
}

const USERS: &str = "<yandex><profiles><default></default></profiles>\
    <users><default><password></password><networks><ip>127.0.0.1</ip></networks>\
    <profile>default</profile><quota>default</quota></default></users>\
    <quotas><default></default></quotas></yandex>";

/// Waits for something of which nobody is told.
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < PATIENCE, "in vain: {what}");
        std::thread::sleep(LOOK);
    }
}
