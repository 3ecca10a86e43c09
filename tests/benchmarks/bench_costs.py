"""What single things cost: `pytest tests/benchmarks/bench_costs.py`; its name keeps it out of every other run."""

import base64
import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import pytest
import requests

from flipturn_mock.testing import mock_flipturn
from flipturn_mock.testing.in_memory import InMemoryConnection
from flipturn_mock.testing.process import started
from tests.benchmarks.costs import BATCH, BATCH_JSON, WITH_PLUGIN, WITHOUT_PLUGIN
from tests.benchmarks.in_process import as_bytes, connected, exchange, fleet
from tests.benchmarks.process import ROOT
from tests.benchmarks.servers import GET, POST, Request

SIZES = [100, 10_000, 100_000]


class Benchmark(Protocol):
    """What is used of the fixture of pytest-benchmark."""

    name: str

    def __call__(self, function: Callable[..., Any], *args: Any) -> Any: ...

    def pedantic(self, function: Callable[..., Any], *, rounds: int, warmup_rounds: int = 0) -> Any: ...


@lru_cache(maxsize=1)
def mock_with(size: int) -> InMemoryConnection:
    """One at a time, since the largest takes a second to load and some 100 MB to keep."""
    return connected(size)


def measure(benchmark: Benchmark, size: int, request: Request) -> None:
    benchmark(exchange, mock_with(size), as_bytes(request))


# --- requests, by the size of the fleet --------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_get(benchmark: Benchmark, size: int) -> None:
    measure(benchmark, size, GET)


@pytest.mark.parametrize("size", SIZES)
def test_sync(benchmark: Benchmark, size: int) -> None:
    measure(benchmark, size, POST)


@pytest.mark.parametrize("size", SIZES)
def test_list_page(benchmark: Benchmark, size: int) -> None:
    """The page in the middle of the fleet, 50 vehicles."""
    cursor = base64.b64encode(str(size // 2).encode()).decode()
    measure(benchmark, size, Request("GET", f"/api/vehicles?nextPageCursor={cursor}"))


# --- a batch, from end to end ------------------------------------------------------------------------


def batch_body() -> bytes:
    departures = [{"departureTime": f"2099-02-{day:02}T06:00:00-05:00"} for day in range(1, 11)]
    vehicles = [{"vehicleId": number, "departureTimes": departures} for number in range(1, 1001)]
    return json.dumps({"vehicles": vehicles}).encode()


@pytest.fixture(scope="module")
def post_batch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], bytes]]:
    """Sends the batch to a mock in a process of its own, and gives its answer."""
    file = tmp_path_factory.mktemp("batch") / "fleet.json"
    file.write_text(json.dumps(fleet(1000)))
    with started(["--fleet", str(file)]) as mock:
        connection = HTTPConnection(urlsplit(mock.url).netloc)
        yield partial(_post, connection, batch_body())
        connection.close()


def _post(connection: HTTPConnection, body: bytes) -> bytes:
    connection.request("POST", "/api/departure-times/batch", body, POST.headers)
    answer = connection.getresponse()
    content = answer.read()
    assert answer.status == 200
    return content


def test_batch(benchmark: Benchmark, post_batch: Callable[[], bytes]) -> None:
    benchmark.name = BATCH
    results = json.loads(benchmark(post_batch))["results"]
    assert (
        sum(departure["outcome"] == "created" for one in results for departure in one["departureTimes"])
        == 10_000
    )


def test_json_of_the_batch(benchmark: Benchmark, post_batch: Callable[[], bytes]) -> None:
    benchmark.name = BATCH_JSON
    body, answer = batch_body(), json.loads(post_batch())
    benchmark(lambda: (json.loads(body), json.dumps(answer)))


# --- the bench, with 100 vehicles --------------------------------------------------------------------


def post(path: str) -> bytes:
    return as_bytes(Request("POST", f"/__admin{path}"))


def test_reset_and_the_next_request(benchmark: Benchmark) -> None:
    """Both, since what a reset forgets is made anew at the next use."""
    mock, reset, get = mock_with(100), post("/reset"), as_bytes(GET)
    benchmark(lambda: (exchange(mock, reset), exchange(mock, get)))


def test_snapshot(benchmark: Benchmark) -> None:
    benchmark(exchange, mock_with(100), post("/snapshots/s"))


def test_restore(benchmark: Benchmark) -> None:
    exchange(mock_with(100), post("/snapshots/s"))
    benchmark(exchange, mock_with(100), post("/snapshots/s/restore"))


def test_new_organization(benchmark: Benchmark) -> None:
    """Its first request, which makes it."""
    numbers, get = count(), as_bytes(GET)
    mock = mock_with(100)
    benchmark(lambda: exchange(mock, get.replace(b"test-org", b"test-org-%d" % next(numbers))))


# --- where tests spend their time --------------------------------------------------------------------


def test_call_in_process(benchmark: Benchmark) -> None:
    with mock_flipturn() as flipturn, requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {flipturn.api_key}"
        answer = benchmark(session.get, f"{flipturn.url}{GET.path}")
    assert answer.ok


def processor_time_of_children() -> float:
    """Seconds; unlike the time that passes, it hardly depends on what else the machine does."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.benchmark(timer=processor_time_of_children)
@pytest.mark.parametrize("plugins", [(), ("-p", "flipturn_mock.testing.plugin")], ids=["without", "with"])
def test_session_that_does_not_use_the_plugin(
    benchmark: Benchmark, plugins: tuple[str, ...], tmp_path: Path
) -> None:
    benchmark.name = WITH_PLUGIN if plugins else WITHOUT_PLUGIN
    (tmp_path / "test_it.py").write_text(UNUSED, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--disable-plugin-autoload"]
    run = partial(subprocess.run, [*command, *plugins], cwd=tmp_path, check=True, capture_output=True)
    benchmark.pedantic(run, rounds=15, warmup_rounds=1)


UNUSED = """
import pytest

@pytest.mark.parametrize("number", range(200))
def test_nothing(number):
    pass
"""


def test_start_of_the_contract_suite(benchmark: Benchmark) -> None:
    """Everything up to its first clause."""
    command = [sys.executable, "-m", "flipturn_contracts", "--collect-only", "-q", "-p", "no:cacheprovider"]
    run = partial(subprocess.run, command, cwd=ROOT, check=True, capture_output=True)
    benchmark.pedantic(run, rounds=3)
