"""One request on its way through the pipeline, and what is known of it; it fills up on the way."""

from dataclasses import dataclass, field

from werkzeug.wrappers import Request

from flipturn_mock.bench.faults import Strike
from flipturn_mock.bench.organization import Organization
from flipturn_mock.contract.operations import Operation
from flipturn_mock.domain.errors import Reason
from flipturn_mock.domain.keys import Key


@dataclass(slots=True)
class Entry:
    """For the pipeline's steps, the log, the journal and the headers that explain an answer.

    `path` is as it was sent, `began` real time in seconds, `now` the instant of the request in
    milliseconds since 1970; `key` and `organization` are None for a caller who was not let in,
    `operation` where none was meant, `body` until it was read; `reason` is how the reasons are told.
    """

    request: Request
    path: str
    began: float
    now: int = 0
    key: Key | None = None
    organization: Organization | None = None
    operation: Operation | None = None
    query: str = ""
    body: bytes | None = None
    error: str | None = None
    warning: str | None = None
    reasons: list[Reason] = field(default_factory=list)
    reason: str = ""
    strike: Strike | None = None

    @property
    def method(self) -> str:
        """The method as it was sent."""
        return self.request.method

    @property
    def target(self) -> str:
        """The path with the query parameters that the operation knows; others are not for a log."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def operation_id(self) -> str | None:
        """The operation's name in the contract."""
        return None if self.operation is None else self.operation.id

    @property
    def organization_name(self) -> str | None:
        """Empty for the default organization."""
        return None if self.organization is None else self.organization.name
