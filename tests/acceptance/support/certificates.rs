//! Certificates of the test's own authorities, made by OpenSSL.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

/// Without it, OpenSSL would make every certificate one of an authority.
const PLAIN: &str = "[req]\ndistinguished_name = name\n[name]\n";

/// What lists revoked certificates: the files are relative to the folder.
const LISTS: &str = "[ca]\ndefault_ca = own\n[own]\ndatabase = index.txt\ndefault_md = sha256\ncrlnumber = number.txt\n\
     default_crl_days = 9\n";

/// An authority, and the folder with all that it signed.
pub(crate) struct Authority {
    dir: TempDir,
}

impl Authority {
    /// A new one, whose own certificate is `ca.crt`.
    pub(crate) fn new() -> Self {
        let dir = TempDir::new().expect("a folder for certificates");
        fs::write(dir.path().join("plain.cnf"), PLAIN).expect("settings of OpenSSL");
        fs::write(dir.path().join("lists.cnf"), LISTS).expect("settings of OpenSSL");
        let authority = Self { dir };
        authority.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:prime256v1 -out ca.key");
        authority.run(
            "req -config plain.cnf -x509 -new -key ca.key -out ca.crt -days 9 -subj /CN=authority \
             -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign",
        );
        authority
    }

    /// Runs `openssl` in the folder.
    pub(crate) fn run(&self, args: &str) {
        let out = Command::new("openssl")
            .args(args.split_ascii_whitespace())
            .current_dir(self.dir.path())
            .output()
            .expect("openssl");
        assert!(
            out.status.success(),
            "{args}\n{}",
            String::from_utf8_lossy(&out.stderr)
        );
    }

    /// A certificate `NAME.crt` of the key `NAME.key`, which is made where it is not there, for a common name
    /// and with more options.
    pub(crate) fn issue(&self, name: &str, common: &str, options: &str) {
        if !self.path(&format!("{name}.key")).exists() {
            self.run(&format!(
                "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:prime256v1 -out {name}.key"
            ));
        }
        self.run(&format!(
            "req -config plain.cnf -x509 -new -CA ca.crt -CAkey ca.key -key {name}.key -out {name}.crt -days 9 \
             -subj /CN={common} -addext basicConstraints=CA:FALSE {options}"
        ));
    }

    /// A list `NAME.crl` that revokes the certificate with this serial number, or none.
    pub(crate) fn list(&self, name: &str, serial: Option<&str>) {
        let revoked = serial.map(|serial| {
            format!("R\t401231235959Z\t250101000000Z\t{serial}\tunknown\t/CN=revoked\n")
        });
        fs::write(self.path("index.txt"), revoked.unwrap_or_default()).expect("an index");
        fs::write(self.path("number.txt"), "01\n").expect("a number");
        self.run(&format!(
            "ca -gencrl -config lists.cnf -keyfile ca.key -cert ca.crt -out {name}.crl"
        ));
    }

    /// A file of the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// What is in it.
    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).expect(name)
    }
}
