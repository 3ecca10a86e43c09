"""Points in time: offsets in, UTC out, and where the past ends (Departure Times)."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flipturn_contracts.harness.api import Api
from flipturn_contracts.harness.broken import holds, same
from flipturn_contracts.harness.clause import clause
from flipturn_contracts.harness.fixtures import Clock, Stored
from flipturn_contracts.harness.moments import Moments, read, written
from flipturn_contracts.harness.moments import departures as planned
from flipturn_contracts.harness.outcomes import outcomes, times

SOURCE = "Departure Times"
OFFSETS = st.sampled_from(
    ["+00:00", "-05:00", "+05:30", "+05:45", "-03:30", "+12:45", "+14:00", "-12:00", "+08:45"]
)
ZONES = ["-05:00", "+05:30", "+05:45", "-03:30", "+12:45", "+14:00", "-12:00"]


def _in_zone(instant: datetime, offset: str) -> str:
    sign = -1 if offset[0] == "-" else 1
    zone = timezone(sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[4:])))
    return instant.astimezone(zone).isoformat(timespec="milliseconds")


@clause("departures.time.utc-out", "A departureTime comes back as the same instant, in UTC.", SOURCE)
@given(hours=st.integers(2, 20_000), offset=OFFSETS)
def test_utc_out(departures: Api, new_vin: Callable[[], str], now: Moments, hours: int, offset: str) -> None:
    instant = now.instant(hours)
    answered = departures.sync(vehicleVin=new_vin(), departureTimes=planned(_in_zone(instant, offset)))
    same("The departureTime", times(answered), [written(instant)])


@clause("departures.time.half-hour-zones", "An offset counts to the minute, whichever way it goes.", SOURCE)
@pytest.mark.parametrize("offset", ZONES)
def test_half_hour_zones(departures: Api, vin: str, now: Moments, offset: str) -> None:
    instant = now.instant(50)
    answered = departures.sync(vehicleVin=vin, departureTimes=planned(_in_zone(instant, offset)))
    same("The departureTime", times(answered), [written(instant)])


@clause("departures.time.stored-as-answered", "What is stored is the instant, not the text.", SOURCE)
@pytest.mark.parametrize("offset", ["-05:00", "+05:45"])
def test_stored_as_answered(departures: Api, vin: str, now: Moments, stored: Stored, offset: str) -> None:
    instant = now.instant(50)
    departures.sync(vehicleVin=vin, departureTimes=planned(_in_zone(instant, offset)))
    same("The times that are stored", stored.times(vin), [written(instant)])


@clause(
    "departures.time.judged-as-instants",
    "Past or future is judged by the instant, not by how it is written.",
    SOURCE,
)
@pytest.mark.parametrize("offset", ZONES)
def test_judged_as_instants(departures: Api, vin: str, now: Moments, offset: str) -> None:
    sent = planned(_in_zone(now.instant(-2), offset), _in_zone(now.instant(2), offset))
    answered = departures.sync(vehicleVin=vin, departureTimes=sent)
    found = dict(zip(times(answered), outcomes(answered), strict=True))
    same("The outcomes", found, {now.at(-2): "skipped", now.at(2): "created"})


@clause(
    "departures.time.daylight-saving",
    "On the days when clocks change, an offset still means what it says.",
    SOURCE,
)
@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("2027-03-14T01:59:00-05:00", "2027-03-14T06:59:00.000Z"),
        ("2027-03-14T02:30:00-05:00", "2027-03-14T07:30:00.000Z"),
        ("2027-03-14T03:00:00-04:00", "2027-03-14T07:00:00.000Z"),
        ("2027-11-07T01:30:00-04:00", "2027-11-07T05:30:00.000Z"),
        ("2027-11-07T01:30:00-05:00", "2027-11-07T06:30:00.000Z"),
        ("2027-03-28T02:30:00+01:00", "2027-03-28T01:30:00.000Z"),
        ("2027-10-31T02:30:00+02:00", "2027-10-31T00:30:00.000Z"),
    ],
)
def test_daylight_saving(departures: Api, vin: str, sent: str, expected: str) -> None:
    same(
        "The departureTime", times(departures.sync(vehicleVin=vin, departureTimes=planned(sent))), [expected]
    )


@clause(
    "departures.time.over-midnight", "An offset may move an instant to another day, month or year.", SOURCE
)
@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("2031-12-31T23:30:00-05:00", "2032-01-01T04:30:00.000Z"),
        ("2032-01-01T00:30:00+05:30", "2031-12-31T19:00:00.000Z"),
        ("2032-02-28T23:00:00-05:00", "2032-02-29T04:00:00.000Z"),
        ("2032-03-01T00:00:00+01:00", "2032-02-29T23:00:00.000Z"),
        ("2031-03-01T00:00:00+01:00", "2031-02-28T23:00:00.000Z"),
    ],
)
def test_over_midnight(departures: Api, vin: str, sent: str, expected: str) -> None:
    same(
        "The departureTime", times(departures.sync(vehicleVin=vin, departureTimes=planned(sent))), [expected]
    )


@clause("departures.time.milliseconds", "Milliseconds are kept.", SOURCE)
@given(milliseconds=st.integers(0, 999))
def test_milliseconds(departures: Api, new_vin: Callable[[], str], now: Moments, milliseconds: int) -> None:
    instant = now.instant(30).replace(microsecond=milliseconds * 1000)
    answered = departures.sync(vehicleVin=new_vin(), departureTimes=planned(written(instant)))
    same("The departureTime", times(answered), [written(instant)])


@clause(
    "departures.time.seconds-and-fraction",
    "Z and an offset of zero are the same, with and without a fraction.",
    SOURCE,
)
@pytest.mark.parametrize("ending", [":00Z", ":00.000Z", ":00+00:00", ":00.000+00:00"])
def test_seconds_and_fraction(departures: Api, vin: str, ending: str) -> None:
    answered = departures.sync(vehicleVin=vin, departureTimes=planned("2031-06-01T10:20" + ending))
    same("The departureTime", times(answered), ["2031-06-01T10:20:00.000Z"])


@clause("departures.time.skipped-in-utc", "A departure that is skipped shows its time in UTC, too.", SOURCE)
def test_skipped_in_utc(departures: Api, vin: str, now: Moments) -> None:
    instant = now.instant(-50)
    [answered] = departures.sync(vehicleVin=vin, departureTimes=planned(_in_zone(instant, "-05:00")))
    holds("the time is the instant that was sent", read(answered["departureTime"]) == instant, answered)


@clause("departures.time.close-to-now", "A minute before now is past, a minute after is future.", SOURCE)
def test_close_to_now(departures: Api, vin: str, now: Moments, clock: Clock) -> None:
    clock.at(now.now)
    minute = 1 / 60
    answered = departures.sync(vehicleVin=vin, departureTimes=planned(now.at(-minute), now.at(minute)))
    same("The outcomes", outcomes(answered), ["skipped", "created"])


@clause(
    "departures.time.one-line-for-both",
    "Deleting and inserting draw the same line at now: nothing is doubled or lost.",
    SOURCE,
)
def test_one_line_for_both(departures: Api, vin: str, now: Moments, clock: Clock, stored: Stored) -> None:
    departures.sync(vehicleVin=vin, departureTimes=planned(now.at(2)))
    clock.at(now.instant(2))
    departures.sync(vehicleVin=vin, departureTimes=planned(now.at(2)))
    same("The times that are stored, at exactly that time", stored.times(vin), [now.at(2)])


@clause("departures.time.as-time-goes-by", "What is past is judged anew at every sync.", SOURCE)
def test_as_time_goes_by(departures: Api, vin: str, now: Moments, clock: Clock) -> None:
    sent: list[dict[str, Any]] = planned(now.at(1), now.at(3), now.at(5))
    found = []
    for _ in range(4):
        found.append(outcomes(departures.sync(vehicleVin=vin, departureTimes=sent)).count("created"))
        clock.pass_hours(2)
    same("How many are created, two hours apart", found, [3, 2, 1, 0])
