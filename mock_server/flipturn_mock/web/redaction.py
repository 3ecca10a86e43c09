"""Takes keys out of what is told of a request: in the log, in the journal, and in headers that explain."""

import json
import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from urllib.parse import parse_qsl, quote

from flipturn_mock.web.entry import Entry

REDACTED = "[REDACTED]"

_SECRET_NAME = re.compile(r"auth|key|token|secret|cookie|password", re.IGNORECASE)
_SCHEME = re.compile(r"(Bearer|Basic) \S+", re.IGNORECASE)
_SHORTEST = 6  # a shorter secret would be found by chance, in the middle of words
_QUERY_VALUE = re.compile(r"(?<=[?&])([^=&]*)=([^&]*)")


class Redaction:
    """Knows the keys that the mock was given; a stranger's are found in what the stranger sent."""

    def __init__(self, keys: Collection[str]) -> None:
        self._keys = list(keys)

    def secrets(self, entry: Entry) -> list[str]:
        """The texts that must not be told of an exchange, in every form they can have there."""
        keys = self._keys if entry.key is not None else [*self._keys, *_strangers(entry)]
        return [form for key in keys if len(key) >= _SHORTEST for form in _forms(key)]

    def clean(self, entry: Entry) -> list[str]:
        """Take secrets out of an entry; returns them."""
        secrets = self.secrets(entry)
        if secrets:
            entry.path, entry.query = hidden(entry.path, secrets), hidden(entry.query, secrets)
            entry.error = entry.error and hidden(entry.error, secrets)
            entry.warning = entry.warning and hidden(entry.warning, secrets)
            entry.reason = hidden(entry.reason, secrets)
        return secrets


def hidden(text: str, secrets: Collection[str]) -> str:
    """The text without secrets."""
    for secret in secrets:
        text = text.replace(secret, REDACTED)
    return text


def hidden_bytes(text: bytes, secrets: Collection[str]) -> bytes:
    """The same for a body."""
    for secret in secrets:
        text = text.replace(secret.encode(), REDACTED.encode())
    return text


def hidden_target(target: str, secrets: Collection[str]) -> str:
    """Path and query, of which parameters that are called like a key lose their value."""
    if "?" in target:
        target = _QUERY_VALUE.sub(_hide_value, target)
    return hidden(target, secrets)


def hidden_headers(environ: Mapping[str, str], secrets: Collection[str]) -> dict[str, str]:
    """The headers of a WSGI environ, by their keys there; what is called like a key loses its value."""
    headers = {
        key: value
        for key, value in environ.items()
        if key.startswith("HTTP_") or key in ("CONTENT_TYPE", "CONTENT_LENGTH")
    }
    for key in headers:
        if _is_secret(key):
            scheme = _SCHEME.fullmatch(headers[key])
            headers[key] = f"{scheme[1]} {REDACTED}" if scheme else REDACTED
    if "HTTP_HOST" in headers:
        headers["HTTP_HOST"] = without_user(headers["HTTP_HOST"])
    return {key: hidden(value, secrets) for key, value in headers.items()} if secrets else headers


def without_user(host: str) -> str:
    """A host without the name and password that a URL may carry before it."""
    return host.rpartition("@")[2]


def _strangers(entry: Entry) -> list[str]:
    """What a caller who is not let in has given for a key: it may be a real one, sent here by mistake."""
    environ = entry.request.environ
    given = [value for key, value in environ.items() if key.startswith("HTTP_") and _is_secret(key)]
    given += [value for name, value in parse_qsl(environ.get("QUERY_STRING", "")) if _is_secret(name)]
    given.append(environ.get("HTTP_HOST", "").rpartition("@")[0].rpartition(":")[2])
    return [part for value in given for part in re.split(r"[\s,;=]+", value)]


def _forms(key: str) -> set[str]:
    """A key as it is, percent-encoded, and as JSON may write it."""
    in_json = json.dumps(key)[1:-1]
    return {key, quote(key, safe=""), quote(key), in_json, in_json.replace("/", "\\/")}


@lru_cache(maxsize=500)  # clients repeat the same few names
def _is_secret(name: str) -> bool:
    return _SECRET_NAME.search(name) is not None


def _hide_value(found: re.Match[str]) -> str:
    return f"{found[1]}={REDACTED}" if _is_secret(found[1]) else found[0]
