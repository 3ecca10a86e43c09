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
        raise UnusableCertificate(f"{file} cannot be read ({error.strerror or error})") from None


def _complaint(error: "SSLError", cert: Path, key_file: Path) -> str:
    """Which file is at fault is found out by reading the certificate alone: OpenSSL's words may change."""
    if not _is_readable(cert):
        return f"the certificate in {cert} is damaged ({error.reason})"
    return f"the key in {key_file} is damaged, or belongs to another certificate than {cert} ({error.reason})"


def _is_readable(cert: Path) -> bool:
    import ssl

    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cert)
    except ssl.SSLError:
        return False
    return True
