//! What the tests of whole programs share: vaults in folders of their own, driven only by the real binary.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// The passphrase of every vault in these tests.
pub const PASSPHRASE: &str = "plain lantern orchard window";

/// The cost of passphrases in these tests; a real vault's is 18.
pub const SCRYPT_LOG_N: &str = "10";

/// No event of these tests takes longer on a machine that still works.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// How a program ended, and what it said.
#[derive(Debug)]
pub struct Ended {
    /// The exit code; -1 for a signal.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ended {
    /// The one line of standard output as JSON, after checking that the program ended well.
    #[track_caller]
    pub fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        self.only_line()
    }

    /// The error of the one JSON line, after checking the exit code and that all four parts are there.
    #[track_caller]
    pub fn error(&self, code: i32) -> Value {
        assert_eq!(self.code, code, "{self:?}");
        let line = self.only_line();
        let error = line.get("error").unwrap_or_else(|| panic!("no error in {self:?}")).clone();
        assert_eq!(error["code"], code, "{self:?}");
        for part in ["what", "safe", "next"] {
            let said = error[part].as_str().unwrap_or_default();
            assert!(!said.is_empty(), "{part} is empty in {self:?}");
        }
        error
    }

    #[track_caller]
    fn only_line(&self) -> Value {
        let lines: Vec<&str> = self.out.lines().collect();
        assert_eq!(lines.len(), 1, "{self:?}");
        serde_json::from_str(lines[0]).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// A vault folder, the passphrase beside it, and the binary that opens it.
pub struct Vault {
    root: TempDir,
}

impl Vault {
    /// A folder without a vault yet.
    pub fn fresh() -> Vault {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join("passphrase"), format!("{PASSPHRASE}\n")).unwrap();
        Vault { root }
    }

    /// A new plan that listens on a loopback port of its own.
    pub fn of(name: &str) -> Vault {
        let vault = Vault::fresh();
        vault.run(&["init", "--name", name], "").json();
        vault.listen();
        vault
    }

    /// Has the vault listen on loopback only, on a port that is free now.
    pub fn listen(&self) {
        let address = format!("127.0.0.1:{}", free_port());
        self.run(&["config", "set", "network.listen", &address], "").json();
    }

    /// The vault's folder.
    pub fn folder(&self) -> PathBuf {
        self.root.path().join("vault")
    }

    /// A file outside of the vault.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// Runs a command to its end, with the passphrase, `input` on standard input and `--json`.
    pub fn run(&self, arguments: &[&str], input: &str) -> Ended {
        let mut arguments = arguments.to_vec();
        arguments.push("--json");
        finish(self.command(&arguments), input)
    }

    /// As [`Vault::run`], for people: without `--json`.
    pub fn run_plainly(&self, arguments: &[&str], input: &str) -> Ended {
        finish(self.command(arguments), input)
    }

    /// As [`Vault::run`], with another passphrase.
    pub fn run_with_passphrase(&self, passphrase: &str, arguments: &[&str]) -> Ended {
        let file = self.beside("another passphrase");
        std::fs::write(&file, format!("{passphrase}\n")).unwrap();
        let mut arguments = arguments.to_vec();
        arguments.push("--json");
        finish(kith_with(&self.folder(), &file, &arguments), "")
    }

    /// Adds a record and gives back its id.
    #[track_caller]
    pub fn add(&self, kind: &str, fields: Value) -> String {
        let record = self.run(&["add", kind], &fields.to_string()).json();
        record["id"].as_str().unwrap().to_owned()
    }

    /// The whole standard output of a list.
    #[track_caller]
    pub fn list(&self, kind: &str) -> String {
        let ended = self.run(&["list", kind], "");
        assert_eq!(ended.code, 0, "{ended:?}");
        ended.out
    }

    /// The records of a kind, as a list tells them.
    #[track_caller]
    pub fn records(&self, kind: &str) -> Vec<Value> {
        self.run(&["list", kind], "").json().as_array().unwrap().clone()
    }

    /// Nobody can open any of it: no guest, no grant, and no peer that was ever spoken to.
    #[track_caller]
    pub fn nobody_else_sees(&self, records: &[&Value]) {
        let nobody = Value::Array(Vec::new());
        assert_eq!(self.run(&["who-sees"], "").json(), nobody);
        assert_eq!(self.run(&["guests"], "").json(), nobody);
        assert_eq!(self.run(&["status"], "").json()["peers"], nobody);
        for record in records {
            let shown = self.run(&["show", record["id"].as_str().unwrap()], "").json();
            assert_eq!(shown["visible_to"], nobody, "{shown}");
        }
    }

    /// Starts a command that runs on, with `--json`.
    pub fn start(&self, arguments: &[&str]) -> Running {
        let mut arguments = arguments.to_vec();
        arguments.push("--json");
        Running::start(self.command(&arguments))
    }

    /// A command with the vault and the passphrase, ready to be run.
    pub fn command(&self, arguments: &[&str]) -> Command {
        kith_with(&self.folder(), &self.beside("passphrase"), arguments)
    }

    /// The bytes of every file in the vault's folder, by relative name.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut files = Vec::new();
        collect(&self.folder(), &self.folder(), &mut files);
        files.sort();
        files
    }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            files.push((name, std::fs::read(&path).unwrap()));
        }
    }
}

