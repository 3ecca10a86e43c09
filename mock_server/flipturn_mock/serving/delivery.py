"""How an answer goes out, late, in pieces, cut short or not at all: as steps that any carrier can take."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

DELIVERY = "flipturn_mock.delivery"
"""The key of the environ under which an application may leave a Delivery; it is there, and None, only
where the server underneath heeds it."""

Ending = Literal[
    "whole",
    "CONNECTION_RESET_BY_PEER",
    "EMPTY_RESPONSE",
    "MALFORMED_RESPONSE_CHUNK",
    "RANDOM_DATA_THEN_CLOSE",
]
"""What becomes of an answer; the names are WireMock's."""

MALFORMED = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"this is not the size of a chunk\r\n"
)
GARBAGE = bytes(range(0x80, 0x100)) * 2
"""No HTTP, no line end, and the same on every run."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How one answer goes out; as made without arguments, at once and whole.

    `delay` is in seconds before the first byte. The body trickles in `chunks` pieces, evenly over
    `duration` seconds after that. Of the body the `fraction` is sent, after which the connection
    ends; Content-Length still names all of it. Such a part can be sent before a reset too; a reset
    with a `fraction` of 1 comes in place of the whole answer, as the other endings always do.
    """

    delay: float = 0.0
    ending: Ending = "whole"
    fraction: float = 1.0
    chunks: int = 1
    duration: float = 0.0

    @property
    def is_last(self) -> bool:
        """Whether the connection ends with this answer."""
        return self.ending != "whole" or self.fraction < 1


class Step(NamedTuple):
    """Wait so many seconds, send the data, and go on, close or reset the connection."""

    wait: float
    data: bytes
    then: Literal["go on", "close", "reset"] = "go on"


_SETTLING = 0.05
"""Seconds between a part of an answer and a reset, which may overtake or erase what has not been read."""

_INSTEAD = {
    "EMPTY_RESPONSE": b"",
    "MALFORMED_RESPONSE_CHUNK": MALFORMED,
    "RANDOM_DATA_THEN_CLOSE": GARBAGE,
}


def steps(delivery: Delivery, head: bytes, body: bytes) -> Iterator[Step]:
    """What to do for an answer, in order; `head` includes the empty line. No step goes on without data."""
    if delivery.ending in _INSTEAD:
        yield Step(delivery.delay, _INSTEAD[delivery.ending], "close")
        return
    is_reset = delivery.ending == "CONNECTION_RESET_BY_PEER"
    if is_reset and delivery.fraction >= 1:
        yield Step(delivery.delay, b"", "reset")
        return
    yield Step(delivery.delay, head)
    yield from _trickle(delivery, body[: int(len(body) * delivery.fraction)])
    if is_reset:
        yield Step(_SETTLING, b"", "reset")
    elif delivery.is_last:
        yield Step(0.0, b"", "close")


def _trickle(delivery: Delivery, part: bytes) -> Iterator[Step]:
    wanted = max(delivery.chunks, 1) if delivery.duration > 0 else 1
    count = min(wanted, len(part))  # no piece is empty, as those of a HEAD would be
    for number in range(count):
        start, end = number * len(part) // count, (number + 1) * len(part) // count
        yield Step(delivery.duration / count, part[start:end])
