//! The certificate and the key that tell a server who comes (`initialize_SSL` of
//! `fe-secure-openssl.c`).

use std::fs;
use std::path::{Path, PathBuf};

use rustls::crypto::ring::sign::any_supported_type;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{Error, InconsistentKeys};

use super::error::ConnectError;
use super::options::Options;
use super::tls::{certificates, unusable};
use crate::io_error;
use crate::regular_file::{self, LARGE};

/// The two files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    certificate: PathBuf,
    key: PathBuf,
}

impl Identity {
    /// `sslcert` and `sslkey`, or the files of the person's own folder of PostgreSQL; none where neither
    /// names a certificate, or where none is to be shown.
    pub(super) fn read(options: &Options, folder: Option<&Path>) -> Option<Self> {
        let given = |keyword| options.get(keyword).map(PathBuf::from);
        let usual = |name| folder.map(|folder| folder.join(name));
        if options.get("sslcertmode") == Some("disable") {
            return None;
        }
        let own = usual("postgresql.crt").filter(|path| path.exists());
        let certificate = given("sslcert").or(own)?;
        let key = given("sslkey").or_else(|| usual("postgresql.key"));
        Some(Self {
            certificate,
            key: key.unwrap_or_default(),
        })
    }

    /// The pair, for rustls. The server judges the certificate; rustls, asked to, would refuse X.509
    /// version 1.
    ///
    /// # Errors
    /// When a file cannot be used, or others may read the key.
    pub(super) fn resolver(&self) -> Result<SingleCertAndKey, ConnectError> {
        let chain = certificates(&self.certificate, "sslcert")?;
        let signing = any_supported_type(&self.private_key()?).map_err(|_| {
            self.bad_key("TLS here knows no such kind of key; make an RSA or EC one")
        })?;
        let pair = CertifiedKey::new(chain, signing);
        match pair.keys_match() {
            Err(Error::InconsistentKeys(InconsistentKeys::KeyMismatch)) => {
                Err(self.bad_key("it is not the key of the certificate in sslcert"))
            }
            // What cannot be compared is for the server to judge.
            Ok(()) | Err(_) => Ok(SingleCertAndKey::from(pair)),
        }
    }

    fn private_key(&self) -> Result<PrivateKeyDer<'static>, ConnectError> {
        let meta = fs::metadata(&self.key)
            .map_err(|_| self.bad_key("the certificate is there, its key is not; name its file"))?;
        if !meta.is_file() {
            return Err(self.bad_key("it is no file"));
        }
        if open_to_others(&meta) {
            return Err(
                self.bad_key("others may read it; chmod 600 it (640 will do where root owns it)")
            );
        }
        let bytes = regular_file::read(&self.key, LARGE)
            .map_err(|error| self.bad_key(&io_error::reason(&error)))?;
        // The parser's own words are left out: they may quote the file.
        PrivateKeyDer::from_pem_slice(&bytes).map_err(|_| {
            self.bad_key(
                "it holds no PEM private key without a passphrase; `openssl pkey` takes one off",
            )
        })
    }

    fn bad_key(&self, reason: &str) -> ConnectError {
        unusable("sslkey", &self.key, reason)
    }
}

/// libpq's rule: nobody else, but that a key of root's may be read by its group.
#[cfg(unix)]
fn open_to_others(meta: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let forbidden = if meta.uid() == 0 { 0o037 } else { 0o077 };
    meta.mode() & forbidden != 0
}

#[cfg(not(unix))]
fn open_to_others(_: &fs::Metadata) -> bool {
    false
}
