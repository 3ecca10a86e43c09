"""Reads the URL of a target, and knows Flipturn's own host in any spelling."""

import re
import unicodedata
from urllib.parse import unquote, urlsplit

import pytest

PRODUCTION = "api.getflipturn.com"
# A name or an address and nothing else: what one library takes for part of the host, such as a backslash,
# another takes for its end, and the last one dials.
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+(?:%25[a-z0-9]+)?")


def base_url(given: str) -> str:
    """`scheme://host[:port][/base/path]` without a slash at the end; UsageError for anything else."""
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError:
        raise pytest.UsageError("--target is no URL") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise pytest.UsageError("--target is a URL such as https://staging.example/base")
    if parts.username is not None or parts.password is not None:
        raise pytest.UsageError("--target holds no user or password; the key is read from the environment")
    if parts.query or parts.fragment:
        raise pytest.UsageError("--target has no query and no fragment")
    host = _plain(parts.hostname)
    if not _HOST.fullmatch(host):
        raise pytest.UsageError("--target names a host with characters that no host has")
    shown = f"[{host}]" if ":" in host else host
    path = parts.path.rstrip("/")
    # Every documented path begins with /api; who gives it too means the same.
    path = path.removesuffix("/api")
    return f"{parts.scheme}://{shown}{'' if port is None else f':{port}'}{path}"


def is_production(url: str) -> bool:
    """Whether a URL leads to Flipturn's own host."""
    return _plain(urlsplit(url).hostname or "") == PRODUCTION


def _plain(host: str) -> str:
    """As the name system reads it: lower case, no final dot, no escapes, no look-alike letters or dots."""
    return unicodedata.normalize("NFKC", unquote(host)).replace("。", ".").casefold().rstrip(".")
