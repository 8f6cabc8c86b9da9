//! TLS by `sslmode`, as libpq understands it (`initialize_SSL` of `fe-secure-openssl.c` and the
//! manual's chapter on SSL support), with rustls: whom to trust, and the certificate and key that tell a server who comes.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::ring::sign::any_supported_type;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, PrivateKeyDer};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, Error, InconsistentKeys, RootCertStore};

use super::error::ConnectError;
use super::files;
use super::options::{Environment, Options};
use super::verifier::{Trust, Verifier};
use crate::io_error::{self, reason, reason_of};
use crate::regular_file::{self, LARGE};

/// `sslmode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SslMode {
    Disable,
    Allow,
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

/// Where trusted roots come from.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Roots {
    File(PathBuf),
    /// Those of the system; OpenSSL's `SSL_CERT_FILE`, where it is set, has them.
    System(Option<PathBuf>),
}

/// Everything about encryption.
#[derive(Debug, Clone)]
pub(super) struct TlsSettings {
    pub(super) mode: SslMode,
    /// `sslnegotiation=direct`.
    pub(super) direct: bool,
    only_13: bool,
    roots: Option<Roots>,
    revoked: Option<PathBuf>,
    identity: Option<Identity>,
}

impl TlsSettings {
    /// Reads the `ssl*` options; default files are those of `~/.postgresql`.
    pub(super) fn read(
        options: &Options,
        environment: Environment<'_>,
    ) -> Result<Self, ConnectError> {
        let folder = files::home(environment).map(|home| home.join(".postgresql"));
        let default = |name: &str| {
            let path = folder.as_ref()?.join(name);
            path.exists().then_some(path)
        };
        let roots = match options.get("sslrootcert") {
            Some("system") => Some(Roots::System(
                environment("SSL_CERT_FILE").map(PathBuf::from),
            )),
            Some(path) => Some(Roots::File(PathBuf::from(path))),
            None => default("root.crt").map(Roots::File),
        };
        let revoked = options.get("sslcrl").map(PathBuf::from);
        let settings = Self {
            mode: mode(options, roots.as_ref())?,
            direct: direct(options)?,
            only_13: options.get("ssl_min_protocol_version") == Some("TLSv1.3"),
            roots,
            revoked: revoked.or_else(|| default("root.crl")),
            identity: Identity::read(options, folder.as_deref()),
        };
        settings.check()
    }

    fn check(self) -> Result<Self, ConnectError> {
        if matches!(self.roots, Some(Roots::System(_))) && self.mode < SslMode::VerifyFull {
            return Err(ConnectError::setting(
                "sslmode",
                "sslrootcert=system allows only sslmode=verify-full",
            ));
        }
        if self.direct && self.mode < SslMode::Require {
            return Err(ConnectError::setting(
                "sslnegotiation",
                "direct asks for sslmode=require or stronger",
            ));
        }
        if self.mode >= SslMode::VerifyCa && self.roots.is_none() {
            return Err(ConnectError::setting(
                "sslrootcert",
                "verifying the server needs a root certificate: name its file, write `system`, or put it at ~/.postgresql/root.crt",
            ));
        }
        Ok(self)
    }

    /// What rustls needs for this.
    ///
    /// # Errors
    /// When a certificate or key file cannot be used.
    pub(super) fn client_config(&self) -> Result<ClientConfig, ConnectError> {
        let provider = Arc::new(ring::default_provider());
        let versions: &[&rustls::SupportedProtocolVersion] = if self.only_13 {
            &[&rustls::version::TLS13]
        } else {
            rustls::DEFAULT_VERSIONS
        };
        let verifier = self.verifier(&provider)?;
        let builder = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(versions)
            .map_err(|error| ConnectError::setting("sslmode", &error.to_string()))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier));
        let mut config = match &self.identity {
            None => builder.with_no_client_auth(),
            Some(identity) => builder.with_client_cert_resolver(Arc::new(identity.resolver()?)),
        };
        if self.direct {
            config.alpn_protocols = vec![b"postgresql".to_vec()];
        }
        Ok(config)
    }

    /// A root certificate that is there is always asked, whatever the mode, as libpq does.
    fn verifier(&self, provider: &Arc<CryptoProvider>) -> Result<Verifier, ConnectError> {
        let trust = match (self.mode, &self.roots) {
            (SslMode::VerifyFull, _) => Trust::ChainAndName,
            (_, Some(_)) | (SslMode::VerifyCa, None) => Trust::Chain,
            (SslMode::Disable | SslMode::Allow | SslMode::Prefer | SslMode::Require, None) => {
                Trust::Nothing
            }
        };
        let roots = match (&self.roots, trust) {
            (_, Trust::Nothing) | (None, _) => Vec::new(),
            (Some(Roots::File(path)), _) => certificates(path, "sslrootcert")?,
            (Some(Roots::System(file)), _) => system(file.as_deref())?,
        };
        let mut store = RootCertStore::empty();
        let (added, _) = store.add_parsable_certificates(roots.iter().cloned());
        if trust != Trust::Nothing && added == 0 {
            return Err(ConnectError::setting(
                "sslrootcert",
                "it holds no certificate that could be used",
            ));
        }
        Verifier::new(trust, store, roots, self.revocations(trust)?, provider)
    }
}

