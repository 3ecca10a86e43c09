"""One request and its answer, as the journal keeps them."""

from collections.abc import Mapping
from typing import NamedTuple

OVERHEAD = 1024
"""Bytes that an exchange is taken to cost besides what is in it."""

MOST_REQUEST_BODY = 1024 * 1024
MOST_RESPONSE_BODY = 16 * 1024
"""Bytes of a body that are kept; of a longer one the beginning."""


class Body(NamedTuple):
    """What is kept of a body, the bytes that came, and whether it is only the beginning."""

    text: bytes = b""
    size: int = 0
    is_cut: bool = False


class Exchange(NamedTuple):
    """What came, what was answered, and why.

    `organization` is empty for the default one, `at` is in milliseconds since 1970 by the clock the
    organization goes by, `target` is path and query as they were sent, `raw_headers` are by key
    as in a WSGI environ, `status` is 0 where a fault left no answer, `operation_id` is
    None where no operation was meant. Keys are redacted before they come here.
    """

    id: str
    organization: str
    at: int
    method: str
    base_url: str
    target: str
    raw_headers: Mapping[str, str]
    sent: Body
    client_ip: str
    status: int
    answer: Body
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
        texts = (
            self.target,
            self.base_url,
            self.error,
            self.reason,
            self.warning,
            *self.raw_headers.values(),
        )
        return OVERHEAD + len(self.sent.text) + len(self.answer.text) + sum(len(text or "") for text in texts)
