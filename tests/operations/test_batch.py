"""What a batch does, rule by rule (source: the page "Departure Times" and the register rows named)."""

import pytest

from tests.support import FEB_2, FEB_3, VIN, Mock, at, ids, times

DEEP: list[object] = []
for _ in range(400):
    DEEP = [DEEP]


def test_items_are_answered_in_order_and_on_their_own(mock: Mock) -> None:
    results = mock.batch(
        {"vehicleId": 999, "departureTimes": at(FEB_2)},
        {"vehicleId": 123, "departureTimes": at(FEB_2)},
        {"vehicleVin": "NEW", "departureTimes": at(FEB_2, "2020-01-01T00:00:00Z")},
        {"vehicleId": 21, "departureTimes": [{"departureTime": FEB_2, "targetSoc": 101}]},
    )
    assert [result["outcome"] for result in results] == ["error", "success", "success", "error"]
    assert [(result["vehicleId"], result["vehicleVin"]) for result in results] == [
        (999, None),
        (123, None),
        (None, "NEW"),
        (21, None),
    ]
    assert results[0] == {
        "vehicleId": 999,
        "vehicleVin": None,
        "outcome": "error",
        "error": "Vehicle with id 999 not found",
    }
    assert ids(results[2]["departureTimes"]) == [1002, None]
    assert results[3]["error"] == "departureTimes[0].targetSoc must be at most 100"


@pytest.mark.parametrize(
    ("item", "vehicle_id", "vin", "error"),
    [
        ({}, None, None, "departureTimes is required"),
        ({"departureTimes": []}, None, None, "The item must give vehicleId or vehicleVin"),
        ({"vehicleId": 123, "vehicleVin": VIN, "departureTimes": []}, 123, VIN, "The item must give only one of vehicleId and vehicleVin"),
        ({"vehicleId": "123", "departureTimes": []}, None, None, "vehicleId must be an integer"),
        ({"vehicleId": True, "departureTimes": []}, None, None, "vehicleId must be an integer"),
        ({"vehicleVin": 7, "departureTimes": []}, None, None, "vehicleVin must be a string"),
        ({"vehicleVin": " ", "departureTimes": []}, None, " ", "vehicleVin must not be blank"),
        ({"vehicleId": 123, "departureTimes": None}, 123, None, "departureTimes must be an array"),
        ({"vehicleId": 123, "departureTimes": [{}]}, 123, None, "departureTimes[0].departureTime is required"),
        ({"vehicleId": 123, "departureTimes": at("tomorrow")}, 123, None, "departureTimes[0].departureTime must be"),
        ({"vehicleId": 123, "departureTimes": [{"departureTime": FEB_3, "targetSoc": None}]}, 123, None, "departureTimes[0].targetSoc must be a number"),
        ({"vehicleId": 123, "departureTimes": [{"departureTime": FEB_3, "shiftName": None}]}, 123, None, "departureTimes[0].shiftName must be a string"),
        ({"x": DEEP}, None, None, "The item is nested too deeply"),
    ],
)  # fmt: skip
def test_a_faulty_item_fails_alone_and_echoes_what_was_well_typed(
    item: object, vehicle_id: int | None, vin: str | None, error: str, mock: Mock
) -> None:
    mock.sync(vehicleId=123, departureTimes=at(FEB_2))
    fault, sound = mock.batch(item, {"vehicleId": 456, "departureTimes": at(FEB_2)})
    assert (fault["outcome"], fault["vehicleId"], fault["vehicleVin"]) == ("error", vehicle_id, vin)
    assert fault["error"].startswith(error)
    assert "departureTimes" not in fault
    assert sound["outcome"] == "success"
    assert times(mock.stored(vehicleId=123)) == [FEB_2]


def test_the_same_vehicle_twice_is_taken_in_order(mock: Mock) -> None:
    results = mock.batch(
        {"vehicleId": 456, "departureTimes": at(FEB_2)}, {"vehicleVin": VIN, "departureTimes": at(FEB_3)}
    )
    assert [result["outcome"] for result in results] == ["success", "success"]
    assert times(mock.stored(vehicleId=456)) == [FEB_3]


def test_no_vehicles_no_results(mock: Mock) -> None:
    assert mock.batch() == []


def test_200_even_if_every_item_fails(mock: Mock) -> None:
    assert [result["outcome"] for result in mock.batch({}, {})] == ["error", "error"]


def test_an_item_that_is_no_object_refuses_the_request(mock: Mock) -> None:
    body = {"vehicles": [{"vehicleId": 123, "departureTimes": at(FEB_2)}, 7]}
    sentence = "vehicles[1] must be an object"
    assert mock.refused("POST", "/api/departure-times/batch", body) == (400, sentence)
    assert mock.stored(vehicleId=123) == []
