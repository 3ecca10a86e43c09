"""What a client has sent, as a test asks for it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from flipturn_mock.testing.control import Control, JsonObject

UNSAID: Any = object()
"""Stands for a body that nothing was said of, since None is JSON."""

_SHOWN = 200  # characters of a body in one line


class Headers(Mapping[str, str]):
    """Headers by name, in whatever case it is written; keys in them are hidden."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._given = {name.lower(): (name, value) for name, value in headers.items()}

    def __getitem__(self, name: str) -> str:
        return self._given[name.lower()][1]

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._given.values())

    def __len__(self) -> int:
        return len(self._given)

    def __repr__(self) -> str:
        return repr(dict(self))


@dataclass(frozen=True, repr=False)
class Request:
    """A request that came, and what became of it.

    Args:
        id: Its number in the journal.
        method: The HTTP method.
        url: Path and query as they were sent; `path` and `query` give them apart.
        headers: The headers by name, in whatever case it is written. Keys in them are hidden.
        body: The body as text; `json` gives its value.
        body_is_cut: Whether only the beginning of the body was kept.
        status: The status of the answer, None where a fault left no answer.
        operation_id: The operation that was meant, None where none was.
        error: The sentence of a refusal, None if it was none.
        reason: The value of X-Mock-Reason, None without one.
        warning: The value of X-Mock-Warning, None without one.
        fault: The id of the fault that struck, None if none did.
        at: When it came, by the organization's clock, in UTC.
        answer: The body of the answer; its beginning, if it is long.
        nearest: A sentence about the operation that was probably meant. Only what
            `Flipturn.unmatched` returns has it.
    """

    id: str
    method: str
    url: str
    headers: Headers
    body: str
    body_is_cut: bool
    status: int | None
    operation_id: str | None
    error: str | None
    reason: str | None
    warning: str | None
    fault: str | None
    at: datetime
    answer: str
    nearest: str | None

    @property
    def path(self) -> str:
        """The URL without its query."""
        return self.url.partition("?")[0]

    @property
    def query(self) -> dict[str, str]:
        """The parameters of the URL; the last one, where a name stands several times."""
        return dict(parse_qsl(self.url.partition("?")[2], keep_blank_values=True))

    @property
    def json(self) -> Any:
        """The value of the body as JSON. Raises ValueError if it is no JSON, or was not kept whole."""
        if self.body_is_cut:
            raise ValueError("the mock has kept only the beginning of this body")
        return json.loads(self.body)

    def __repr__(self) -> str:
        told = f"{self.method} {self.url} -> {self.status or 'no answer'}"
        if said := self.reason or self.error:
            told += f" [{said}]"
        return f"<{told}{' ' if self.body else ''}{shortened(self.body)}>"


def shortened(text: str) -> str:
    """At most 200 characters of a text, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}..."


def pattern(
    operation_id: str | None, method: str | None, path: str | None, body: Any, json_path: Any
) -> JsonObject:
    """WireMock's pattern of requests that have all that is given here."""
    given = {"operationId": operation_id, "method": method, "urlPath": path}
    bodies: list[JsonObject] = []
    if body is not UNSAID:
        bodies.append({"equalToJson": json.dumps(body)})  # as text, since a bare string would be read as JSON
    if json_path is not None:
        bodies.append({"matchesJsonPath": json_path})
    fitting: JsonObject = {name: value for name, value in given.items() if value is not None}
    return fitting | ({"bodyPatterns": bodies} if bodies else {})


def fitting(control: Control, wanted: JsonObject) -> list[Request]:
    """The requests of an organization that fit a pattern, oldest first; raises ControlError."""
    __tracebackhide__ = True
    if not wanted:
        return _read(control.call("GET", "/requests"))
    found = control.call("POST", "/requests/find", wanted)
    if not found["requests"]:
        return _read(found)
    # It gives what was sent, not what became of it.
    kept = {request["id"] for request in found["requests"]}
    listed = control.call("GET", "/requests")
    listed["requests"] = [exchange for exchange in listed["requests"] if exchange["id"] in kept]
    return _read(listed)


def unmatched(control: Control) -> list[Request]:
    """The requests that no operation was meant by, oldest first."""
    return _read(control.call("GET", "/requests/unmatched"))


def latest(control: Control, limit: int) -> list[Request]:
    """The last requests that came, oldest first."""
    return _read(control.call("GET", "/requests", limit=limit))


def _read(answer: JsonObject) -> list[Request]:
    return [_request(exchange) for exchange in reversed(answer["requests"])]


def _request(exchange: JsonObject) -> Request:
    sent = exchange["request"]
    return Request(
        id=exchange["id"],
        method=sent["method"],
        url=sent["url"],
        headers=Headers(sent["headers"]),
        body=sent["body"],
        body_is_cut=sent["bodyTruncated"],
        status=exchange["response"]["status"],
        operation_id=exchange["operationId"],
        error=exchange["error"],
        reason=exchange["reason"],
        warning=exchange["warning"],
        fault=exchange["fault"],
        at=datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=sent["loggedDate"]),
        answer=exchange["response"]["body"],
        nearest=_nearest(exchange.get("nearest")),
    )


def _nearest(nearest: JsonObject | None) -> str | None:
    return None if nearest is None else "{operationId} is {method} {path}: {why}".format_map(nearest)
