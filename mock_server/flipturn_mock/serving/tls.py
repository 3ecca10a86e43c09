"""A certificate and its key from files, or one sentence that says why they cannot be used."""

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from ssl import SSLContext, SSLError


class UnusableCertificate(Exception):
    """TLS cannot be served with these files; the message is a sentence that names the file."""


def tls_context(cert: Path, key: Path | None = None) -> "SSLContext":
    """TLS for HTTP/1.1 with a certificate (chain) and its key, both PEM; without `key` it is in `cert`.

    Raises UnusableCertificate.
    """
    import ssl  # it costs as much as the rest of the start, and most mocks speak plain HTTP

    key_file = key or cert
    if "-----BEGIN CERTIFICATE-----" not in _text(cert):
        raise UnusableCertificate(f"{cert} holds no certificate in PEM form")
    if "PRIVATE KEY-----" not in _text(key_file):
        raise UnusableCertificate(f"{key_file} holds no private key in PEM form")

    def no_passphrase() -> NoReturn:
        # Without this OpenSSL would ask on the terminal.
        raise UnusableCertificate(f"the private key in {key_file} needs a passphrase; use one without")

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])
    try:
        context.load_cert_chain(cert, key, password=no_passphrase)
    except ssl.SSLError as error:
        raise UnusableCertificate(_complaint(error, cert, key_file)) from None
    return context


def _text(file: Path) -> str:
    try:
        return file.read_text("latin-1")
    except OSError as error:
        raise UnusableCertificate(f"{file} cannot be read: {error.strerror or error}") from None


def _complaint(error: "SSLError", cert: Path, key_file: Path) -> str:
    if error.reason == "KEY_VALUES_MISMATCH":
        return f"the private key in {key_file} does not belong to the certificate in {cert}"
    return f"{cert} and {key_file} cannot be read as PEM: {error.reason or 'it is damaged'}"
