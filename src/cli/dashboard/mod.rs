//! `reconcile dashboard`: how things are in every database that histories tell of, as pages in a folder, or served.

mod folder;
mod http;
mod live;
mod pages;
mod serve;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;

use self::http::Names;
use self::live::Live;
use self::pages::{Pages, Sources};
use super::Context;
use super::error::CliError;
use super::exit::Exit;
use super::{output, settings};

#[derive(clap::Args)]
pub(super) struct DashboardArgs {
    /// A history of runs (may be given several times) [default: .reconcile/history.sqlite3]
    #[arg(
        long = "history",
        value_name = "FILE",
        help_heading = "Output and history"
    )]
    histories: Vec<PathBuf>,
    /// Serve the pages by HTTP, as the histories are whenever somebody asks [default address: 127.0.0.1:8099]
    ///
    /// ADDR is an address with a port, or a port of this machine alone; port 0 takes any that is free. The URL is
    /// printed. Ends with exit status 0 on SIGINT and SIGTERM, or once --timeout is over. There is no password and no TLS: see
    /// docs/security.md.
    #[arg(long, value_name = "ADDR", num_args = 0..=1, default_missing_value = ADDRESS, value_parser = address)]
    serve: Option<SocketAddr>,
    /// Serve on an address that other machines reach, too
    #[arg(long, requires = "serve")]
    allow_remote: bool,
    /// A name by which browsers ask for the pages, beside localhost and addresses (may be given several times)
    ///
    /// Other names are refused, so that no page of somebody else reads these pages through the reader's browser.
    #[arg(long = "host", value_name = "NAME", requires = "serve", value_parser = NonEmptyStringValueParser::new())]
    hosts: Vec<String>,
}

/// Where pages are served unless somebody says otherwise.
const ADDRESS: &str = "127.0.0.1:8099";

/// After so many seconds a browser asks for a page of a folder again.
const REFRESH: u32 = 5 * 60;

pub(super) fn run(wanted: &DashboardArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let histories = settings::histories(&wanted.histories, context.environment);
    let every = context.environment.config().every()?;
    let sources = Sources::of(histories);
    match (wanted.serve, context.output) {
        (Some(address), None) => {
            if !address.ip().is_loopback() && !wanted.allow_remote {
                return Err(CliError::Remote { address });
            }
            let names = Names::of(&wanted.hosts);
            serve::serve(address, names, Live::of(sources, every), context)
        }
        (None, Some(folder)) => {
            for history in sources.paths() {
                output::spare(history, output::HISTORY, folder)?;
            }
            let pages = Pages::read(&sources, every, REFRESH);
            folder::write(folder, &pages)?;
            Ok(pages.exit())
        }
        (Some(_), Some(_)) | (None, None) => Err(CliError::DashboardNowhere),
    }
}

/// `127.0.0.1:8099`, `[::1]:8099`, `8099`.
fn address(text: &str) -> Result<SocketAddr, String> {
    let port = text.parse().ok();
    let here = port.map(|port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port));
    here.or_else(|| text.parse().ok())
        .ok_or_else(|| format!("'{text}' is no address with a port; write 127.0.0.1:8099 or 8099"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_alone_is_one_of_this_machine() {
        let read = |text: &str| address(text).map(|it| it.to_string());
        assert_eq!(read("8099").as_deref(), Ok("127.0.0.1:8099"));
        assert_eq!(read(ADDRESS).as_deref(), Ok(ADDRESS));
        assert_eq!(read("[::1]:80").as_deref(), Ok("[::1]:80"));
        for wrong in ["", "localhost", "127.0.0.1", "99999", "a:1"] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }
}
