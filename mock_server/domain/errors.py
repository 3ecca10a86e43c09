"""Every way to say no.

Refusal
├── Unauthorized        the key is not known
├── NotFound            no such endpoint, no such vehicle
├── MethodNotAllowed    the path has other methods
├── TooLarge            more body than the server takes
├── Invalid             a parameter, a body or a kind of key does not fit
├── Forbidden           the control plane does not talk to this caller
└── Conflict            something exists already
"""


class Refusal(Exception):
    """A request that is answered with one sentence and changes nothing.

    `why` is for the log alone, where the sentence is Flipturn's own and says too little.
    """

    def __init__(self, sentence: str, why: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.why = why


class Unauthorized(Refusal):
    """The API key or the Authorization header is not valid."""

    def __init__(self, sentence: str = "Invalid API key", why: str = "") -> None:
        super().__init__(sentence, why)


class NotFound(Refusal):
    """What the path or the body names does not exist here."""

    def __init__(self, sentence: str = "Not found") -> None:
        super().__init__(sentence)

    @classmethod
    def vehicle(cls, vehicle_id: int) -> "NotFound":
        """The one wording that the documents give (batch example, D37)."""
        return cls(f"Vehicle with id {vehicle_id} not found")


class MethodNotAllowed(Refusal):
    """The path exists and the method does not; `allow` names those that do."""

    def __init__(self, allow: list[str]) -> None:
        super().__init__(f"Method not allowed, this path has {', '.join(allow)}")
        self.allow = allow


class TooLarge(Refusal):
    """The body is larger than the limit."""


class Invalid(Refusal):
    """The request does not fit the contract."""


class Forbidden(Refusal):
    """The control plane refuses the caller, whatever it asks for."""


class Conflict(Refusal):
    """What the request would create exists already."""
