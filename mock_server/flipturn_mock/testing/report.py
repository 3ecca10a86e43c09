"""What the report of a failed test says of the requests that came, so that nobody has to ask."""

from flipturn_mock.testing.control import Control
from flipturn_mock.testing.handle import Flipturn
from flipturn_mock.testing.journal import Request, latest, shortened
from flipturn_mock.testing.process import FlipturnMock

TITLE = "Flipturn mock: what came"

_SHOWN = 10
_MOST = 1000


class Watch:
    """Looks at what comes to an organization, and who is turned away at the door, from now on."""

    def __init__(self, mock: FlipturnMock, flipturn: Flipturn) -> None:
        self._ours, self._door = flipturn.control, mock.default.control
        self._began = _newest(self._door)

    def told(self) -> str:
        """The last exchanges, and a word about wrong keys; raises ControlError."""
        came = latest(self._ours, _SHOWN)
        lines = [line for request in came for line in _lines(request)]
        strangers = [request for request in latest(self._door, _MOST) if self._is_stranger(request)]
        return "\n".join(
            [*(lines or ["no request with a key of this organization"]), *_wrong_keys(strangers)]
        )

    def _is_stranger(self, request: Request) -> bool:
        return int(request.id) > self._began and request.status == 401


def _newest(control: Control) -> int:
    return max((int(request.id) for request in latest(control, 1)), default=0)


def _lines(request: Request) -> list[str]:
    lines = [f"{request.method} {request.url} -> {request.status or 'no answer'}"]
    lines += [f"    {name}: {text}" for name, text in _details(request) if text]
    return lines


def _details(request: Request) -> list[tuple[str, str | None]]:
    return [
        ("sent", shortened(request.body)),
        ("error", request.error),
        ("reason", request.reason),
        ("unknown", request.warning),
        ("answer", None if request.error else shortened(request.answer)),
    ]


def _wrong_keys(strangers: list[Request]) -> list[str]:
    if not strangers:
        return []
    last = strangers[-1]
    number = f"{len(strangers)} request{'s' if len(strangers) > 1 else ''}"
    return [f"{number} came with no key that is let in, the last was {last.method} {last.path}: {last.error}"]
