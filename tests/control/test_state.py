"""What is stored: shown, replaced, kept under a name and put back, and forgotten."""

import pytest

from tests.control.calls import admin, refused
from tests.support import NOW, Mock, at


class TestState:
    def test_what_get_gives_put_takes(self, a: Mock, b: Mock) -> None:
        a.sync(vehicleVin="NEW", departureTimes=at("2026-02-02T00:00Z"))
        a.create(name="n", customer={"name": "C"}, accessIds=[{"ocppIdTag": "t"}])
        state = a.state("a")
        assert admin(b, "PUT", "/state?organization=b", state) == state | {"organization": "b"}
        assert b.state("b") == state | {"organization": "b"}

    def test_it_is_whole_or_not_at_all(self, a: Mock) -> None:
        before = a.state("a")
        twice = {"vehicles": [{"id": 1, "vin": "V"}, {"id": 2, "vin": "V"}]}
        assert refused(a, "PUT", "/state?organization=a", twice) == (
            400,
            "vehicles[1].vin is the same as vehicles[0].vin",
        )
        status, sentence = refused(a, "PUT", "/state?organization=a", {"vehicles": [{"name": " "}]})
        assert (status, sentence[:18]) == (400, "vehicles[0].name m")
        assert a.state("a") == before

    def test_an_empty_object_is_an_empty_fleet(self, a: Mock) -> None:
        assert admin(a, "PUT", "/state?organization=a", {})["vehicles"] == []
        assert len(a.state()["vehicles"]) == 4

    def test_all_organizations_are_shown_by_name(self, a: Mock, b: Mock) -> None:
        b.create(name="n")
        a.create(name="n")
        shown = admin(a, "GET", "/state?organization=*")["organizations"]
        assert [state["organization"] for state in shown] == ["a", "b"]

    def test_one_at_a_time_is_put(self, a: Mock) -> None:
        assert refused(a, "PUT", "/state?organization=*", {})[0] == 400


class TestSnapshots:
    def test_restored_all_is_as_it_was_its_own_clock_too(self, a: Mock, b: Mock) -> None:
        admin(a, "PUT", "/clock?organization=a", {"action": "freeze"})
        a.sync(vehicleId=123, departureTimes=at("2026-02-02T00:00Z"))
        before = a.state("a")
        taken = admin(a, "POST", "/snapshots/one?organization=a")
        assert taken == {
            "name": "one",
            "organization": "a",
            "takenAt": NOW,
            "vehicles": 4,
            "departureTimes": 1,
        }
        admin(a, "PUT", "/clock?organization=a", {"action": "advance", "durationMillis": 86_400_000_000})
        a.sync(vehicleId=123, departureTimes=[])
        a.create(name="n")
        b.create(name="n")
        for _ in range(2):
            assert admin(a, "POST", "/snapshots/one/restore?organization=a") == taken
            assert a.state("a") == before
            assert admin(a, "GET", "/clock?organization=a")["currentInstant"] == NOW
            a.create(name="n")
        assert len(b.state("b")["vehicles"]) == 5

    def test_they_are_listed_and_deleted_for_each_organization(self, a: Mock) -> None:
        admin(a, "POST", "/snapshots/one?organization=a")
        admin(a, "POST", "/snapshots/two?organization=a")
        admin(a, "POST", "/snapshots/one?organization=a")
        listed = admin(a, "GET", "/snapshots?organization=a")["snapshots"]
        assert [snapshot["name"] for snapshot in listed] == ["two", "one"]
        assert len(admin(a, "GET", "/snapshots?organization=*")["snapshots"]) == 2
        assert admin(a, "GET", "/snapshots")["snapshots"] == []
        admin(a, "DELETE", "/snapshots/one?organization=a")
        expected = (404, "There is no snapshot one of this organization; there is two")
        assert refused(a, "DELETE", "/snapshots/one?organization=a") == expected
        assert refused(a, "POST", "/snapshots/one/restore?organization=a") == expected

    def test_they_are_bounded(self, a: Mock) -> None:
        for number in range(100):
            admin(a, "POST", f"/snapshots/{number}")
        assert refused(a, "POST", "/snapshots/x")[0] == 409
        admin(a, "POST", "/snapshots/99")


class TestReset:
    def test_of_one_organization_all_that_is_its_own_goes(self, a: Mock, b: Mock) -> None:
        for name, mock in (("a", a), ("b", b)):
            where = f"organization={name}"
            admin(mock, "PUT", f"/clock?{where}", {"action": "freeze", "instant": "2027-01-01T00:00:00Z"})
            admin(mock, "POST", f"/snapshots/s?{where}")
            admin(mock, "POST", f"/faults?{where}", {"errorStatus": 500, "failRequestCount": 1})
            assert mock.call("GET", "/api/vehicles").status_code == 500
        admin(a, "POST", "/reset?organization=a")
        for path, content in (("/requests", "requests"), ("/faults", "faults"), ("/snapshots", "snapshots")):
            assert admin(a, "GET", f"{path}?organization=a")[content] == []
            assert len(admin(b, "GET", f"{path}?organization=b")[content]) == 1
        assert admin(a, "GET", "/clock?organization=a")["own"] is False
        assert admin(b, "GET", "/clock?organization=b")["own"] is True

    @pytest.mark.parametrize("path", ["/reset", "/reset?organization=*"])
    def test_of_all_of_them_everything_goes(self, path: str, a: Mock) -> None:
        admin(a, "POST", "/faults?organization=*", {"errorStatus": 500})
        assert a.call("GET", "/api/vehicles").status_code == 500
        admin(a, "POST", path)
        assert a.call("GET", "/api/vehicles").status_code == 200
        assert len(admin(a, "GET", "/requests?organization=*")["requests"]) == 1
