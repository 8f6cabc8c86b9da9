//! A way to a server that stops in the middle, until it is told to go on.

use std::io::{self, Read};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

/// Passes one connection on.
pub(crate) struct Stall {
    port: u16,
    stopped: Receiver<()>,
    go: Sender<()>,
}

impl Stall {
    /// Before the server of a socket; stops after so many bytes of the server's.
    pub(crate) fn before(socket: PathBuf, bytes: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("a port").port();
        let (stop, stopped) = channel();
        let (go, goes) = channel();
        thread::spawn(move || {
            let (client, _) = listener.accept().expect("a client");
            let server = UnixStream::connect(socket).expect("the server");
            pass_on(&client, &server, bytes, &stop, &goes);
        });
        Self { port, stopped, go }
    }

    /// Where a client connects to.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Until it has stopped.
    pub(crate) fn wait(&self) {
        let patience = Duration::from_secs(20);
        self.stopped
            .recv_timeout(patience)
            .expect("a client in the middle of its reading");
    }

    /// Lets the rest through.
    pub(crate) fn go_on(&self) {
        let _ = self.go.send(());
    }
}

fn pass_on(
    client: &TcpStream,
    server: &UnixStream,
    bytes: u64,
    stop: &Sender<()>,
    goes: &Receiver<()>,
) {
    let (mut from_client, mut to_server) = (
        client.try_clone().expect("a socket"),
        server.try_clone().expect("a socket"),
    );
    thread::spawn(move || io::copy(&mut from_client, &mut to_server));
    let _ = io::copy(&mut server.take(bytes), &mut &*client);
    let _ = stop.send(());
    let _ = goes.recv();
    let _ = io::copy(&mut &*server, &mut &*client);
    let _ = client.shutdown(Shutdown::Both);
}
