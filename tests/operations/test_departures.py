"""What a sync and a batch do, rule by rule (source: the page "Departure Times" and the register rows named)."""

import sys
import threading
from collections.abc import Iterator

import pytest

from tests.support import FEB_2, FEB_3, FEB_4, VIN, Mock, at, ids, times


class TestReplacement:
    def test_a_sync_replaces_all_future_departures(self, mock: Mock) -> None:
        mock.sync(vehicleId=123, departureTimes=at(FEB_2, FEB_3))
        mock.sync(vehicleId=123, departureTimes=at(FEB_4))
        assert times(mock.stored(vehicleId=123)) == [FEB_4]

    def test_an_empty_sync_clears_the_future(self, mock: Mock) -> None:
        mock.sync(vehicleId=123, departureTimes=at(FEB_2))
        assert mock.sync(vehicleId=123, departureTimes=[]) == []
        assert mock.stored(vehicleId=123) == []

    def test_other_vehicles_are_left_alone(self, mock: Mock) -> None:
        mock.sync(vehicleId=123, departureTimes=at(FEB_2))
        mock.sync(vehicleId=456, departureTimes=at(FEB_3))
        mock.sync(vehicleId=456, departureTimes=[])
        assert times(mock.stored(vehicleId=123)) == [FEB_2]

    def test_past_departures_stay_for_ever(self, mock: Mock) -> None:
        mock.sync(vehicleId=123, departureTimes=at(FEB_2, FEB_3))
        mock.clock.set("2026-02-02T12:00:00Z")
        mock.sync(vehicleId=123, departureTimes=[])
        mock.sync(vehicleId=123, departureTimes=at(FEB_4))
        assert times(mock.stored(vehicleId=123)) == [FEB_2, FEB_4]

    def test_ids_are_fresh_even_for_the_same_departures(self, mock: Mock) -> None:
        first = mock.sync(vehicleId=123, departureTimes=at(FEB_2, FEB_3))
        again = mock.sync(vehicleId=123, departureTimes=at(FEB_2, FEB_3))
        assert (ids(first), ids(again)) == ([1001, 1002], [1003, 1004])

    def test_one_bad_departure_changes_nothing_even_if_it_is_past(self, mock: Mock) -> None:
        mock.sync(vehicleId=123, departureTimes=at(FEB_2))
        before = mock.state()
        bad = [*at(FEB_3), {"departureTime": "2020-01-01T00:00:00Z", "targetSoc": 101}]
        status, sentence = mock.refused(
            "POST", "/api/departure-times/vehicle", {"vehicleId": 123, "departureTimes": bad}
        )
        assert (status, sentence) == (400, "departureTimes[1].targetSoc must be at most 100")
        assert mock.state() == before

    def test_an_unknown_vehicle_changes_nothing(self, mock: Mock) -> None:
        before = mock.state()
        body = {"vehicleId": 7, "departureTimes": at(FEB_2)}
        assert mock.refused("POST", "/api/departure-times/vehicle", body) == (
            404,
            "Vehicle with id 7 not found",
        )
        assert mock.state() == before


class TestBoundary:
    NOW, JUST_AFTER = "2026-02-01T00:00:00.000Z", "2026-02-01T00:00:00.001Z"

    def test_exactly_now_is_past_for_inserting(self, mock: Mock) -> None:
        outcome = mock.sync(vehicleId=123, departureTimes=at(self.NOW, self.JUST_AFTER))
        assert [item["outcome"] for item in outcome] == ["skipped", "created"]

    def test_exactly_now_is_past_for_deleting(self, mock: Mock) -> None:
        mock.sync(vehicleId=123, departureTimes=at(FEB_2, FEB_3))
        mock.clock.set(FEB_2)
        mock.sync(vehicleId=123, departureTimes=[])
        assert times(mock.stored(vehicleId=123)) == [FEB_2]

    def test_finer_than_milliseconds_is_cut_off_before_comparing(self, mock: Mock) -> None:
        outcome = mock.sync(vehicleId=123, departureTimes=at("2026-02-01T00:00:00.000999Z"))
        assert (outcome[0]["outcome"], outcome[0]["departureTime"]) == ("skipped", self.NOW)

    def test_when_the_clock_goes_back_what_was_past_counts_as_future_again(self, mock: Mock) -> None:
        mock.sync(vehicleId=123, departureTimes=at(FEB_2))
        mock.clock.set(FEB_3)
        mock.sync(vehicleId=123, departureTimes=[])
        mock.clock.set("2026-02-01T00:00:00Z")
        mock.sync(vehicleId=123, departureTimes=[])
        assert mock.stored(vehicleId=123) == []


