"""The mock without a process and without a socket: calls to Flipturn are answered where they are made."""

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Lock

from flipturn_mock.app import body_limit, create_app
from flipturn_mock.serving.gateway import Gateway
from flipturn_mock.settings import Settings
from flipturn_mock.testing.control import Control
from flipturn_mock.testing.handle import Flipturn
from flipturn_mock.testing.intercept import intercept
from flipturn_mock.web.errors import envelope

HOST = "api.getflipturn.com"

_ORGANIZATION = "mock-flipturn"
_HERE = "127.0.0.1"  # what the control plane wants to be called by

_idle: deque[tuple[Settings, Gateway]] = deque(maxlen=8)
"""Applications at their start that nobody uses: to make one costs more than most tests."""

_lock = Lock()


@contextmanager
def mock_flipturn(
    *,
    api_key: str | None = None,
    fleet: Path | str | None = None,
    empty: bool = False,
    readings: Mapping[str, str | int] | None = None,
    rate_limit: int = 0,
    prefer: bool = False,
    passthrough: Collection[str] = (),
) -> Iterator[Flipturn]:
    """Answer calls of requests, urllib3 and httpx to https://api.getflipturn.com in this process.

    It is a context manager, and holds for the whole process: of several at once, also in threads,
    the last one answers. Under a `freeze_time` the mock shows the test's time. Each one begins with
    the starting fleet.

    Args:
        api_key: A key that is let in beside `test-org`; the handle gives it as `api_key`.
        fleet: A YAML or JSON file with the fleet to start with; None is the documents' own fleet.
        empty: Start without vehicles.
        readings: The answers to what the documents leave open, by the name of the reading.
        rate_limit: Requests a minute that one key may make; 0 sets no limit.
        prefer: Whether a request may choose its status, with a header such as `Prefer: code=429`.
        passthrough: Hosts that are called over the network as ever.

    Yields:
        The handle of the organization that these calls mean.

    Raises:
        UnknownReading: A reading, or its value, does not exist.
        UnreadableFleet: The fleet file cannot be read, or does not hold a fleet.
        RuntimeError: None of the three libraries is installed.
        UnexpectedHost: Comes out of a call to a host that is neither Flipturn's nor in `passthrough`.
    """
    settings = Settings(
        keys=dict.fromkeys(["test-org", api_key or "test-org"], f"org:{_ORGANIZATION}")
        | {"test-site": f"site:{_ORGANIZATION}"},
        fleet=fleet,
        empty=empty,
        readings=dict(readings or {}),
        rate_limit=rate_limit,
        prefer=prefer,
    )
    with _application(settings) as gateway, intercept(gateway, [HOST], passthrough=passthrough):
        yield Flipturn(
            f"https://{HOST}", _ORGANIZATION, api_key=api_key or "test-org", send=partial(_send, gateway)
        )


@contextmanager
def _application(settings: Settings) -> Iterator[Gateway]:
    """One that nobody else has meanwhile, also in other threads; it is at its start."""
    gateway = _take(settings) or _new(settings)
    yield gateway
    if settings.fleet is None:  # a file may have changed by the next time
        Control(partial(_send, gateway), None).call("POST", "/reset")
        with _lock:
            _idle.append((settings, gateway))


def _take(settings: Settings) -> Gateway | None:
    with _lock:
        for number, (made_from, gateway) in enumerate(_idle):
            if made_from == settings:
                del _idle[number]
                return gateway
    return None


def _new(settings: Settings) -> Gateway:
    return Gateway(create_app(settings), envelope, partial(body_limit, settings)).bound("http", _HERE, 80)


def _send(gateway: Gateway, method: str, target: str, body: bytes) -> tuple[int, bytes]:
    headers = {"HTTP_HOST": _HERE, "CONTENT_LENGTH": str(len(body))}
    if body:
        headers["CONTENT_TYPE"] = "application/json"
    answer = gateway.answer(gateway.environ(method, target.encode(), headers, _HERE), body, None)
    head, _, content = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1]), content
