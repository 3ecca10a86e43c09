"""Points in time: how they are read, compared and written."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from flipturn_mock.domain import departures as domain
from flipturn_mock.domain.departures import Departure, is_future
from flipturn_mock.domain.errors import Invalid
from flipturn_mock.domain.fleet import Fleet
from flipturn_mock.operations import Operation
from flipturn_mock.operations import departures as operations
from flipturn_mock.operations.call import Call
from flipturn_mock.operations.instants import format_instant, parse_instant
from flipturn_mock.web import pipeline
from tests.contracts.faulty.fault import Install, fault
from tests.contracts.faulty.patches import Json, all_of, instead, operation, schemas
from tests.contracts.faulty.syncing import Sync, answered, instead_of_sync

HOUR = 3_600_000
MINUTE = 60_000
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)$")


def _read_as(text: str, offset: str) -> str:
    """The same text with another offset."""
    return _OFFSET.sub(offset, text)


@fault("The offset is dropped: a time is stored as it stands, as if it were UTC.")
@instead(operations, "parse_instant")
def offset_is_dropped(parse: Any, text: str) -> Any:
    return parse(_read_as(text, "Z"))


@fault("The minutes of an offset are dropped.")
@instead(operations, "parse_instant")
def minutes_of_offset_are_dropped(parse: Any, text: str) -> Any:
    return parse(_read_as(text, r"\1\2:00"))


@fault("The minutes of an offset are always added, whatever its sign.")
@instead(operations, "parse_instant")
def minutes_of_offset_lose_their_sign(parse: Any, text: str) -> Any:
    found = _OFFSET.search(text)
    wrong = found is not None and found[1] == "-"
    return parse(text) - (2 * int(found[3]) * MINUTE if found is not None and wrong else 0)


@fault("The sign of an offset is the wrong way round, as in POSIX zones.")
@instead(operations, "parse_instant")
def offsets_go_the_wrong_way(parse: Any, text: str) -> Any:
    turned = {"+": "-", "-": "+"}
    return parse(_OFFSET.sub(lambda found: f"{turned[found[1]]}{found[2]}:{found[3]}", text))


@fault("An offset moves the hour, but not the day: the date is taken from the text.")
@instead(operations, "parse_instant")
def offset_does_not_move_the_day(parse: Any, text: str) -> Any:
    moment = datetime.fromtimestamp(parse(text) / 1000, UTC)
    day = datetime.fromisoformat(text)
    return parse(moment.replace(year=day.year, month=day.month, day=day.day).isoformat())


def _is_summer(moment: datetime) -> bool:
    return datetime(moment.year, 3, 14, 2) <= moment.replace(tzinfo=None) < datetime(moment.year, 11, 7, 2)


@fault("Times are kept as New York's wall clock, and read with the offset of the season.")
@instead(operations, "parse_instant")
def times_go_through_a_wall_clock(parse: Any, text: str) -> Any:
    moment = datetime.fromtimestamp(parse(text) / 1000, UTC)
    offset = timedelta(hours=4 if _is_summer(moment - timedelta(hours=5)) else 5)
    wall = (moment - offset).replace(tzinfo=None)
    return parse((wall + timedelta(hours=4 if _is_summer(wall) else 5)).isoformat() + "Z")


@fault("Milliseconds are dropped: a column of whole seconds.")
@instead(operations, "parse_instant")
def milliseconds_are_dropped(parse: Any, text: str) -> Any:
    return parse(text) // 1000 * 1000


@fault("Milliseconds are off by one now and then: seconds as a float, cut off.")
@instead(operations, "parse_instant")
def milliseconds_go_through_a_float(parse: Any, text: str) -> Any:
    instant = parse(text)
    return instant // 1000 * 1000 + int(instant % 1000 / 1000 * 0.9999 * 1000)


@fault("What is finer than milliseconds is rounded.")
@instead(operations, "parse_instant")
def finer_times_are_rounded(parse: Any, text: str) -> Any:
    fraction = re.search(r"\.\d{3}(\d)", text)
    return parse(text) + (1 if fraction is not None and fraction[1] >= "5" else 0)


@fault("A time without a fraction is refused: strptime with `%f`.")
@instead(operations, "parse_instant")
def fraction_is_needed(parse: Any, text: str) -> Any:
    if "." not in text:
        raise Invalid("departureTime does not match the format '%Y-%m-%dT%H:%M:%S.%f%z'")
    return parse(text)


@fault("A time that ends in Z is refused: fromisoformat of an older Python.")
@instead(operations, "parse_instant")
def z_is_refused(parse: Any, text: str) -> Any:
    if text.endswith(":00Z"):
        raise Invalid("departureTime is no ISO 8601 time")
    return parse(text)


@fault("Times are answered as they were sent.")
@answered
def times_are_answered_as_sent(answer: list[Json], sent: list[Json]) -> list[Json]:
    return [one | {"departureTime": other["departureTime"]} for one, other in zip(answer, sent, strict=True)]


@fault("A departure that was skipped shows its time as it was sent.")
@answered
def skipped_time_is_answered_as_sent(answer: list[Json], sent: list[Json]) -> list[Json]:
    both = zip(answer, sent, strict=True)
    return [one if one["id"] else one | {"departureTime": other["departureTime"]} for one, other in both]


@fault("Times are answered without milliseconds.")
@answered
def times_have_no_milliseconds(answer: list[Json], _: list[Json]) -> list[Json]:
    return [one | {"departureTime": re.sub(r"\.\d+Z", "Z", one["departureTime"])} for one in answer]


@fault("Times are answered with `+00:00` instead of `Z`.")
@answered
def times_end_in_an_offset(answer: list[Json], _: list[Json]) -> list[Json]:
    return [one | {"departureTime": one["departureTime"].replace("Z", "+00:00")} for one in answer]


@fault("Times are right in the answer, and stored without their offset.")
@operation("syncVehicleDepartureTimes")
def stored_times_lose_their_offset(original: Operation, call: Call, fleet: Fleet) -> Json:
    answer = original(call, fleet)
    as_written = {
        one["id"]: parse_instant(_read_as(sent["departureTime"], "Z")) for one, sent in _pairs(answer, call)
    }
    for owner, stored in list(fleet.departures._by_owner.items()):
        kept = [one._replace(departure_time=as_written.get(one.id, one.departure_time)) for one in stored]
        fleet.departures._keep(owner, kept)
    return answer


def _pairs(answer: Json, call: Call) -> list[tuple[Json, Json]]:
    return list(zip(answer["departureTimes"], call.body["departureTimes"], strict=True))


@fault("Times are compared as texts with now: those of other zones are judged wrongly.")
@instead(operations, "_sync")
def times_are_compared_as_texts(sync: Any, body: Json, now: int, fleet: Any) -> Any:
    shown = format_instant(now)
    judged = {one["departureTime"]: one["departureTime"] > shown for one in body["departureTimes"]}
    instants = {parse_instant(text): is_later for text, is_later in judged.items()}
    judging = instead(domain, "is_future")(lambda _, time, at: instants.get(time, is_future(time, at)))
    judging()
    return sync(body, now, fleet)


@fault("What leaves within five minutes is skipped: too late to charge.")
@instead(domain, "is_future")
def near_future_is_skipped(_: Any, departure_time: int, now: int) -> bool:
    return departure_time > now + 5 * MINUTE


@fault("What has left within five minutes is still created: a tolerance for clocks.")
@instead(domain, "is_future")
def recent_past_is_created(_: Any, departure_time: int, now: int) -> bool:
    return departure_time > now - 5 * MINUTE


@fault("A departure at exactly now is future, for deleting and for inserting alike.")
@instead(domain, "is_future")
def now_is_future(_: Any, departure_time: int, now: int) -> bool:
    return departure_time >= now


@fault("Deleting spares what leaves at exactly now, inserting takes it: `>` here and `>=` there.")
@instead_of_sync
def now_is_inserted_and_not_deleted(sync: Sync) -> list[Departure]:
    at_now = [departure for departure in sync.kept if departure.departure_time == sync.now]
    sync.now -= 1
    answer = sync.done()
    sync.keep([*at_now, *sync.kept])
    return answer


@fault("Deleting takes what leaves at exactly now, inserting skips it.")
@instead_of_sync
def now_is_deleted_and_not_inserted(sync: Sync) -> list[Departure]:
    sync.keep([departure for departure in sync.kept if departure.departure_time != sync.now])
    return sync.done()


@fault("Now is when the organization was first called: it is kept with its connection.")
@instead(operations, "_sync")
def now_stands_still(sync: Any, body: Json, now: int, fleet: Any) -> Any:
    return sync(body, fleet.departures.__dict__.setdefault("began", now), fleet)


@fault("Now is a time without a zone, of a server in New York.")
@instead_of_sync
def now_is_local(sync: Sync) -> list[Departure]:
    sync.now -= 5 * HOUR
    return sync.done()


@fault("A time without an offset is of New York.")
@instead(operations, "parse_instant")
def naive_times_are_local(parse: Any, text: str) -> Any:
    return parse(text) + (0 if text.endswith("Z") or _OFFSET.search(text) else 5 * HOUR)


@fault("A time without an offset is a server error: naive and aware times are compared.")
@instead(operations, "parse_instant")
def naive_times_crash(parse: Any, text: str) -> Any:
    if datetime.fromisoformat(text).tzinfo is None:
        raise TypeError("can't compare offset-naive and offset-aware datetimes")
    return parse(text)


@fault("A time needs its seconds.")
@schemas
def seconds_are_needed() -> Json:
    return {"InstantInput": {"allOf": [{"pattern": r"T\d\d:\d\d:\d\d"}]}}


def read_by(pattern: str, parse: Callable[[str], int]) -> Install:
    """Texts of another pattern are taken, and read by another function."""

    @schemas
    def pattern_of_instants() -> Json:
        return {"InstantInput": {"pattern": pattern}}

    return all_of(pattern_of_instants, instead(operations, "parse_instant")(lambda _, text: parse(text)))


def _lenient(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text.strip().upper())
    except ValueError as error:
        raise Invalid(f"departureTime: {error}") from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)


@fault("Whatever Python takes for a date and time is taken, a date alone and basic forms too.")
def any_iso_form_is_taken() -> None:
    read_by("[0-9]", _lenient)()


def sent_as(odd: bytes, plain: bytes) -> Install:
    """An odd form in a body is taken for another one."""
    return instead(pipeline, "parse_json")(lambda parse_json, raw: parse_json(raw.replace(odd, plain)))


@fault("A day that does not exist is one of the next month, as JavaScript has it.")
def days_that_do_not_exist_roll_over() -> None:
    sent_as(b"-02-30T", b"-03-02T")()


@fault("Midnight may be written as 24:00.")
def midnight_may_be_24() -> None:
    sent_as(b"T24:00", b"T00:00")()


@fault("A leap second is taken.")
def leap_seconds_are_taken() -> None:
    sent_as(b":60Z", b":59Z")()


@fault("An offset may have any number of hours.")
def offsets_may_have_any_hours() -> None:
    sent_as(b"+24:00", b"+00:00")()
