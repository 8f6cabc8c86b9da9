//! Which server certificate is good enough.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, ServerName, UnixTime};
use rustls::server::{ParsedCertificate, VerifierBuilderError};
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

use super::error::ConnectError;

/// How much of the certificate is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// Nothing: the connection is encrypted, the server may be anybody.
    Nothing,
    /// That a trusted root signed it.
    Chain,
    /// And that it was made for this host.
    ChainAndName,
}

#[derive(Debug)]
pub(super) struct Verifier {
    trust: Trust,
    chain: Option<Arc<WebPkiServerVerifier>>,
    roots: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
}

impl Verifier {
    pub(super) fn new(
        trust: Trust,
        store: RootCertStore,
        roots: Vec<CertificateDer<'static>>,
        revoked: Vec<CertificateRevocationListDer<'static>>,
        provider: &Arc<CryptoProvider>,
    ) -> Result<Self, ConnectError> {
        let chain = match trust {
            Trust::Nothing => None,
            Trust::Chain | Trust::ChainAndName => Some(
                WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider.clone())
                    .with_crls(revoked)
                    .build()
                    .map_err(|error| unusable(&error))?,
            ),
        };
        Ok(Self {
            trust,
            chain,
            roots,
            provider: provider.clone(),
        })
    }

    /// `OpenSSL` trusts a self-signed server certificate that stands among the roots itself; webpki
    /// refuses it as a certificate authority in the wrong place. None where it does not stand there.
    fn pinned(
        &self,
        certificate: &CertificateDer<'_>,
        name: &ServerName<'_>,
    ) -> Option<Result<(), Error>> {
        if !self.roots.iter().any(|root| root == certificate) {
            return None;
        }
        Some(match self.trust {
            Trust::Nothing | Trust::Chain => Ok(()),
            Trust::ChainAndName => ParsedCertificate::try_from(certificate)
                .and_then(|parsed| verify_server_name(&parsed, name)),
        })
    }
}

fn unusable(error: &VerifierBuilderError) -> ConnectError {
    match error {
        VerifierBuilderError::InvalidCrl(_) => ConnectError::setting(
            "sslcrl",
            "it holds a list of revoked certificates that cannot be read: it has to be of version 2, with a number",
        ),
        other => ConnectError::setting("sslrootcert", &other.to_string()),
    }
}

fn is_about_the_name(error: &CertificateError) -> bool {
    matches!(
        error,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }
    )
}

/// Where nothing is trusted, a signature of the handshake proves nothing either: it is not looked at,
/// so that certificates that webpki cannot read (X.509 version 1) do not stand in the way.
impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(chain) = &self.chain else {
            return Ok(ServerCertVerified::assertion());
        };
        match chain.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            // webpki looks at the name last: the chain is good.
            Err(Error::InvalidCertificate(error))
                if self.trust == Trust::Chain && is_about_the_name(&error) =>
            {
                Ok(ServerCertVerified::assertion())
            }
            Err(Error::InvalidCertificate(CertificateError::Other(other))) => self
                .pinned(end_entity, server_name)
                .unwrap_or(Err(CertificateError::Other(other).into()))
                .map(|()| ServerCertVerified::assertion()),
            result => result,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        if self.trust == Trust::Nothing {
            return Ok(HandshakeSignatureValid::assertion());
        }
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        if self.trust == Trust::Nothing {
            return Ok(HandshakeSignatureValid::assertion());
        }
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
