"""The output of the generators is read as it is, or not at all."""

import json
import sys

import pytest

from tests.benchmarks.load import Generator, Load, read_autocannon, read_wrk
from tests.benchmarks.process import NotMeasured
from tests.benchmarks.servers import GET

pytestmark = pytest.mark.slow

WRK = """Running 2s test @ http://127.0.0.1:4080/api/vehicles/20
  1 threads and 8 connections
Requests/sec:   2000.00
measured requests=4000 microseconds=2000000 p50=1500 p99=20250 errors=3
"""


def test_wrk_is_read_in_answers_per_second_and_milliseconds() -> None:
    assert read_wrk(WRK) == Load(rate=2000, p50=1.5, p99=20.25, errors=3)


def test_autocannon_counts_refusals_as_errors() -> None:
    told = {
        "requests": {"total": 4000},
        "duration": 2.0,
        "latency": {"p50": 1, "p99": 20},
        "errors": 1,
        "timeouts": 2,
        "non2xx": 4,
    }
    assert read_autocannon(json.dumps(told)) == Load(rate=2000, p50=1, p99=20, errors=7)


@pytest.mark.parametrize("read", [read_wrk, read_autocannon])
def test_a_generator_that_says_nothing_has_measured_nothing(read: object) -> None:
    generator = Generator("idle", lambda *_: [sys.executable, "-c", ""], read)  # type: ignore[arg-type]
    with pytest.raises(NotMeasured, match="idle measured nothing"):
        generator.load(GET, 4080, 1)


def test_a_generator_that_is_busy_all_the_time_is_seen() -> None:
    busy = "import time\nwhile time.process_time() < 0.5: pass\nprint('measured requests=1 microseconds=1 p50=1 p99=1 errors=0')"
    idle = "print('measured requests=1 microseconds=1 p50=1 p99=1 errors=0'); import time; time.sleep(0.5)"
    shares = [
        Generator("g", lambda *_, code=code: [sys.executable, "-c", code], read_wrk).load(GET, 4080, 1).share
        for code in (busy, idle)
    ]
    assert shares[0] > shares[1] > 0
