"""Which requests a fault strikes, and how."""

from typing import Any

import pytest
from freezegun import freeze_time

from flipturn_mock.bench import faults as module
from flipturn_mock.bench.faults import Faults, Rule, Strike, strike


def statuses(faults: Faults, times: int, operation: str = "op", now: int = 0) -> list[int | None]:
    struck = [asked(faults, now, operation) for _ in range(times)]
    return [one.status if one else None for one in struck]


def asked(faults: Faults, now: int = 0, operation: str = "op") -> Strike | None:
    return strike(faults.about(operation), now)


def planned(*rules: Rule) -> Faults:
    faults = Faults()
    faults.add(rules)
    return faults


def test_only_requests_that_mean_the_operation_are_struck_and_counted() -> None:
    faults = planned(Rule(operation_id="op", error_status=500, fail_request_count=1))
    assert statuses(faults, 2, "other") == [None, None]
    assert statuses(faults, 2) == [500, None]


def test_the_first_succeed_then_so_many_fail_then_all_is_well() -> None:
    faults = planned(Rule(error_status=503, succeed_first=2, fail_request_count=2))
    assert statuses(faults, 6) == [None, None, 503, 503, None, None]


def test_latency_is_for_the_same_requests_as_the_failure() -> None:
    faults = planned(Rule(latency_millis=5, succeed_first=1, fail_request_count=1))
    delays = [(asked(faults) or Strike(())).delay for _ in range(3)]
    assert delays == [0, 5, 0]


def test_probability_and_jitter_repeat_with_the_seed() -> None:
    def sequence(seed: int) -> list[Any]:
        faults = planned(Rule(error_status=500, error_probability=0.5, latency_jitter_millis=100, seed=seed))
        struck = [asked(faults) or Strike(()) for _ in range(200)]
        return [(one.status, one.delay) for one in struck]

    assert sequence(1) == sequence(1) != sequence(2)
    assert 60 < sum(status == 500 for status, _ in sequence(1)) < 140
    delays = [delay for _, delay in sequence(1)]
    assert 0 <= min(delays) < 10 < 90 < max(delays) <= 100


@pytest.mark.parametrize(("probability", "expected"), [(0, [None] * 50), (1, [500] * 50)])
def test_never_is_never_and_always_is_always(probability: float, expected: list[int | None]) -> None:
    assert statuses(planned(Rule(error_status=500, error_probability=probability)), 50) == expected


def test_a_quota_is_by_the_clock_of_the_organization() -> None:
    faults = planned(Rule(quota_limit=1, quota_window_millis=1000, retry_after=3))
    assert statuses(faults, 2, now=0) == [None, 429]
    assert statuses(faults, 2, now=1000) == [None, 429]
    struck = asked(faults, 1000)
    assert struck is not None
    assert (struck.status, struck.retry_after) == (429, 3)


def test_delays_add_up_until_one_fails_the_request() -> None:
    faults = planned(Rule(latency_millis=5), Rule(error_status=500, latency_millis=7), Rule(latency_millis=1))
    struck = asked(faults)
    assert struck is not None
    assert (struck.delay, struck.status, struck.ids) == (12, 500, ("1", "2"))


def test_two_faults_for_one_request_each_make_a_sequence() -> None:
    rules = [Rule(error_status=status, fail_request_count=1) for status in (500, 503)]
    faults = planned(*rules)
    assert statuses(faults, 3) == [500, 503, None]
    assert [fault.struck for fault in faults] == [1, 1]


def test_a_mangled_answer_stays_mangled_behind_a_delay() -> None:
    struck = asked(planned(Rule(latency_millis=5), Rule(truncate_body_at_fraction=0.5)))
    assert struck is not None
    assert (struck.delay, struck.fraction, struck.ids) == (5, 0.5, ("1", "2"))


def test_a_failure_goes_before_what_only_mangles_the_answer() -> None:
    faults = planned(Rule(truncate_body_at_fraction=0.5), Rule(fault="EMPTY_RESPONSE"))
    struck = asked(faults)
    assert struck is not None
    assert (struck.ending, struck.fraction) == ("EMPTY_RESPONSE", 1)


def test_every_fault_is_gone_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    elapsed = [0.0]
    monkeypatch.setattr(module, "real_monotonic", lambda: elapsed[0])
    faults = planned(
        Rule(error_status=500, time_to_live_millis=1000), Rule(error_status=503, time_to_live_millis=2000)
    )
    assert statuses(faults, 1) == [500]
    elapsed[0] = 1.0
    assert statuses(faults, 1) == [503]
    elapsed[0] = 2.0
    assert (statuses(faults, 1), list(faults)) == ([None], [])


def test_one_is_taken_away_and_the_others_count_on() -> None:
    faults = planned(
        Rule(error_status=500, fail_request_count=1), Rule(error_status=503, fail_request_count=2)
    )
    assert statuses(faults, 2) == [500, 503]
    assert faults.remove("1")
    assert not faults.remove("1")
    assert statuses(faults, 2) == [503, None]


def test_each_says_how_often_it_was_asked_and_struck() -> None:
    faults = planned(Rule(error_status=500, succeed_first=2))
    statuses(faults, 5)
    assert [(fault.requests, fault.struck) for fault in faults] == [(5, 3)]


def test_one_that_has_ended_can_still_be_asked_how_often_it_struck() -> None:
    faults = planned(Rule(error_status=500))
    statuses(faults, 2)
    faults.clear()
    ended = faults.find("1")
    assert ended is not None
    assert ended.struck == 2
    assert faults.find("2") is None


def test_time_to_live_is_real_also_where_the_package_was_imported_under_freeze_time() -> None:
    with freeze_time("2026-01-01") as frozen:
        faults = planned(Rule(error_status=500, time_to_live_millis=1000))
        frozen.tick(3600)
        assert statuses(faults, 1) == [500]
