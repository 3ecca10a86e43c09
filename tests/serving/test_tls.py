"""The same server over TLS, and files that cannot be used for it."""

import json
import re
import ssl
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
import requests
import trustme
from cryptography.hazmat.primitives import serialization

from flipturn_mock.serving.tls import UnusableCertificate, tls_context
from tests.server import PATIENCE, Served, read_all
from tests.serving.certificates import Certificates
from tests.serving.sample import sample
from tests.serving.wire import CLOSE, parsed

pytestmark = pytest.mark.slow

GET = b"GET /x HTTP/1.1\r\nHost: x\r\n" + CLOSE + b"\r\n"


def wrapped(served: Served, trusting: ssl.SSLContext) -> ssl.SSLSocket:
    return trusting.wrap_socket(served.connect(), server_hostname="127.0.0.1")


class TestServed:
    def test_clients_that_trust_the_authority_are_answered(
        self, secure: Served, certificates: Certificates
    ) -> None:
        url = f"https://127.0.0.1:{secure.port}/x"
        for answer in (
            requests.get(url, verify=str(certificates.ca), timeout=PATIENCE),
            httpx.get(url, verify=certificates.trusting, timeout=PATIENCE),
        ):
            assert answer.json()["scheme"] == "https"

    def test_http_1_1_is_what_is_agreed_on(self, secure: Served, certificates: Certificates) -> None:
        trusting = certificates.trusting
        trusting.set_alpn_protocols(["h2", "http/1.1"])
        with wrapped(secure, trusting) as client:
            assert client.selected_alpn_protocol() == "http/1.1"

    def test_a_connection_is_kept(self, secure: Served, certificates: Certificates) -> None:
        with wrapped(secure, certificates.trusting) as client:
            for _ in range(3):
                client.sendall(GET.replace(CLOSE, b""))
                assert parsed(client.recv(65536))[0] == 200
            client.sendall(GET)
            assert parsed(read_all(client))[0] == 200

    def test_a_client_that_sends_too_much_can_read_that_it_was_refused(
        self, secure: Served, certificates: Certificates
    ) -> None:
        url, body = f"https://127.0.0.1:{secure.port}/x", b" " * 5_000_000
        answer = requests.post(url, data=body, verify=str(certificates.ca), timeout=PATIENCE)
        assert json.loads(answer.text)["path"] == "/x"
        assert answer.headers["Connection"] == "close"

    def test_what_is_no_tls_is_dropped_quietly(self, secure: Served, certificates: Certificates) -> None:
        for said in (GET, b"\x00" * 100, b"\x16\x03\x01\x02\x00"):
            with secure.connect() as client:
                client.sendall(said)
                client.shutdown(1)
                with suppress(ConnectionResetError):  # dropped all the same
                    assert b"HTTP" not in read_all(client)
        with pytest.raises(ssl.SSLCertVerificationError):
            wrapped(secure, ssl.create_default_context())
        with wrapped(secure, certificates.trusting) as client:
            client.sendall(GET)
            assert parsed(read_all(client))[0] == 200
        # That nothing was written to stderr is looked at when the sample ends.

    def test_it_stops_with_clients_that_have_said_nothing(self, certificates: Certificates) -> None:
        with sample(certificates.both) as served, served.connect(), served.connect() as half:
            half.sendall(b"\x16\x03\x01")
            with wrapped(served, certificates.trusting) as client:
                client.sendall(GET)
                assert parsed(read_all(client))[0] == 200
            assert served.stop() == 0


class TestFiles:
    def test_one_file_may_hold_both(self, certificates: Certificates) -> None:
        assert isinstance(tls_context(certificates.both), ssl.SSLContext)

    @pytest.mark.parametrize("name", ["cert", "key"])
    def test_a_missing_file_is_named(self, name: str, certificates: Certificates, tmp_path: Path) -> None:
        files = {"cert": certificates.cert, "key": certificates.key, name: tmp_path / "missing.pem"}
        with pytest.raises(UnusableCertificate, match=r"missing\.pem cannot be read \("):
            tls_context(**files)

    def test_a_folder_is_no_file(self, certificates: Certificates, tmp_path: Path) -> None:
        with pytest.raises(UnusableCertificate, match=rf"{re.escape(str(tmp_path))} cannot be read \("):
            tls_context(certificates.cert, tmp_path)

    def test_what_is_not_pem_is_named(self, certificates: Certificates, tmp_path: Path) -> None:
        other = tmp_path / "other.der"
        other.write_bytes(bytes(range(256)))
        with pytest.raises(UnusableCertificate, match=r"other\.der holds no certificate in PEM form"):
            tls_context(other, certificates.key)
        with pytest.raises(UnusableCertificate, match=r"other\.der holds no private key in PEM form"):
            tls_context(certificates.cert, other)

    def test_a_certificate_alone_lacks_its_key(self, certificates: Certificates) -> None:
        with pytest.raises(UnusableCertificate, match=r"cert\.pem holds no private key"):
            tls_context(certificates.cert)

    def test_a_damaged_file_is_refused(self, certificates: Certificates, tmp_path: Path) -> None:
        damaged = tmp_path / "damaged.pem"
        damaged.write_text(certificates.cert.read_text().replace("M", "!"))
        with pytest.raises(UnusableCertificate, match=r"the certificate in .*damaged\.pem is damaged \("):
            tls_context(damaged, certificates.key)

    def test_a_damaged_key_is_refused(self, certificates: Certificates, tmp_path: Path) -> None:
        damaged = tmp_path / "damaged.pem"
        damaged.write_text(certificates.key.read_text().replace("M", "!"))
        with pytest.raises(UnusableCertificate, match=r"the key in .*damaged\.pem is damaged, or"):
            tls_context(certificates.cert, damaged)

    def test_a_key_of_another_certificate_is_refused(self, certificates: Certificates) -> None:
        with pytest.raises(
            UnusableCertificate, match=r"other\.pem is damaged, or belongs to another certificate than "
        ):
            tls_context(certificates.cert, certificates.other_key)

    def test_a_key_with_a_passphrase_is_refused_and_nobody_is_asked(self, tmp_path: Path) -> None:
        issued = trustme.CA().issue_cert("localhost")
        key = serialization.load_pem_private_key(issued.private_key_pem.bytes(), None)
        locked, cert = tmp_path / "locked.pem", tmp_path / "cert.pem"
        issued.cert_chain_pems[0].write_to_path(cert)
        locked.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.BestAvailableEncryption(b"secret"),
            )
        )
        with pytest.raises(UnusableCertificate, match=r"locked\.pem needs a passphrase"):
            tls_context(cert, locked)
