"""The clock: held, moved and released; and the mock under a test's own freeze_time."""

import datetime as dt
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from freezegun import freeze_time

from flipturn_mock.app import create_app
from flipturn_mock.clock import Clock
from flipturn_mock.domain.errors import Conflict, Invalid
from flipturn_mock.operations.instants import EARLIEST, LATEST, format_instant, parse_instant
from tests import ROOT
from tests.server import CLEAN

START = parse_instant("2026-02-01T00:00:00Z")
YEAR = 365 * 86_400_000
ROUNDING = 1  # milliseconds, since two clocks are read in whole ones
KEY = {"Authorization": "Bearer test-org"}


@pytest.fixture
def clock() -> Iterator[Clock]:
    clock = Clock()
    yield clock
    clock.release()


def real_now() -> int:
    return int(time.clock_gettime(time.CLOCK_REALTIME) * 1000)


def is_real(clock: Clock) -> bool:
    before = real_now()
    return before - ROUNDING <= clock.now() <= real_now() + ROUNDING


class TestReal:
    def test_it_shows_real_time(self, clock: Clock) -> None:
        assert is_real(clock)
        assert clock.status == "real"

    def test_advancing_makes_it_tick_on_from_there(self, clock: Clock) -> None:
        before = real_now()
        clock.advance(YEAR)
        assert clock.status == "ticking"
        assert before + YEAR - ROUNDING <= clock.now() <= real_now() + YEAR + ROUNDING
        assert eventually_later(clock)

    def test_reset_makes_it_real_again(self, clock: Clock) -> None:
        clock.freeze(START)
        clock.reset()
        assert clock.status == "real"
        assert is_real(clock)


class TestFrozen:
    def test_it_stands_still(self, clock: Clock) -> None:
        clock.freeze(START)
        assert clock.status == "frozen"
        assert clock.now() == clock.now() == START

    def test_advancing_leaves_it_frozen(self, clock: Clock) -> None:
        clock.freeze(START)
        clock.advance(1)
        clock.advance(0)
        assert (clock.now(), clock.status) == (START + 1, "frozen")

    def test_freezing_may_go_back(self, clock: Clock) -> None:
        clock.freeze(START)
        clock.freeze(START - 15 * YEAR)
        assert clock.now() == START - 15 * YEAR

    def test_milliseconds_are_kept(self, clock: Clock) -> None:
        clock.freeze(START + 1)
        assert clock.now() == START + 1
        clock.freeze(-1)
        assert clock.now() == -1


class TestTicking:
    def test_it_starts_where_it_is_told_and_runs(self) -> None:
        clock = Clock(START, ticking=True)
        try:
            before = real_now()
            clock.reset()
            assert clock.status == "ticking"
            assert 0 <= clock.now() - START <= real_now() - before + ROUNDING
            assert eventually_later(clock)
        finally:
            clock.release()

    def test_advancing_keeps_the_time_that_has_run(self) -> None:
        clock = Clock(START, ticking=True)
        try:
            clock.reset()
            assert eventually_later(clock)
            before = clock.now()
            clock.advance(1000)
            assert clock.now() >= before + 1000
            assert clock.status == "ticking"
        finally:
            clock.release()

    def test_reset_goes_back_to_the_start(self) -> None:
        clock = Clock(START)
        try:
            clock.reset()
            clock.advance(YEAR)
            clock.reset()
            assert (clock.now(), clock.status) == (START, "frozen")
        finally:
            clock.release()


def eventually_later(clock: Clock) -> bool:
    """Whether the clock moves on by itself; looks until it does, for a real minute at most."""
    before, deadline = clock.now(), time.clock_gettime(time.CLOCK_MONOTONIC) + 60
    while time.clock_gettime(time.CLOCK_MONOTONIC) < deadline:
        if clock.now() > before:
            return True
    return False


