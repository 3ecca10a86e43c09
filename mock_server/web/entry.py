"""What is known of one exchange; it fills up on the way through the pipeline."""

from dataclasses import dataclass, field

from mock_server.bench.faults import Strike
from mock_server.domain.errors import Reason


@dataclass(slots=True)
class Entry:
    """For the log, the journal and the headers that explain an answer.

    `began` is real time in seconds, `now` the instant of the request in milliseconds since 1970,
    `organization` None for a caller without a key, `body` None until it was read.
    """

    method: str
    path: str
    began: float
    now: int = 0
    operation_id: str | None = None
    organization: str | None = None
    query: str = ""
    body: bytes | None = None
    error: str | None = None
    warning: str | None = None
    reasons: list[Reason] = field(default_factory=list)
    strike: Strike | None = None

    @property
    def target(self) -> str:
        """The path with the query parameters that the operation knows; others are not for a log."""
        return f"{self.path}?{self.query}" if self.query else self.path
