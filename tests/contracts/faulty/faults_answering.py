"""What a sync answers of each departure."""

from typing import Any

from flipturn_mock.operations import departures as operations
from tests.contracts.faulty.fault import fault
from tests.contracts.faulty.patches import Asked, Json, Reply, exchange, instead
from tests.contracts.faulty.syncing import answered


@fault("The ids of an answer are guessed before the insert, and one too high.")
@answered
def answered_ids_are_guessed(answer: list[Json], _: list[Json]) -> list[Json]:
    return [departure | {"id": departure["id"] and departure["id"] + 1} for departure in answer]


@fault("Every departure of an answer has the id of the last one: LAST_INSERT_ID.")
@answered
def answered_ids_are_the_last_one(answer: list[Json], _: list[Json]) -> list[Json]:
    last = max((departure["id"] for departure in answer if departure["id"]), default=None)
    return [departure | {"id": departure["id"] and last} for departure in answer]


@fault("Departures are answered in the order of their times.")
@answered
def answer_is_sorted(answer: list[Json], _: list[Json]) -> list[Json]:
    return sorted(answer, key=lambda departure: departure["departureTime"])


@fault("Departures that were skipped are left out of the answer.")
@answered
def skipped_is_not_answered(answer: list[Json], _: list[Json]) -> list[Json]:
    return [departure for departure in answer if departure["id"] is not None]


@fault("Every departure is called `created`, also one that was skipped.")
@answered
def everything_is_called_created(answer: list[Json], _: list[Json]) -> list[Json]:
    return [departure | {"outcome": "created"} for departure in answer]


@fault("A departure that was skipped has an id, from a sequence that counts it.")
@answered
def skipped_has_an_id(answer: list[Json], _: list[Json]) -> list[Json]:
    return [departure | {"id": departure["id"] or 99_000 + index} for index, departure in enumerate(answer)]


@fault("A departure that was skipped has id 0.")
@answered
def skipped_has_id_0(answer: list[Json], _: list[Json]) -> list[Json]:
    return [departure | {"id": departure["id"] or 0} for departure in answer]


@fault("A departure that was skipped shows none of what was sent but its time.")
@answered
def skipped_shows_nothing(answer: list[Json], _: list[Json]) -> list[Json]:
    nothing = {"shiftName": None, "routeName": None, "targetSoc": None}
    return [departure if departure["id"] else departure | nothing for departure in answer]


@fault("`outcome` is left out of departures, as in the documents' examples.")
@answered
def outcome_is_never_told(answer: list[Json], _: list[Json]) -> list[Json]:
    return [{name: value for name, value in departure.items() if name != "outcome"} for departure in answer]


@fault("`outcome` is told only of departures that were skipped.")
@answered
def outcome_is_told_sometimes(answer: list[Json], _: list[Json]) -> list[Json]:
    return [departure if departure["id"] is None else _without_outcome(departure) for departure in answer]


def _without_outcome(departure: Json) -> Json:
    return {name: value for name, value in departure.items() if name != "outcome"}


@fault("Shift and route change places in the answer.")
@answered
def shift_and_route_change_places(answer: list[Json], _: list[Json]) -> list[Json]:
    return [one | {"shiftName": one["routeName"], "routeName": one["shiftName"]} for one in answer]


@fault("All departures of a request get the names of the first one: a variable that is not set anew.")
@answered
def names_of_the_first_count_for_all(answer: list[Json], _: list[Json]) -> list[Json]:
    return [departure | {"shiftName": answer[0]["shiftName"]} for departure in answer]


@fault("A targetSoc of 0 is taken for none given: `targetSoc or 90`.")
@instead(operations, "_planned")
def target_of_0_is_the_default(planned: Any, item: Json) -> Any:
    return planned({**item, "targetSoc": item.get("targetSoc") or 90})


@fault("A targetSoc is stored as a fraction of 1, and comes back with a rounding error.")
@answered
def target_has_rounding_errors(answer: list[Json], _: list[Json]) -> list[Json]:
    return [one | {"targetSoc": one["targetSoc"] and one["targetSoc"] / 100 * 100} for one in answer]


@fault("A targetSoc loses its fraction: a column of whole numbers.")
@instead(operations, "_planned")
def fraction_of_target_is_lost(planned: Any, item: Json) -> Any:
    return planned({**item, "targetSoc": item.get("targetSoc") and int(item["targetSoc"])})


@fault("A name that is left out is an empty text.")
@instead(operations, "_planned")
def omitted_names_are_empty(planned: Any, item: Json) -> Any:
    return planned({"shiftName": "", "routeName": "", **item})


@fault("A name that is an empty text is null: `name or None`.")
@instead(operations, "_planned")
def empty_names_are_null(planned: Any, item: Json) -> Any:
    return planned({**item, "shiftName": item.get("shiftName") or None})


@fault("Names are trimmed.")
@instead(operations, "_planned")
def shift_names_are_trimmed(planned: Any, item: Json) -> Any:
    return planned(
        {**item, "shiftName": item.get("shiftName", "").strip()} if item.get("shiftName") else item
    )


@fault("Names are cut after 255 characters.")
@instead(operations, "_planned")
def shift_names_are_cut(planned: Any, item: Json) -> Any:
    return planned({**item, "shiftName": item["shiftName"][:255]} if "shiftName" in item else item)


@fault("Names come back with HTML escapes.")
@instead(operations, "_planned")
def shift_names_are_escaped(planned: Any, item: Json) -> Any:
    return planned(
        {**item, "shiftName": item["shiftName"].replace("<", "&lt;")} if "shiftName" in item else item
    )


@fault("Fields that are null are left out of departures.")
@answered
def departures_leave_out_nulls(answer: list[Json], _: list[Json]) -> list[Json]:
    return [{name: value for name, value in departure.items() if value is not None} for departure in answer]


def _is_sync(asked: Asked, reply: Reply) -> bool:
    return asked.path.endswith("-times/vehicle") and reply.code == 200


@fault("A sync is answered 201.")
@exchange
def sync_is_201(asked: Asked) -> Reply:
    reply = asked.answer()
    return reply._replace(status="201 Created") if _is_sync(asked, reply) else reply


@fault("Clearing is answered 204, without a body.")
@exchange
def clearing_is_204(asked: Asked) -> Reply:
    reply = asked.answer()
    if not _is_sync(asked, reply) or reply.json["departureTimes"]:
        return reply
    return reply.with_body(b"", "application/json")._replace(status="204 No Content")