class TestLimits:
    def test_it_never_advances_by_less_than_nothing(self, clock: Clock) -> None:
        with pytest.raises(Invalid, match="must not be negative"):
            clock.advance(-1)

    @pytest.mark.parametrize("instant", [EARLIEST - 1, LATEST, 10**30, -(10**30)])
    def test_it_shows_the_years_0002_to_9998_only(self, instant: int, clock: Clock) -> None:
        with pytest.raises(Invalid, match="0002 to 9998"):
            clock.freeze(instant)
        assert clock.status == "real"

    def test_the_first_and_the_last_instant_can_be_shown(self, clock: Clock) -> None:
        for instant in (EARLIEST, LATEST - 1):
            clock.freeze(instant)
            assert clock.now() == instant
        with pytest.raises(Invalid):
            clock.advance(10**18)
        assert format_instant(clock.now()) == "9998-12-31T23:59:59.999Z"

    def test_moves_from_many_threads_are_all_counted(self, clock: Clock) -> None:
        clock.freeze(START)

        def advance_often() -> None:
            for _ in range(500):
                clock.advance(1)

        threads = [threading.Thread(target=advance_often) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert clock.now() == START + 8 * 500


class TestUnderATestsOwnFreezeTime:
    """In process the mock follows the test's clock with no further set-up."""

    def test_it_shows_the_tests_time_and_follows_it(self) -> None:
        with freeze_time("2031-05-06T07:08:09Z") as frozen:
            client = create_app().test_client()
            assert instant_of(client) == ("2031-05-06T07:08:09.000Z", True)
            frozen.move_to("2001-01-01")
            assert instant_of(client) == ("2001-01-01T00:00:00.000Z", True)
            frozen.tick(dt.timedelta(milliseconds=1500))
            assert client.get("/api/vehicles", headers=KEY).headers["Date"] == "Mon, 01 Jan 2001 00:00:01 GMT"

    def test_an_app_made_before_follows_too_and_is_real_again_after(self) -> None:
        client = create_app().test_client()
        with freeze_time("2031-05-06T07:08:09Z"):
            assert instant_of(client)[0] == "2031-05-06T07:08:09.000Z"
        assert instant_of(client)[1] is False

    def test_departures_are_judged_by_the_tests_time(self) -> None:
        client = create_app().test_client()
        body = {"vehicleId": 123, "departureTimes": [{"departureTime": "2026-02-05T06:00:00-05:00"}]}
        for now, outcome in (("2026-02-05T10:59:59Z", "created"), ("2026-02-05T11:00:00Z", "skipped")):
            with freeze_time(now):
                answer = client.post("/api/departure-times/vehicle", json=body, headers=KEY).json or {}
                assert answer["departureTimes"][0]["outcome"] == outcome

    @pytest.mark.parametrize(
        "body", [{"action": "freeze"}, {"action": "advance", "durationMillis": 1}, {"action": "reset"}]
    )
    def test_setting_the_clock_is_409(self, body: dict[str, object]) -> None:
        with freeze_time("2031-05-06T07:08:09Z"):
            client = create_app().test_client()
            response = client.put("/__admin/clock", json=body)
            assert response.status_code == 409
            assert "held by a freeze_time" in response.text
            assert instant_of(client)[0] == "2031-05-06T07:08:09.000Z"

    def test_a_reset_of_everything_leaves_the_tests_time_alone(self) -> None:
        with freeze_time("2031-05-06T07:08:09Z"):
            client = create_app().test_client()
            assert client.post("/__admin/reset").status_code == 200
            assert instant_of(client)[0] == "2031-05-06T07:08:09.000Z"

    def test_a_freeze_time_on_top_of_a_clock_that_was_set_is_the_tests_all_the_same(
        self, clock: Clock
    ) -> None:
        client = create_app(clock=clock).test_client()
        client.put("/__admin/clock", json={"action": "freeze", "instant": "2026-02-01T00:00:00Z"})
        with freeze_time("2031-05-06T07:08:09Z"):
            for body in (
                {"action": "reset"},
                {"action": "freeze"},
                {"action": "advance", "durationMillis": 1},
            ):
                assert client.put("/__admin/clock", json=body).status_code == 409
            assert client.post("/__admin/reset").status_code == 200
            assert instant_of(client)[0] == "2031-05-06T07:08:09.000Z"
        assert instant_of(client)[0] == "2026-02-01T00:00:00.000Z"
        assert client.put("/__admin/clock", json={"action": "reset"}).status_code == 200
        assert clock.status == "real"

    def test_a_ticking_freeze_time_is_shown_as_ticking(self) -> None:
        with freeze_time("2031-05-06T07:08:09Z", tick=True):
            shown = create_app().test_client().get("/__admin/clock").json or {}
        assert (shown["status"], shown["frozen"]) == ("ticking", False)

    def test_a_second_clock_of_the_same_process_does_not_break_the_first(self, clock: Clock) -> None:
        clock.freeze(START)
        other = Clock()
        with pytest.raises(Conflict):
            other.freeze(START + YEAR)
        assert other.now() == clock.now() == START
        clock.release()
        assert other.status == "real"


def instant_of(client: object) -> tuple[str, bool]:
    shown = client.get("/__admin/clock").json  # type: ignore[attr-defined]
    return shown["currentInstant"], shown["frozen"]


@pytest.mark.slow
def test_the_tests_that_hold_time_do_not_hold_pytest_s(tmp_path: Path) -> None:
    """A duration was thousands of years when they did."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider"]
    command += ["-o", "junit_duration_report=call"]  # the whole would be right again by the teardown
    some = [f"{__file__}::TestLimits", f"--junitxml={tmp_path / 'junit.xml'}"]
    subprocess.run([*command, *some], cwd=ROOT, env=CLEAN, capture_output=True, check=True)
    cases = [
        float(case.get("time", "-1")) for case in ElementTree.parse(tmp_path / "junit.xml").iter("testcase")
    ]
    assert cases
    assert all(0 <= seconds < 1000 for seconds in cases)
