"""Every way to say no.

Refusal
├── Unauthorized        the key is not known
├── NotFound            no such endpoint, no such vehicle
├── MethodNotAllowed    the path has other methods
├── TooLarge            more body than the server takes
├── Invalid             a parameter, a body or a kind of key does not fit
├── Forbidden           the control plane does not talk to this caller
├── Conflict            something exists already
├── TooManyRequests     the rate limit of the key is used up
├── Planned             the test bench was told to answer so
└── Unable              the test bench was told to do what it cannot do here
"""

from typing import NamedTuple

Step = str | int


class Reason(NamedTuple):
    """Which rule said no, where, and what it rests on; for those who look for their mistake.

    `pointer` are the steps to the place in the body, `parameter` names a query parameter instead,
    `row` is an entry in the table of what the documents leave open.
    """

    rule: str
    pointer: tuple[Step, ...] = ()
    row: str = ""
    parameter: str = ""


class Refusal(Exception):
    """A request that is answered with one sentence and changes nothing.

    `why` is for the log alone, where the sentence is Flipturn's own and says too little.
    """

    rule = "refused"

    def __init__(self, sentence: str, why: str = "", reason: Reason | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.why = why
        self.reason = reason or Reason(self.rule)


class Unauthorized(Refusal):
    """The API key or the Authorization header is not valid."""

    rule = "key"

    def __init__(self, sentence: str = "Invalid API key", why: str = "") -> None:
        super().__init__(sentence, why, Reason(self.rule, row="X6"))


class NotFound(Refusal):
    """What the path or the body names does not exist here."""

    rule = "path"

    def __init__(self, sentence: str = "Not found", reason: Reason | None = None) -> None:
        super().__init__(sentence, reason=reason)

    @classmethod
    def vehicle(cls, vehicle_id: int) -> "NotFound":
        """The one wording that the documents give (batch example, D37)."""
        return cls(f"Vehicle with id {vehicle_id} not found", Reason("vehicle-id", row="V14"))


class MethodNotAllowed(Refusal):
    """The path exists and the method does not; `allow` names those that do."""

    rule = "method"

    def __init__(self, allow: list[str]) -> None:
        sentence = f"Method not allowed, this path has {', '.join(allow)}"
        super().__init__(sentence, reason=Reason(self.rule, row="X8"))
        self.allow = allow


class TooLarge(Refusal):
    """The body is larger than the limit."""

    rule = "body-size"


class Invalid(Refusal):
    """The request does not fit the contract."""

    rule = "invalid"


class Forbidden(Refusal):
    """The control plane refuses the caller, whatever it asks for."""

    rule = "caller"


class Conflict(Refusal):
    """What the request would create exists already."""

    rule = "conflict"


class TooManyRequests(Refusal):
    """The key has used up its requests; `retry_after` are seconds, None to leave them unsaid (X9)."""

    def __init__(self, limit: int, retry_after: int | None) -> None:
        sentence = f"Rate limit exceeded, an API key has {limit} requests per minute"
        super().__init__(sentence, reason=Reason("rate-limit", row="X9"))
        self.retry_after = retry_after


class Planned(Refusal):
    """Not what the mock thinks of the request, but what a user wanted it to answer."""

    def __init__(self, sentence: str, status: int, rule: str, retry_after: int | None = None) -> None:
        super().__init__(sentence, why="planned", reason=Reason(rule))
        self.status = status
        self.retry_after = retry_after


class Unable(Refusal):
    """A user of the test bench wants what this server cannot do."""

    rule = "unable"
