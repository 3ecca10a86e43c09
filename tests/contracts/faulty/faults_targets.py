"""Which targetSoc a sync takes."""

from typing import Any

from tests.contracts.faulty.fault import fault
from tests.contracts.faulty.patches import Json, schemas
from tests.contracts.faulty.syncing import body_read, departures_of


def _target(**schema: Any) -> Json:
    return {"TargetSoc": schema}


@fault("A targetSoc below 0 is taken.")
@schemas
def negative_targets_are_taken() -> Json:
    return _target(minimum=None)


@fault("A targetSoc above 100 is taken.")
@schemas
def targets_above_100_are_taken() -> Json:
    return _target(maximum=None)


@fault("A targetSoc is rounded before it is judged: 100.4 and -0.4 are taken.")
@body_read
def targets_are_rounded_before_they_are_judged(body: Json) -> Any:
    for departure in departures_of(body):
        if isinstance(departure.get("targetSoc"), float) and abs(departure["targetSoc"]) < 10**6:
            departure["targetSoc"] = round(departure["targetSoc"])
    return body


@fault("A targetSoc out of range is set to the nearest end.")
@body_read
def targets_are_clamped(body: Json) -> Any:
    for departure in departures_of(body):
        if isinstance(departure.get("targetSoc"), int | float):
            departure["targetSoc"] = min(100, max(0, departure["targetSoc"]))
    return body


@fault("A targetSoc of 0 is refused: `if not 0 < soc`.")
@schemas
def target_of_0_is_refused() -> Json:
    return _target(exclusiveMinimum=0)


@fault("A targetSoc of 100 is refused: `range(100)`.")
@schemas
def target_of_100_is_refused() -> Json:
    return _target(exclusiveMaximum=100)


@fault("A targetSoc with a fraction is refused.")
@schemas
def target_is_a_whole_number() -> Json:
    return {"DepartureTimeInput": {"properties": {"targetSoc": {"type": "integer"}}}}


@fault("A targetSoc in quotes is taken for a number.")
@body_read
def target_may_be_in_quotes(body: Json) -> Any:
    for departure in departures_of(body):
        if str(departure.get("targetSoc")).isdigit():
            departure["targetSoc"] = int(departure["targetSoc"])
    return body


@fault("A targetSoc that is no number is the default: `try: float() except: 90`.")
@body_read
def odd_targets_are_the_default(body: Json) -> Any:
    for departure in departures_of(body):
        if "targetSoc" in departure and not isinstance(departure["targetSoc"], int | float | None):
            del departure["targetSoc"]
    return body


@fault("Departures in the past are skipped before they are judged.")
@body_read
def past_departures_are_not_judged(body: Json) -> Any:
    for departure in departures_of(body):
        if str(departure.get("departureTime")) < "2026-03-01T12":
            departure.pop("targetSoc", None)
    return body
