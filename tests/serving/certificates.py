"""Certificates for 127.0.0.1, made for one run of the tests."""

import ssl
from dataclasses import dataclass
from pathlib import Path

import trustme


@dataclass(frozen=True)
class Certificates:
    """A certificate with its key in two files, both in one, the key of another, and who vouches for them."""

    cert: Path
    key: Path
    both: Path
    other_key: Path
    ca: Path

    @classmethod
    def made_in(cls, folder: Path) -> "Certificates":
        made = cls(*(folder / name for name in ("cert.pem", "key.pem", "both.pem", "other.pem", "ca.pem")))
        authority = trustme.CA()
        issued = authority.issue_cert("127.0.0.1", "localhost")
        issued.cert_chain_pems[0].write_to_path(made.cert)
        issued.private_key_pem.write_to_path(made.key)
        issued.private_key_and_cert_chain_pem.write_to_path(made.both)
        authority.issue_cert("127.0.0.1").private_key_pem.write_to_path(made.other_key)
        authority.cert_pem.write_to_path(made.ca)
        return made

    @property
    def trusting(self) -> ssl.SSLContext:
        """What a client needs to trust them."""
        return ssl.create_default_context(cafile=self.ca)
