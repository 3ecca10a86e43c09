"""What was sent and what came back, in a form that can be shown and sent again by hand."""

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flipturn_contracts.harness.broken import Broken, show

_SHOWN = 2000


class Told(dict[str, Any]):
    """An object of an answer: whoever reads a member that is not there has found a broken promise."""

    def __missing__(self, name: str) -> Any:
        raise Broken(f"The answer has no member {name!r}", f"a member {name!r}", show(self)[:_SHOWN])


@dataclass(frozen=True)
class Answer:
    """A request and its response; the Authorization is the one with placeholders, never a key."""

    method: str
    url: str
    sent_headers: Mapping[str, str]
    sent_body: bytes | None
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def text(self) -> str:
        """The body for a reader."""
        return self.body.decode("utf-8", "replace")

    @property
    def shown(self) -> str:
        """Status and body, shortened."""
        rest = len(self.text) - _SHOWN
        return f"{self.status} {self.text[:_SHOWN]}" + (f" ... {rest} characters more" if rest > 0 else "")

    def json(self) -> Any:
        """The body as JSON; Broken if it is none."""
        try:
            return json.loads(self.body, object_hook=Told)
        except (ValueError, RecursionError):
            raise Broken("The answer is not JSON", "a JSON document", self.shown) from None

    def must_be(self, *statuses: int) -> "Answer":
        """Broken unless the status is one of these."""
        __tracebackhide__ = True
        if self.status not in statuses:
            expected = " or ".join(map(str, statuses))
            raise Broken(f"{self.method} {self.url} answered {self.status}", f"status {expected}", self.shown)
        return self

    def refused(self, *statuses: int) -> str:
        """The sentence of a refusal with such a status; Broken if it is not in the documented envelope."""
        __tracebackhide__ = True
        answer = self.must_be(*statuses).json()
        if not isinstance(answer, dict) or not isinstance(answer.get("error"), str) or not answer["error"]:
            raise Broken("A refusal is not in the documented envelope", '{"error": "<sentence>"}', self.shown)
        return str(answer["error"])

    def taken_or(self, *refusals: int) -> str:
        """The status of a refusal with one of these, or `taken` for a success; Broken for anything else."""
        if self.status in refusals:
            self.refused(*refusals)
            return str(self.status)
        self.must_be(200, 201)
        return "taken"

    @property
    def curl(self) -> str:
        """A shell command that sends the same; keys are read from the variables they are named by."""
        parts = ["curl -sS" + ("" if self.method == "GET" else f" -X {shlex.quote(self.method)}")]
        parts.append(shlex.quote(self.url))
        parts += [f"-H {_quoted(f'{name}: {value}')}" for name, value in self.sent_headers.items()]
        if self.sent_body is not None:
            parts.append(_data(self.sent_body))
        return " ".join(parts)


def _quoted(text: str) -> str:
    """In double quotes where the shell has to put in a key, else as it is."""
    if "$" not in text:
        return shlex.quote(text)
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("`", "\\`")
    return f'"{escaped}"'


def _data(body: bytes) -> str:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    if text is not None and text.isprintable() and len(text) < 20_000:
        return f"--data-binary {shlex.quote(text)}"
    if len(body) > 2000:
        return f"--data-binary @body # {len(body)} bytes, not shown"
    octal = "".join(f"\\{byte:03o}" for byte in body)
    return f"--data-binary @<(printf '{octal}')"
