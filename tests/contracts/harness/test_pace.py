"""One limiter for all requests: even, and patient when it is told to wait."""

import pytest

from flipturn_contracts.harness.pace import Pace


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_requests_leave_evenly_spread_with_no_burst_at_the_start() -> None:
    time = Time()
    pace = Pace(3.0, time, time.sleep)
    left = []
    for _ in range(7):
        pace.wait()
        left.append(round(time.now - 100.0, 3))
    assert left == [0.0, 0.333, 0.667, 1.0, 1.333, 1.667, 2.0]


def test_time_that_went_by_is_not_saved_up() -> None:
    time = Time()
    pace = Pace(1.0, time, time.sleep)
    pace.wait()
    time.now += 60
    pace.wait()
    pace.wait()
    assert time.now == 161.0


@pytest.mark.parametrize(
    ("word", "seconds"), [("7", 7.0), (" 2 ", 2.0), (None, 20.0), ("soon", 20.0), ("-5", 20.0)]
)
def test_after_a_429_everything_waits_for_as_long_as_it_says(word: str | None, seconds: float) -> None:
    time = Time()
    pace = Pace(None, time, time.sleep)
    assert pace.back_off(word)
    pace.wait()
    assert time.now == 100.0 + seconds


def test_a_wait_of_hours_is_taken_for_a_refusal() -> None:
    assert not Pace(3.0).back_off("86400")