impl TlsSettings {
    /// The lists of revoked certificates, which count where the chain is looked at.
    fn revocations(
        &self,
        trust: Trust,
    ) -> Result<Vec<CertificateRevocationListDer<'static>>, ConnectError> {
        let Some(path) = self.revoked.as_ref().filter(|_| trust != Trust::Nothing) else {
            return Ok(Vec::new());
        };
        let bytes = bytes(path, "sslcrl")?;
        CertificateRevocationListDer::pem_slice_iter(&bytes)
            .collect::<Result<_, _>>()
            .map_err(|error| unusable("sslcrl", path, &reason_of(&error)))
    }
}

fn mode(options: &Options, roots: Option<&Roots>) -> Result<SslMode, ConnectError> {
    match options.get("sslmode") {
        None if matches!(roots, Some(Roots::System(_))) => Ok(SslMode::VerifyFull),
        None | Some("prefer") => Ok(SslMode::Prefer),
        Some("disable") => Ok(SslMode::Disable),
        Some("allow") => Ok(SslMode::Allow),
        Some("require") => Ok(SslMode::Require),
        Some("verify-ca") => Ok(SslMode::VerifyCa),
        Some("verify-full") => Ok(SslMode::VerifyFull),
        Some(_) => Err(ConnectError::setting(
            "sslmode",
            "it is none of disable, allow, prefer, require, verify-ca, verify-full",
        )),
    }
}

fn direct(options: &Options) -> Result<bool, ConnectError> {
    match options.get("sslnegotiation") {
        None | Some("postgres") => Ok(false),
        Some("direct") => Ok(true),
        Some(_) => Err(ConnectError::setting(
            "sslnegotiation",
            "it is neither postgres nor direct",
        )),
    }
}

pub(super) fn certificates(
    path: &Path,
    option: &str,
) -> Result<Vec<CertificateDer<'static>>, ConnectError> {
    let bytes = bytes(path, option)?;
    match CertificateDer::pem_slice_iter(&bytes).collect::<Result<Vec<_>, _>>() {
        Ok(list) if !list.is_empty() => Ok(list),
        Ok(_) => Err(unusable(option, path, "it holds no PEM certificate")),
        Err(error) => Err(unusable(option, path, &reason_of(&error))),
    }
}

/// The roots of the system. The library opens whatever `SSL_CERT_FILE` names; in a folder it takes regular
/// files alone.
fn system(file: Option<&Path>) -> Result<Vec<CertificateDer<'static>>, ConnectError> {
    if let Some(file) = file {
        bytes(file, "SSL_CERT_FILE")?;
    }
    Ok(rustls_native_certs::load_native_certs().certs)
}

fn bytes(path: &Path, option: &str) -> Result<Vec<u8>, ConnectError> {
    regular_file::read(path, LARGE).map_err(|error| unusable(option, path, &reason(&error)))
}

pub(super) fn unusable(option: &str, path: &Path, reason: &str) -> ConnectError {
    ConnectError::setting(option, &format!("{}: {reason}", path.display()))
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::postgres::connect::text;

    fn read(written: &str) -> Result<TlsSettings, ConnectError> {
        TlsSettings::read(&text::parse(written).unwrap(), &|_| None)
    }

    #[test]
    fn the_default_is_prefer_and_system_roots_mean_verify_full() {
        assert_eq!(read("host=x").unwrap().mode, SslMode::Prefer);
        let system = read("host=x sslrootcert=system").unwrap();
        assert_eq!(system.mode, SslMode::VerifyFull);
        assert!(read("host=x sslrootcert=system sslmode=require").is_err());
    }

    #[test]
    fn verifying_without_a_root_certificate_is_refused() {
        let error = read("host=x sslmode=verify-ca").unwrap_err();
        assert!(error.to_string().contains("sslrootcert"), "{error}");
    }

    #[test]
    fn a_missing_root_file_is_named() {
        let settings = read("host=x sslmode=verify-full sslrootcert=/nowhere/ca.crt").unwrap();
        let error = settings.client_config().unwrap_err();
        assert!(error.to_string().contains("/nowhere/ca.crt"), "{error}");
    }
}
