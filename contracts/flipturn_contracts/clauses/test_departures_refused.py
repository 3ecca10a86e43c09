"""What a sync refuses, and that a refusal changes nothing (Departure Times, errors)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flipturn_contracts.harness.api import Api
from flipturn_contracts.harness.broken import same
from flipturn_contracts.harness.clause import clause
from flipturn_contracts.harness.fixtures import Stored
from flipturn_contracts.harness.moments import Moments
from flipturn_contracts.harness.moments import departures as planned

SOURCE = "Departure Times"


@clause("departures.refused.neither-identifier", "A sync that names no vehicle is 400.", SOURCE)
def test_neither_identifier(departures: Api, now: Moments) -> None:
    departures.post_sync({"departureTimes": planned(now.at(5))}).refused(400)


@clause("departures.refused.both-identifiers", "A sync that names a vehicle by VIN and by id is 400.", SOURCE)
def test_both_identifiers(departures: Api, vin: str, absent_id: int, now: Moments) -> None:
    body = {"vehicleVin": vin, "vehicleId": absent_id, "departureTimes": planned(now.at(5))}
    departures.post_sync(body).refused(400)


@clause("departures.refused.both-change-nothing", "A sync by VIN and id changes neither schedule.", SOURCE)
def test_both_change_nothing(
    departures: Api, vin: str, vehicle: dict[str, Any], now: Moments, stored: Stored
) -> None:
    departures.sync(vehicleVin=vin, departureTimes=planned(now.at(5)))
    departures.sync(vehicleId=vehicle["id"], departureTimes=planned(now.at(6)))
    departures.post_sync({"vehicleVin": vin, "vehicleId": vehicle["id"], "departureTimes": []}).refused(400)
    same("The VIN's departures", stored.times(vin), [now.at(5)])
    same("The vehicle's departures", stored.times(vehicle["id"]), [now.at(6)])


@clause(
    "departures.refused.both-for-one-vehicle",
    "Both identifiers are 400 even if they mean the same vehicle.",
    SOURCE,
)
def test_both_for_one_vehicle(departures: Api, vehicle: dict[str, Any], now: Moments) -> None:
    body = {"vehicleVin": vehicle["vin"], "vehicleId": vehicle["id"], "departureTimes": planned(now.at(5))}
    departures.post_sync(body).refused(400)


@clause(
    "departures.refused.unknown-id", "A vehicleId that no vehicle of the organization has is 404.", SOURCE
)
@pytest.mark.parametrize("sent", [[], ["now"]], ids=["clearing", "syncing"])
def test_unknown_id(departures: Api, absent_id: int, now: Moments, sent: list[str]) -> None:
    times = planned(*(now.at(5) for _ in sent))
    departures.post_sync({"vehicleId": absent_id, "departureTimes": times}).refused(404)


@clause(
    "departures.refused.unknown-id-stores-nothing", "A sync for an unknown vehicleId stores nothing.", SOURCE
)
def test_unknown_id_stores_nothing(departures: Api, absent_id: int, now: Moments, stored: Stored) -> None:
    departures.post_sync({"vehicleId": absent_id, "departureTimes": planned(now.at(5))}).refused(404)
    same("The departures that are stored", stored.all(), [])


@clause(
    "departures.refused.list-is-required",
    "`departureTimes` must be there: leaving it out is not clearing.",
    SOURCE,
)
@pytest.mark.parametrize(
    "more", [{}, {"departureTimes": None}, {"departureTimes": "all"}, {"departureTimes": {}}], ids=str
)
def test_list_is_required(departures: Api, vin: str, more: dict[str, Any]) -> None:
    departures.post_sync({"vehicleVin": vin, **more}).refused(400)


@clause(
    "departures.refused.missing-list-clears-nothing",
    "A sync without `departureTimes` clears nothing.",
    SOURCE,
)
def test_missing_list_clears_nothing(departures: Api, vin: str, now: Moments, stored: Stored) -> None:
    departures.sync(vehicleVin=vin, departureTimes=planned(now.at(5)))
    for body in ({"vehicleVin": vin}, {"vehicleVin": vin, "departureTimes": None}):
        departures.post_sync(body)
    same("The departures that are stored", stored.times(vin), [now.at(5)])


@clause("departures.refused.time-is-required", "A departure without a departureTime is 400.", SOURCE)
@pytest.mark.parametrize(
    "departure", [{}, {"shiftName": "A"}, {"departureTime": None}, "2030-01-01T00:00:00Z", None], ids=str
)
def test_time_is_required(departures: Api, vin: str, departure: Any) -> None:
    departures.post_sync({"vehicleVin": vin, "departureTimes": [departure]}).refused(400)


@clause(
    "departures.refused.time-is-a-datetime", "A departureTime that is no date and time at all is 400.", SOURCE
)
@pytest.mark.parametrize("time", ["", "tomorrow", "half past six", "T", "-", True, [], {}], ids=repr)
def test_time_is_a_datetime(departures: Api, vin: str, time: Any) -> None:
    departures.post_sync({"vehicleVin": vin, "departureTimes": planned(time)}).refused(400)


@clause("departures.refused.target-below-0", "A targetSoc below 0 is 400.", SOURCE)
@given(below=st.floats(max_value=-0.01, allow_infinity=False) | st.integers(max_value=-1))
def test_target_below_0(departures: Api, vin: str, now: Moments, below: float) -> None:
    departures.post_sync({"vehicleVin": vin, "departureTimes": planned(now.at(5), targetSoc=below)}).refused(
        400
    )


@clause("departures.refused.target-above-100", "A targetSoc above 100 is 400.", SOURCE)
@given(above=st.floats(min_value=100.01, allow_infinity=False) | st.integers(min_value=101))
def test_target_above_100(departures: Api, vin: str, now: Moments, above: float) -> None:
    departures.post_sync({"vehicleVin": vin, "departureTimes": planned(now.at(5), targetSoc=above)}).refused(
        400
    )


@clause(
    "departures.target-within-range",
    "A targetSoc from 0 to 100, both included, is taken and returned as sent.",
    SOURCE,
)
@given(soc=st.sampled_from([0, 100, 1, 99]) | st.integers(0, 100))
def test_target_within_range(departures: Api, vin: str, now: Moments, soc: int) -> None:
    [answered] = departures.sync(vehicleVin=vin, departureTimes=planned(now.at(5), targetSoc=soc))
    same("The targetSoc", answered["targetSoc"], soc)


@clause("departures.refused.target-is-a-number", "A targetSoc that is no number is 400.", SOURCE)
@pytest.mark.parametrize("soc", ["high", "", [], {}, [80]], ids=repr)
def test_target_is_a_number(departures: Api, vin: str, now: Moments, soc: Any) -> None:
    departures.post_sync({"vehicleVin": vin, "departureTimes": planned(now.at(5), targetSoc=soc)}).refused(
        400
    )


@clause("departures.refused.names-are-texts", "A shift or route that is no text is 400.", SOURCE)
@pytest.mark.parametrize("field", ["shiftName", "routeName"])
@pytest.mark.parametrize("value", [17, True, [], {}], ids=repr)
def test_names_are_texts(departures: Api, vin: str, now: Moments, field: str, value: Any) -> None:
    sent = planned(now.at(5), **{field: value})
    departures.post_sync({"vehicleVin": vin, "departureTimes": sent}).refused(400)


@clause(
    "departures.refused.in-the-past-too",
    "A targetSoc out of range is 400 also where the departure would be skipped.",
    SOURCE,
)
def test_in_the_past_too(departures: Api, vin: str, now: Moments) -> None:
    departures.post_sync({"vehicleVin": vin, "departureTimes": planned(now.at(-5), targetSoc=101)}).refused(
        400
    )


BAD: dict[str, Any] = {
    "target too high": {"targetSoc": 101},
    "no time": {"departureTime": None},
    "time is a word": {"departureTime": "tomorrow"},
}


@clause(
    "departures.refused.one-bad-refuses-all",
    "One bad departure refuses the request, wherever it stands.",
    SOURCE,
)
@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("kind", BAD)
def test_one_bad_refuses_all(departures: Api, vin: str, now: Moments, kind: str, place: int) -> None:
    sent = planned(now.at(5), now.at(6), now.at(7))
    sent[place] |= BAD[kind]
    departures.post_sync({"vehicleVin": vin, "departureTimes": sent}).refused(400)


@clause(
    "departures.refused.atomic",
    "A request with one bad departure changes nothing: none deleted, none stored.",
    SOURCE,
)
@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("kind", BAD)
def test_atomic(departures: Api, vin: str, now: Moments, stored: Stored, kind: str, place: int) -> None:
    departures.sync(vehicleVin=vin, departureTimes=planned(now.at(1), now.at(2)))
    before = stored.all()
    sent = planned(now.at(5), now.at(6), now.at(7))
    sent[place] |= BAD[kind]
    departures.post_sync({"vehicleVin": vin, "departureTimes": sent}).refused(400)
    same("Everything that is stored", stored.all(), before)


@clause("departures.refused.identifier-types", "An identifier of the wrong type is 400.", SOURCE)
@pytest.mark.parametrize(
    "body",
    [{"vehicleVin": []}, {"vehicleVin": {}}, {"vehicleId": {}}, {"vehicleId": []}, {"vehicleId": "none"}],
    ids=str,
)
def test_identifier_types(departures: Api, now: Moments, body: dict[str, Any]) -> None:
    departures.post_sync({**body, "departureTimes": planned(now.at(5))}).refused(400)


@clause("departures.refused.vin-is-a-text", "A vehicleVin that is a number or a truth value is 400.", SOURCE)
@pytest.mark.parametrize("vin", [17, 0, True, ["1HGBH41JXMN109186"]], ids=repr)
def test_vin_is_a_text(vehicles: Api, now: Moments, vin: Any) -> None:
    vehicles.post_sync({"vehicleVin": vin, "departureTimes": planned(now.at(5))}).refused(400)


@clause("departures.refused.no-whole-id", "A vehicleId with a fraction is no vehicle's.", SOURCE)
def test_no_whole_id(departures: Api, absent_id: int, now: Moments) -> None:
    body = {"vehicleId": absent_id + 0.5, "departureTimes": planned(now.at(5))}
    departures.post_sync(body).refused(400, 404)


@clause(
    "departures.refused.fraction-is-not-cut",
    "A vehicleId with a fraction does not mean the vehicle without it.",
    SOURCE,
)
def test_fraction_is_not_cut(vehicles: Api, vehicle: dict[str, Any], now: Moments) -> None:
    body = {"vehicleId": vehicle["id"] + 0.5, "departureTimes": planned(now.at(5))}
    vehicles.post_sync(body).refused(400, 404)
