//! Why there is no trusted encryption, in words for a person.

use std::error::Error as StdError;
use std::io;

use rustls::{AlertDescription, CertificateError, Error};

/// What TLS says of an error of the driver, with what to do; none where the error is not of TLS.
pub(super) fn reason(error: &(dyn StdError + 'static)) -> Option<String> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(tls) = of_tls(error) {
            return Some(words(tls));
        }
        next = error.source();
    }
    None
}

fn of_tls<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a Error> {
    let wrapped = error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref);
    match wrapped {
        Some(inner) => inner.downcast_ref(),
        None => error.downcast_ref(),
    }
}

fn words(error: &Error) -> String {
    match error {
        Error::InvalidCertificate(error) => of_certificate(error),
        Error::AlertReceived(alert) => of_alert(*alert),
        other => format!("{other}; check sslmode and sslrootcert"),
    }
}

fn of_certificate(error: &CertificateError) -> String {
    let words = match error {
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            "no authority of sslrootcert signed the server's; name the file of its authority there, or \
             sslrootcert=system for a public one"
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "the server's certificate has expired; the server needs a new one"
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "the server's certificate is not valid yet; check the clocks"
        }
        CertificateError::Revoked => "the server's certificate is revoked by sslcrl",
        CertificateError::UnknownRevocationStatus => {
            "sslcrl holds no list of the authority that signed the server's certificate"
        }
        CertificateError::NotValidForNameContext { presented, .. } if presented.is_empty() => {
            "the server's certificate is made for no name; it needs a subjectAltName, or use sslmode=verify-ca to do \
             without"
        }
        CertificateError::NotValidForNameContext { presented, .. } => {
            return format!(
                "the server's certificate is made for {}, and not for this host; connect by such a name (`hostaddr` \
                 says where that is), or use sslmode=verify-ca to do without",
                presented.join(", ")
            );
        }
        other => return format!("{other}; check sslmode and sslrootcert"),
    };
    words.to_owned()
}

fn of_alert(alert: AlertDescription) -> String {
    match alert {
        AlertDescription::UnknownCA
        | AlertDescription::BadCertificate
        | AlertDescription::CertificateUnknown
        | AlertDescription::CertificateExpired
        | AlertDescription::CertificateRevoked
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::DecryptError => format!(
            "the server does not take the client's certificate ({alert:?}); check sslcert and sslkey"
        ),
        other => format!("the server broke it off ({other:?}); check sslmode"),
    }
}