/// The binary, with nothing of the environment that could lead it to another vault or a window.
pub fn kith() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kith"));
    tame(&mut command);
    command
}

/// The binary over a vault, with a passphrase read from a file. A shell opens the file as descriptor 3:
/// a test may not do so itself without unsafe code.
pub fn kith_with(folder: &Path, passphrase: &Path, arguments: &[&str]) -> Command {
    wrapped(&[], folder, passphrase, arguments)
}

/// As [`kith_with`], run by another program, such as a tracer.
pub fn wrapped(wrapper: &[&str], folder: &Path, passphrase: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", "passphrase=$1; shift; exec \"$@\" 3<\"$passphrase\"", "sh"]);
    command.arg(passphrase).args(wrapper).arg(env!("CARGO_BIN_EXE_kith"));
    command.args(arguments);
    command.arg("--vault").arg(folder);
    command.args(["--passphrase-fd", "3", "--scrypt-log-n", SCRYPT_LOG_N]);
    tame(&mut command);
    command
}

fn tame(command: &mut Command) {
    for name in ["KITH_HOME", "DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"] {
        command.env_remove(name);
    }
}

/// Runs a command to its end.
pub fn finish(command: Command, input: &str) -> Ended {
    finish_with(command, input.as_bytes())
}

/// As [`finish`], with input that need not be text.
pub fn finish_with(mut command: Command, input: &[u8]) -> Ended {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that does not read its input is fine.
    child.stdin.take().unwrap().write_all(input).ok();
    let output = child.wait_with_output().unwrap();
    Ended {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A command that runs on: its lines arrive as they are printed.
pub struct Running {
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    seen: Vec<String>,
}

impl Running {
    /// Starts it.
    pub fn start(mut command: Command) -> Running {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let out = child.stdout.take().unwrap();
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines() {
                let Ok(line) = line else { return };
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let input = child.stdin.take();
        Running { child, input, lines, seen: Vec::new() }
    }

    /// Types a line.
    pub fn say(&mut self, line: &str) {
        writeln!(self.input.as_mut().unwrap(), "{line}").unwrap();
    }

    /// Types this and no end of a line.
    pub fn type_in(&mut self, text: &str) {
        let input = self.input.as_mut().unwrap();
        input.write_all(text.as_bytes()).unwrap();
        input.flush().unwrap();
    }

    /// Ends its standard input.
    pub fn end_input(&mut self) {
        self.input = None;
    }

    /// The next line as JSON.
    #[track_caller]
    pub fn next(&mut self) -> Value {
        let line = self
            .lines
            .recv_timeout(PATIENCE)
            .unwrap_or_else(|error| panic!("{error} after {:?}", self.seen));
        self.seen.push(line.clone());
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }

    /// The next line, which must be this event.
    #[track_caller]
    pub fn event(&mut self, name: &str) -> Value {
        let value = self.next();
        assert_eq!(value["event"], name, "{value} after {:?}", self.seen);
        value
    }

    /// Sends a command to `serve` or `batch` and waits for its result.
    #[track_caller]
    pub fn ask(&mut self, line: &Value) -> Value {
        self.say(&line.to_string());
        self.event("result")
    }

    /// The process's id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the end.
    #[track_caller]
    pub fn wait(&mut self) -> i32 {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code().unwrap_or(-1);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        self.child.kill().unwrap();
        panic!("it did not end: {:?}", self.seen);
    }

    /// Ends it as a power cut would: it hears nothing of it.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends a signal by its name.
    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let status = Command::new("sh").args(["-c", &format!("kill -{name} {id}")]).status();
        assert!(status.unwrap().success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// A UDP port of loopback that nobody uses now.
pub fn free_port() -> u16 {
    std::net::UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Whether a program is installed.
pub fn has(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
    })
}

/// Says loudly that a test did not run, and why. The print macros are kept from whoever runs the tests, as long
/// as these hold; what goes straight to standard error is not.
#[allow(clippy::explicit_write, reason = "the print macros are kept from whoever runs the tests")]
pub fn skipped(test: &str, why: &str) {
    use std::io::Write as _;
    writeln!(std::io::stderr(), "SKIPPED {test}: {why}").unwrap();
}

/// Whether `needle` is somewhere in `hay`.
pub fn holds(hay: &[u8], needle: &[u8]) -> bool {
    !needle.is_empty() && hay.windows(needle.len()).any(|window| window == needle)
}

/// Pairs two running ends by the four words: both compare, both say yes. Gives the events `paired` of the
/// granting and of the joining side.
#[track_caller]
pub fn pair(granting: &mut Running, joining: impl FnOnce(&str) -> Running) -> (Value, Value) {
    let ticket = granting.event("ticket");
    assert_eq!(ticket["words"].as_array().unwrap().len(), 12, "{ticket}");
    let mut joining = joining(ticket["ticket"].as_str().unwrap());
    let here = granting.event("compare");
    let there = joining.event("compare");
    assert_eq!(here["words"].as_array().unwrap().len(), 4, "{here}");
    assert_eq!(here["words"], there["words"]);
    granting.say("yes");
    joining.say("yes");
    let paired = (granting.event("paired"), joining.event("paired"));
    assert_eq!((granting.wait(), joining.wait()), (0, 0));
    paired
}

/// A guest of `owner` in a vault of their own: the guest's vault, their person record in the owner's plan,
/// and the owner's person record in theirs.
pub fn guest_of(owner: &Vault, name: &str) -> (Vault, String, String) {
    let guest = Vault::of(name);
    let person = owner.add("person", serde_json::json!({ "name": name }));
    let mut invite = owner.start(&["invite", "--person", &person, "--role", "sponsor"]);
    let (here, there) = pair(&mut invite, |ticket| guest.start(&["join", ticket]));
    assert_eq!(here["person"], person.as_str());
    let owner_there = there["person"].as_str().unwrap().to_owned();
    (guest, person, owner_there)
}

/// Another device of `owner`.
pub fn device_of(owner: &Vault) -> Vault {
    let device = Vault::fresh();
    let mut link = owner.start(&["link"]);
    pair(&mut link, |ticket| device.start(&["join", ticket, "--name", "Desktop"]));
    device.listen();
    device
}

/// Runs `sync` on all of them at once, until each is in step with the others.
#[track_caller]
pub fn bring_together(vaults: &[&Vault]) {
    let mut ends: Vec<Running> =
        vaults.iter().map(|vault| vault.start(&["sync", "--for", "30"])).collect();
    for end in &mut ends {
        let report = end.next();
        assert_eq!(end.wait(), 0, "{report}");
        let peers = report["peers"].as_array().unwrap();
        let in_step = peers.iter().filter(|peer| peer["in_step_as_of"].is_string()).count();
        assert!(in_step > 0, "{report}");
    }
}
