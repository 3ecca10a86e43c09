"""What the bench costs a test, printed by hand: `python -m tests.testing.measure`; never a timed test."""

import statistics
from collections.abc import Callable
from functools import partial
from time import perf_counter

import requests

from flipturn_mock.testing import Flipturn, mock_flipturn
from flipturn_mock.testing.process import FlipturnMock, started
from flipturn_mock.testing.report import Watch

_TIMES = 50


def main() -> None:
    """Medians in milliseconds; where a bar of issue 4 is meant, it stands beside the figure."""
    _process()
    with started([]) as mock:
        handle = mock.organization()
        _tell("a fresh organization, with its first look at it", lambda: mock.organization().vehicles, 2)
        _tell("what the fixture does", lambda: Watch(mock, mock.organization()), 2)
        _tell("a test with five calls through a session", partial(_test_over_http, mock), 15)
        _tell("five calls through a session of its own", partial(_five, handle), None)
        _tell("clock.freeze()", lambda: handle.clock.freeze("2026-02-01T00:00:00Z"), None)
        _tell("fail(), and taking it away", lambda: handle.fail().remove(), None)
        _tell("requests(json_path=...)", lambda: handle.requests(json_path="$.vehicleId"), None)
        _tell("snapshot(), and putting it back", lambda: handle.snapshot().restore(), 1)
    _tell("mock_flipturn() with nothing in it", lambda: _in_process(lambda _: None), None)
    _tell("mock_flipturn() with five calls", lambda: _in_process(_five), None)
    with mock_flipturn() as flipturn:
        _tell("five calls in process through a session", partial(_five, flipturn), 5)
        _tell("five calls in process through requests.get", partial(_five_alone, flipturn), None)


def _process() -> None:
    starts, stops = [], []
    for _ in range(5):
        began = perf_counter()
        with started([]):
            starts.append(perf_counter() - began)
            ended = perf_counter()
        stops.append(perf_counter() - ended)
    _print("start of the mock", statistics.median(starts), 500)
    _print("stop of the mock", statistics.median(stops), 200)


def _test_over_http(mock: FlipturnMock) -> None:
    handle = mock.organization()
    Watch(mock, handle)
    _five(handle)


def _five(flipturn: Flipturn) -> None:
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {flipturn.api_key}"
        for _ in range(5):
            assert session.get(f"{flipturn.url}/api/vehicles").ok


def _five_alone(flipturn: Flipturn) -> None:
    headers = {"Authorization": f"Bearer {flipturn.api_key}"}
    for _ in range(5):
        assert requests.get(f"{flipturn.url}/api/vehicles", headers=headers, timeout=5).ok


def _in_process(then: Callable[[Flipturn], None]) -> None:
    with mock_flipturn() as flipturn:
        then(flipturn)


def _tell(what: str, do: Callable[[], object], bar: float | None) -> None:
    do()
    took = []
    for _ in range(_TIMES):
        began = perf_counter()
        do()
        took.append(perf_counter() - began)
    _print(what, statistics.median(took), bar)


def _print(what: str, seconds: float, bar: float | None) -> None:
    print(f"{what:48}{seconds * 1000:8.2f} ms{'' if bar is None else f'   bar {bar:g}'}")  # noqa: T201 - its output


if __name__ == "__main__":
    main()
