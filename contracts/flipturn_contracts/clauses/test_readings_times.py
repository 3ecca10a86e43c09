"""What the documents leave open about points in time, and how the target answers it."""

from collections.abc import Callable

import pytest

from flipturn_contracts.harness.api import Api
from flipturn_contracts.harness.clause import reading
from flipturn_contracts.harness.fixtures import Clock
from flipturn_contracts.harness.moments import Moments
from flipturn_contracts.harness.moments import departures as planned
from flipturn_contracts.harness.outcomes import outcomes, times

Observe = Callable[[object], None]


@reading(
    "naive-departure-time",
    "D10",
    "In which zone is a departureTime without an offset?",
    ("utc", "reject", "another zone"),
    switch="naive-departure-time",
)
def test_naive_departure_time(departures: Api, vin: str, now: Moments, observe: Observe) -> None:
    sent = now.at(50)
    answer = departures.post_sync({"vehicleVin": vin, "departureTimes": planned(sent.removesuffix("Z"))})
    if answer.taken_or(400) == "400":
        observe("reject")
    else:
        observe("utc" if times(answer.json()["departureTimes"]) == [sent] else "another zone")


@reading(
    "departure-at-now",
    "D9",
    "Is a departure at exactly now past or future?",
    ("skipped", "created"),
    mock="skipped",
)
def test_departure_at_now(departures: Api, vin: str, now: Moments, clock: Clock, observe: Observe) -> None:
    clock.at(now.now)
    [found] = outcomes(departures.sync(vehicleVin=vin, departureTimes=planned(now.at(0))))
    observe(found)


@reading(
    "form-of-instants",
    "D12",
    "In which form does a departureTime come back?",
    ("milliseconds and Z", "another form of UTC"),
    mock="milliseconds and Z",
)
def test_form_of_instants(departures: Api, vin: str, now: Moments, observe: Observe) -> None:
    answered = departures.sync(vehicleVin=vin, departureTimes=planned(now.at(5)))
    as_it_is = [one.get("departureTime") for one in answered]
    observe("milliseconds and Z" if as_it_is == times(answered) else "another form of UTC")


FORMS = {
    "date-only": "2031-06-01",
    "week-date": "2031-W22-7T10:20:00Z",
    "basic": "20310601T102000Z",
    "space-for-t": "2031-06-01 10:20:00Z",
    "offset-without-colon": "2031-06-01T10:20:00+0500",
    "offset-in-hours": "2031-06-01T10:20:00+05",
    "lower-case": "2031-06-01t10:20:00z",
    "comma": "2031-06-01T10:20:00,5Z",
    "midnight-as-24": "2031-06-01T24:00:00Z",
    "leap-second": "2031-06-30T23:59:60Z",
    "february-30": "2031-02-30T10:20:00Z",
    "offset-of-a-day": "2031-06-01T10:20:00+24:00",
    "blank-around": " 2031-06-01T10:20:00Z ",
}


@reading(
    "departure-time-{form}", "D11", "Is an unusual form of departureTime taken?", ("400", "taken"), mock="400"
)
@pytest.mark.parametrize("form", FORMS)
def test_departure_time_form(departures: Api, vin: str, observe: Observe, form: str) -> None:
    observe(departures.post_sync({"vehicleVin": vin, "departureTimes": planned(FORMS[form])}).taken_or(400))


@reading(
    "departure-time-without-seconds", "D11", "May the seconds be left out?", ("400", "taken"), mock="taken"
)
def test_departure_time_without_seconds(departures: Api, vin: str, observe: Observe) -> None:
    observe(
        departures.post_sync({"vehicleVin": vin, "departureTimes": planned("2031-06-01T10:20Z")}).taken_or(
            400
        )
    )


@reading(
    "finer-than-milliseconds",
    "D12",
    "What becomes of digits after the milliseconds?",
    ("truncated", "rounded", "kept", "400"),
    mock="truncated",
)
def test_finer_than_milliseconds(departures: Api, vin: str, observe: Observe) -> None:
    answer = departures.post_sync({"vehicleVin": vin, "departureTimes": planned("2031-06-01T10:20:30.1239Z")})
    if answer.taken_or(400) == "400":
        observe("400")
        return
    [found] = times(answer.json()["departureTimes"])
    endings = {"30.123Z": "truncated", "30.124Z": "rounded", "30.1239Z": "kept", "30.123900Z": "kept"}
    observe(endings.get(str(found).rpartition(":")[2], str(found)))
