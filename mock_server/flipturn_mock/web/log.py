"""One line on stderr for each exchange, and a traceback where the mock itself failed.

Times here are real whatever the mock's clock shows. Keys and bodies never come here; what does come
from a request (path, sentences) is written as ASCII with everything else escaped.
"""

import json
import traceback
from time import gmtime, perf_counter, strftime
from typing import Literal

from werkzeug.wrappers import Request

from flipturn_mock.web.entry import Entry
from flipturn_mock.web.stderr import Stderr

_LONGEST = 300

Format = Literal["text", "json", "none"]


class Log:
    """Writes entries in one format; failures of the mock are written in any."""

    def __init__(self, form: Format) -> None:
        self._form = form
        self._stderr = Stderr()

    def begin(self, request: Request, path: str) -> Entry:
        """An entry for a request that has just come in."""
        return Entry(request, path, perf_counter())

    def end(self, entry: Entry, status: int) -> float:
        """Write the entry; returns the milliseconds that the exchange took."""
        milliseconds = round((perf_counter() - entry.began) * 1000, 2)
        if self._form != "none":
            write = self._json if self._form == "json" else self._text
            self._stderr.write_line(write(entry, status, milliseconds))
        return milliseconds

    def note(self, sentence: str) -> None:
        """Write what happened without a request."""
        if self._form == "none":
            return
        line = (
            json.dumps({"time": _now(), "note": sentence}) if self._form == "json" else f"{_now()} {sentence}"
        )
        self._stderr.write_line(line)

    def failure(self, entry: Entry | None) -> None:
        """Write the traceback of the exception at hand."""
        where = f"{entry.method} {_escaped(entry.path)}" if entry else "a request"
        self._stderr.write_line(f"{_now()} the mock failed on {where}\n{traceback.format_exc()}")

    def _text(self, entry: Entry, status: int, milliseconds: float) -> str:
        line = f"{_now()} {entry.method} {_escaped(entry.target)} {status} {milliseconds} ms"
        if entry.organization_name:
            line += f" [{entry.organization_name}]"
        if entry.error:
            line += f" {_escaped(entry.error)}"
        return f"{line} (unknown: {entry.warning})" if entry.warning else line

    def _json(self, entry: Entry, status: int, milliseconds: float) -> str:
        return json.dumps(
            {
                "time": _now(),
                "method": entry.method,
                "path": _cut(entry.target),
                "status": status,
                "durationMillis": milliseconds,
                "operationId": entry.operation_id,
                "organization": entry.organization_name or None,
                "error": entry.error and _cut(entry.error),
                "warning": entry.warning,
            }
        )


def _now() -> str:
    return strftime("%Y-%m-%dT%H:%M:%SZ", gmtime())


def _escaped(text: str) -> str:
    return json.dumps(_cut(text))[1:-1]


def _cut(text: str) -> str:
    """A line stays one that a reader takes in, and that a pipe takes at once."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