class TestAnswer:
    def test_skipped_items_stand_in_place_and_echo_all_but_the_id(self, mock: Mock) -> None:
        asked = [
            *at(FEB_3),
            {
                "departureTime": "2026-01-31T19:00:00-05:00",
                "shiftName": "S",
                "routeName": "R",
                "targetSoc": 7.5,
            },
            *at(FEB_2),
        ]
        outcome = mock.sync(vehicleVin=VIN, departureTimes=asked)
        assert ids(outcome) == [1001, None, 1002]
        assert outcome[1] == {
            "id": None,
            "vehicleId": 456,
            "vehicleVin": None,
            "departureTime": "2026-02-01T00:00:00.000Z",
            "shiftName": "S",
            "routeName": "R",
            "targetSoc": 7.5,
            "outcome": "skipped",
        }

    def test_skipped_items_get_the_default_too(self, mock: Mock) -> None:
        assert mock.sync(vehicleId=123, departureTimes=at("2020-01-01T00:00:00Z"))[0]["targetSoc"] == 90

    @pytest.mark.parametrize(
        ("given", "answered"),
        [
            ("2026-02-05T06:00:00-05:00", "2026-02-05T11:00:00.000Z"),
            ("2026-02-05T06:00:00+05:30", "2026-02-05T00:30:00.000Z"),
            ("2026-02-05T00:15:00+12:45", "2026-02-04T11:30:00.000Z"),
            ("2026-02-05T06:00:00", "2026-02-05T06:00:00.000Z"),
            ("2026-02-05T06:00Z", "2026-02-05T06:00:00.000Z"),
            ("2026-03-08T02:30:00-05:00", "2026-03-08T07:30:00.000Z"),
            ("2026-02-05T06:00:00.1239Z", "2026-02-05T06:00:00.123Z"),
            ("2026-02-05T06:00:00.12345678901Z", "2026-02-05T06:00:00.123Z"),
            ("2028-02-29T23:30:00-01:00", "2028-03-01T00:30:00.000Z"),
            ("9998-12-31T23:59:59.999-23:59", "9999-01-01T23:58:59.999Z"),
            ("0002-01-01T00:00:00+23:59", "0001-12-31T00:01:00.000Z"),
            ("1969-12-31T23:59:59.9999Z", "1969-12-31T23:59:59.999Z"),
        ],
    )
    def test_times_are_answered_in_utc_with_milliseconds(self, given: str, answered: str, mock: Mock) -> None:
        assert times(mock.sync(vehicleId=123, departureTimes=at(given))) == [answered]

    def test_the_same_time_twice_is_kept_twice(self, mock: Mock) -> None:
        assert ids(mock.sync(vehicleId=123, departureTimes=at(FEB_2, FEB_2))) == [1001, 1002]
        assert len(mock.stored(vehicleId=123)) == 2

    @pytest.mark.parametrize("soc", [0, 0.5, 100])
    def test_target_soc_is_kept_as_given(self, soc: float, mock: Mock) -> None:
        asked = [{"departureTime": FEB_2, "targetSoc": soc}]
        assert mock.sync(vehicleId=123, departureTimes=asked)[0]["targetSoc"] == soc


