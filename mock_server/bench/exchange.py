"""One request and its answer, as the journal keeps them."""

from collections.abc import Mapping
from typing import NamedTuple

OVERHEAD = 1024
"""Bytes that an exchange is taken to cost besides what is in it."""

MOST_REQUEST_BODY = 1024 * 1024
MOST_RESPONSE_BODY = 16 * 1024
"""Bytes of a body that are kept; of a longer one the beginning."""


class Exchange(NamedTuple):
    """What came, what was answered, and why.

    `organization` is empty for the default one, `at` is in milliseconds since 1970 by the clock the
    organization goes by, `target` is path and query as they were sent, `raw_headers` are by key
    as in a WSGI environ, bodies may be cut off (then they are shorter than their size), `operation_id` is
    None where no operation was meant. Keys are redacted before they come here.
    """

    id: str
    organization: str
    at: int
    method: str
    base_url: str
    target: str
    raw_headers: Mapping[str, str]
    body: bytes
    body_size: int
    client_ip: str
    status: int
    response_body: bytes
    response_size: int
    operation_id: str | None
    error: str | None
    reason: str | None
    warning: str | None
    fault: str | None
    duration_millis: float

    @property
    def headers(self) -> dict[str, str]:
        """The headers by name, as `Content-Type`."""
        return {
            key.removeprefix("HTTP_").title().replace("_", "-"): value
            for key, value in self.raw_headers.items()
        }

    @property
    def size(self) -> int:
        """Bytes that it is taken to cost."""
        return OVERHEAD + len(self.body) + len(self.response_body) + len(self.target)
