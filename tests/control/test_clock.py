"""The clock of one organization, and of all."""

import pytest

from tests.control.calls import admin, refused
from tests.support import NOW, Mock, at


class TestClock:
    def test_an_organizations_clock_moves_nobody_else(self, a: Mock, b: Mock) -> None:
        admin(a, "PUT", "/clock?organization=a", {"action": "freeze", "instant": "2026-02-03T00:00:00Z"})
        plan = at("2026-02-02T00:00:00Z")
        assert a.sync(vehicleId=123, departureTimes=plan)[0]["outcome"] == "skipped"
        assert b.sync(vehicleId=123, departureTimes=plan)[0]["outcome"] == "created"
        assert (admin(a, "GET", "/clock")["own"], admin(a, "GET", "/clock")["currentInstant"]) == (False, NOW)

    def test_its_time_is_in_the_date_and_in_the_journal_too(self, a: Mock) -> None:
        admin(a, "PUT", "/clock?organization=a", {"action": "freeze", "instant": "2027-01-01T00:00:00Z"})
        assert a.call("GET", "/api/vehicles").headers["Date"] == "Fri, 01 Jan 2027 00:00:00 GMT"
        (kept,) = admin(a, "GET", "/requests?organization=a")["requests"]
        assert kept["request"]["loggedDateString"] == "2027-01-01T00:00:00.000Z"

    def test_advanced_it_keeps_its_distance_to_the_process(self, a: Mock) -> None:
        moved = admin(a, "PUT", "/clock?organization=a", {"action": "advance", "durationMillis": 60_000})
        assert (moved["currentInstant"], moved["own"]) == ("2026-02-01T00:01:00.000Z", True)
        a.clock.set("2026-02-05T00:00:00Z")
        assert admin(a, "GET", "/clock?organization=a")["currentInstant"] == "2026-02-05T00:01:00.000Z"

    def test_offset_it_may_be_behind(self, a: Mock) -> None:
        moved = admin(a, "PUT", "/clock?organization=a", {"action": "offset", "durationMillis": -60_000})
        assert moved["currentInstant"] == "2026-01-31T23:59:00.000Z"

    def test_a_reset_takes_it_away(self, a: Mock) -> None:
        admin(a, "PUT", "/clock?organization=a", {"action": "freeze", "instant": "2027-01-01T00:00:00Z"})
        assert admin(a, "PUT", "/clock?organization=a", {"action": "reset"})["own"] is False
        assert admin(a, "GET", "/clock?organization=a")["currentInstant"] == NOW

    def test_for_all_nobody_is_left_behind(self, a: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
        admin(a, "PUT", "/clock?organization=a", {"action": "freeze"})
        monkeypatch.setattr(a.clock, "advance", lambda _: None)  # it is the test's own
        admin(a, "PUT", "/clock?organization=*", {"action": "advance", "durationMillis": 60_000})
        assert admin(a, "GET", "/clock?organization=a")["currentInstant"] == "2026-02-01T00:01:00.000Z"

    def test_for_all_or_for_nobody(self, a: Mock, b: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
        moved: list[int] = []
        monkeypatch.setattr(a.clock, "advance", moved.append)
        admin(a, "PUT", "/clock?organization=a", {"action": "freeze"})
        admin(b, "PUT", "/clock?organization=b", {"action": "freeze", "instant": "9998-12-31T23:59:59Z"})
        status, _ = refused(
            a, "PUT", "/clock?organization=*", {"action": "advance", "durationMillis": 60_000}
        )
        assert (status, moved) == (400, [])
        assert admin(a, "GET", "/clock?organization=a")["currentInstant"] == NOW

    def test_frozen_without_an_instant_it_stands_where_it_is(self, a: Mock) -> None:
        admin(a, "PUT", "/clock?organization=a", {"action": "freeze"})
        a.clock.set("2026-02-05T00:00:00Z")
        assert admin(a, "GET", "/clock?organization=a")["currentInstant"] == NOW