class TestVin:
    def test_a_vin_is_compared_exactly(self, mock: Mock) -> None:
        for other in (VIN.lower(), f" {VIN}", f"{VIN} "):
            departure = mock.sync(vehicleVin=other, departureTimes=at(FEB_2))[0]
            assert (departure["vehicleId"], departure["vehicleVin"]) == (None, other)

    def test_an_unknown_vin_keeps_its_departures_and_replaces_them(self, mock: Mock) -> None:
        mock.sync(vehicleVin="NEW", departureTimes=at(FEB_2, FEB_3))
        mock.sync(vehicleVin="NEW", departureTimes=at(FEB_4))
        assert times(mock.stored(vehicleVin="NEW")) == [FEB_4]
        assert mock.sync(vehicleVin="NEW", departureTimes=[]) == []
        assert mock.stored(vehicleVin="NEW") == []

    def test_creating_the_vehicle_alone_links_nothing(self, mock: Mock) -> None:
        mock.sync(vehicleVin="NEW", departureTimes=at(FEB_2))
        mock.create(name="n", vin="NEW")
        assert times(mock.stored(vehicleVin="NEW")) == [FEB_2]

    @pytest.mark.parametrize("by", ["vehicleVin", "vehicleId"])
    def test_the_next_sync_links_past_orphans_and_replaces_future_ones(self, by: str, mock: Mock) -> None:
        mock.sync(vehicleVin="NEW", departureTimes=at(FEB_2, FEB_4))
        mock.clock.set(FEB_3)
        vehicle_id = mock.create(name="n", vin="NEW")["id"]
        name = "NEW" if by == "vehicleVin" else vehicle_id
        outcome = mock.sync(**{by: name}, departureTimes=at("2026-02-05T00:00:00Z"))
        assert (outcome[0]["vehicleId"], outcome[0]["vehicleVin"]) == (vehicle_id, None)
        stored = mock.stored(vehicleId=vehicle_id)
        assert times(stored) == [FEB_2, "2026-02-05T00:00:00.000Z"]
        assert ids(stored) == [1001, 1003]
        assert mock.stored(vehicleVin="NEW") == []

    def test_a_vin_put_on_a_vehicle_by_patch_links_as_well(self, mock: Mock) -> None:
        mock.sync(vehicleVin="NEW", departureTimes=at(FEB_2))
        mock.clock.set(FEB_3)
        mock.ok("PATCH", "/api/vehicles/21", {"vehicle": {"vin": "NEW"}})
        mock.sync(vehicleId=21, departureTimes=[])
        assert times(mock.stored(vehicleId=21)) == [FEB_2]

    def test_departures_stay_with_the_vehicle_when_its_vin_goes(self, mock: Mock) -> None:
        mock.sync(vehicleVin=VIN, departureTimes=at(FEB_2))
        mock.ok("PATCH", "/api/vehicles/456", {"vehicle": {"vin": None}})
        assert mock.sync(vehicleVin=VIN, departureTimes=at(FEB_3))[0]["vehicleVin"] == VIN
        assert times(mock.stored(vehicleId=456)) == [FEB_2]

    def test_of_several_vehicles_with_a_vin_the_lowest_id_is_meant(self) -> None:
        mock = Mock(readings={"duplicate-vin": "allow"})
        mock.sync(vehicleVin="NEW", departureTimes=at(FEB_2))
        first, second = (mock.create(name="n", vin="NEW")["id"] for _ in range(2))
        mock.sync(vehicleId=second, departureTimes=at(FEB_4))
        assert times(mock.stored(vehicleVin="NEW")) == [FEB_2]
        assert mock.sync(vehicleVin="NEW", departureTimes=at(FEB_3))[0]["vehicleId"] == first


def test_departure_times_need_an_organization_scoped_key() -> None:
    mock = Mock(key="test-site")
    for path, body in (
        ("/api/departure-times/vehicle", {"vehicleId": 123, "departureTimes": at(FEB_2)}),
        ("/api/departure-times/batch", {"vehicles": []}),
    ):
        assert mock.refused("POST", path, body) == (400, "API key must be organization-scoped")
    assert mock.state()["departureTimes"] == []


@pytest.fixture
def threads_take_turns_often() -> Iterator[None]:
    """Let a thread be interrupted nearly anywhere, so that a missing lock shows."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("threads_take_turns_often")
def test_concurrent_syncs_of_one_vehicle_leave_exactly_one_of_the_submitted_lists(mock: Mock) -> None:
    """8 threads, 500 rounds."""
    threads, rounds = 8, 500
    seen: list[object] = []

    def sync_again_and_again(number: int) -> None:
        client = mock.with_key(mock.key)
        for turn in range(rounds // threads + 1):
            lists = [{"departureTime": FEB_2, "shiftName": f"{number}-{turn}-{item}"} for item in range(3)]
            seen.extend(ids(client.sync(vehicleId=123, departureTimes=lists)))

    workers = [threading.Thread(target=sync_again_and_again, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    stored = mock.stored(vehicleId=123)
    number, turn, _ = stored[0]["shiftName"].split("-")
    assert [item["shiftName"] for item in stored] == [f"{number}-{turn}-{item}" for item in range(3)]
    assert len(seen) == len(set(seen)) == threads * (rounds // threads + 1) * 3
