//! The project's command, run as a child: its lines that are ours, and what it says besides.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, Read, Write as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use super::error::CaptureError;
use crate::io_error;
use crate::migration::MigrationKey;

/// How many of the last lines that a command said are kept, to tell why it failed.
const KEPT: usize = 12;

/// How often a command that says no more is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// Who wants to know how far it is.
pub trait Listener {
    /// So many migrations will be printed, each of which takes so long, in no unit.
    fn total(&mut self, work: &[u64]);
    /// This one is printed.
    fn printed(&mut self, migration: &MigrationKey);
    /// The project says something that is not for us.
    fn aside(&mut self, line: &str);
}

/// What a command that ended left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ended {
    pub(super) how: How,
    /// The last lines that it said besides ours.
    pub(super) said: Vec<String>,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// By itself.
    Itself(ExitStatus),
    /// It was ended, after this time.
    TooLong(Duration),
}

/// A line of the child's.
#[derive(Clone, Copy)]
pub(super) enum Line<'a> {
    /// One of ours, without its marker.
    Ours(&'a str),
    /// Something else.
    Aside(&'a str),
}

/// The command that prints: the words of the project's, then `shell -c` and the script.
pub(super) fn command(words: &[OsString], argument: &str) -> Result<Command, CaptureError> {
    let Some((program, arguments)) = words.split_first() else {
        return Err(CaptureError::NoCommand);
    };
    let mut command = Command::new(program);
    command
        .args(arguments)
        .args(["shell", "-c", argument])
        // Django walks through sets where it looks for related models: so that two prints are alike.
        .env("PYTHONHASHSEED", "0")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    Ok(command)
}

/// Runs a command to its end, and hands each line that it prints to `take`. Where `take` fails, or the `timeout` is
/// over, the command is stopped; what it started itself may go on. A `secret` is the one line of its standard input.
pub(super) fn run(
    mut command: Command,
    secret: Option<&str>,
    timeout: Option<Duration>,
    marker: &str,
    take: &mut dyn FnMut(Line<'_>) -> Result<(), Box<CaptureError>>,
) -> Result<Ended, CaptureError> {
    command.stdin(secret.map_or_else(Stdio::null, |_| Stdio::piped()));
    let time = timeout.map(|limit| Time {
        limit,
        end: Instant::now() + limit,
    });
    let mut child = command.spawn().map_err(|error| not_run(&command, &error))?;
    if let (Some(secret), Some(mut stdin)) = (secret, child.stdin.take()) {
        // A command that does not read it says so itself.
        let _ = writeln!(stdin, "{secret}");
    }
    let lines = lines_of(&mut child);
    let said = match sort(&lines, time, marker, take) {
        Ok(said) => said,
        Err(error) => {
            stop(&mut child);
            return Err(*error);
        }
    };
    let how = end(&mut child, time).map_err(|error| not_run(&command, &error))?;
    Ok(Ended { how, said })
}

/// How long a command may take, and when that is over.
#[derive(Clone, Copy)]
struct Time {
    limit: Duration,
    end: Instant,
}

/// It may have ended already; and that it is gone is all that is wanted.
fn stop(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// Waits for a command that says no more.
fn end(child: &mut Child, time: Option<Time>) -> io::Result<How> {
    let Some(time) = time else {
        return child.wait().map(How::Itself);
    };
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(How::Itself(status));
        }
        if Instant::now() >= time.end {
            stop(child);
            return Ok(How::TooLong(time.limit));
        }
        thread::sleep(LOOK);
    }
}

fn not_run(command: &Command, error: &io::Error) -> CaptureError {
    CaptureError::NotRun {
        program: command.get_program().to_string_lossy().into_owned(),
        missing: error.kind() == io::ErrorKind::NotFound,
        cause: io_error::reason(error),
    }
}

fn sort(
    lines: &Receiver<String>,
    time: Option<Time>,
    marker: &str,
    take: &mut dyn FnMut(Line<'_>) -> Result<(), Box<CaptureError>>,
) -> Result<Vec<String>, Box<CaptureError>> {
    let mut said = VecDeque::new();
    while let Some(line) = next(lines, time) {
        if let Some(ours) = line.strip_prefix(marker) {
            take(Line::Ours(ours))?;
        } else if !line.trim().is_empty() {
            take(Line::Aside(&line))?;
            said.push_back(line);
            if said.len() > KEPT {
                said.pop_front();
            }
        }
    }
    Ok(said.into())
}

/// The next line; none where there will be no more, or the time is over.
fn next(lines: &Receiver<String>, time: Option<Time>) -> Option<String> {
    match time {
        None => lines.recv().ok(),
        Some(time) => {
            let left = time.end.saturating_duration_since(Instant::now());
            lines.recv_timeout(left).ok()
        }
    }
}

/// The lines of both streams as they come, until both are closed.
fn lines_of(child: &mut Child) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        send_lines(stdout, sender.clone());
    }
    if let Some(stderr) = child.stderr.take() {
        send_lines(stderr, sender);
    }
    receiver
}

fn send_lines(stream: impl Read + Send + 'static, sender: Sender<String>) {
    thread::spawn(move || {
        let mut stream = BufReader::new(stream);
        let mut bytes = Vec::new();
        // What cannot be read any more has ended.
        while stream
            .read_until(b'\n', &mut bytes)
            .is_ok_and(|read| read > 0)
        {
            let line = String::from_utf8_lossy(&bytes);
            if sender
                .send(line.trim_end_matches(['\r', '\n']).to_owned())
                .is_err()
            {
                return;
            }
            bytes.clear();
        }
    });
}
