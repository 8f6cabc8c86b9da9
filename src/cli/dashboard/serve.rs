//! The pages to whoever asks: a few threads, each with one connection at a time, which ends after a few seconds whatever
//! the client does.

use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use super::http::{self, MOST, Names, Read, Request, Status};
use super::live::Live;
use crate::cli::Context;
use crate::cli::deadline;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::pipeline::STACK;

/// So many clients are listened to at once; others wait in the system's queue.
const CLIENTS: usize = 16;

/// A request has come whole by then.
const ASKING: Duration = Duration::from_secs(5);

/// An answer is taken by then.
const ANSWERING: Duration = Duration::from_secs(20);

/// Serves until the process is told to end, or the time of --timeout is over.
pub(super) fn serve(
    address: SocketAddr,
    names: Names,
    live: Live,
    context: &Context<'_>,
) -> Result<Exit, CliError> {
    deadline::limit(None);
    let fail = |source| CliError::NotServed { address, source };
    let listener = TcpListener::bind(address).map_err(fail)?;
    let bound = listener.local_addr().map_err(fail)?;
    let end = end().map_err(fail)?;
    let shared = Arc::new((names, live));
    for _ in 0..CLIENTS {
        let listener = listener.try_clone().map_err(fail)?;
        let shared = Arc::clone(&shared);
        let worker = thread::Builder::new().stack_size(STACK);
        worker
            .spawn(move || accept(&listener, &shared.0, &shared.1))
            .map_err(CliError::NoThread)?;
    }
    context.write(&format!("http://{bound}/\n"))?;
    match context.timeout {
        Some(time) => drop(end.recv_timeout(time)),
        None => drop(end.recv()),
    }
    Ok(Exit::Agrees)
}

/// Tells when the process is to end.
fn end() -> io::Result<Receiver<()>> {
    let (ended, end) = mpsc::channel();
    #[cfg(unix)]
    {
        use signal_hook::consts::{SIGINT, SIGTERM};
        let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM])?;
        thread::Builder::new().spawn(move || {
            // Where nobody waits any more, the process ends already.
            signals.forever().next().map(|_| ended.send(()))
        })?;
    }
    // Where no signal can be waited for, the system ends the process.
    #[cfg(not(unix))]
    std::mem::forget(ended);
    Ok(end)
}

fn accept(listener: &TcpListener, names: &Names, live: &Live) {
    loop {
        match listener.accept() {
            // A client that went away has had enough.
            Ok((stream, _)) => drop(talk(stream, names, live)),
            // The system has no connection to give, and may have one soon.
            Err(_) => thread::sleep(Duration::from_millis(100)),
        }
    }
}

fn talk(mut stream: TcpStream, names: &Names, live: &Live) -> io::Result<()> {
    let answer = match ask(&mut stream, names)? {
        Read::Whole(request) => answer(&request, live),
        Read::Refused(status) => http::refusal(status, None),
        Read::Part => http::refusal(Status::TooSlow, None),
    };
    say(&mut stream, &answer)?;
    stream.shutdown(Shutdown::Write)?;
    // What is left unread would take the answer away from the client.
    let mut rest = [0; MOST];
    stream.set_read_timeout(Some(Duration::from_millis(100)))?;
    stream.read(&mut rest).map(drop)
}

fn answer(Request { page, head }: &Request, live: &Live) -> Vec<u8> {
    match live.page(page) {
        Some(Ok(text)) => http::page(&text, *head),
        Some(Err(error)) => http::refusal(Status::Unavailable, Some(&error.to_string())),
        None => http::refusal(Status::NotFound, None),
    }
}

/// What the client wants, as far as it said so in time.
fn ask(stream: &mut TcpStream, names: &Names) -> io::Result<Read> {
    let begin = Instant::now();
    let mut bytes = [0; MOST];
    let mut length = 0;
    loop {
        let Some(left) = left(begin, ASKING) else {
            return Ok(Read::Part);
        };
        stream.set_read_timeout(Some(left))?;
        match stream.read(&mut bytes[length..]) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(more) => length += more,
            Err(error) if is_passing(&error) => continue,
            Err(error) => return Err(error),
        }
        match http::read(&bytes[..length], names) {
            Read::Part => {}
            read => return Ok(read),
        }
    }
}

fn say(stream: &mut TcpStream, answer: &[u8]) -> io::Result<()> {
    let begin = Instant::now();
    let mut said = 0;
    while said < answer.len() {
        let left = left(begin, ANSWERING).ok_or(ErrorKind::TimedOut)?;
        stream.set_write_timeout(Some(left))?;
        match stream.write(&answer[said..]) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(more) => said += more,
            Err(error) if is_passing(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// What is left of a time; none where it is over.
fn left(begin: Instant, time: Duration) -> Option<Duration> {
    let left = time.checked_sub(begin.elapsed())?;
    Some(left).filter(|left| !left.is_zero())
}

/// Whether it may be tried again, as long as there is time.
fn is_passing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Interrupted | ErrorKind::WouldBlock | ErrorKind::TimedOut
    )
}
