"""What the four operations on vehicles do, rule by rule (source: the page "Vehicles" and the rows named)."""

from typing import Any

import pytest

from tests.support import Mock

FULL = {"name": "n", "make": "m", "model": "o", "vin": "v", "licensePlate": "l", "customer": {"name": "c"}}


class TestCreate:
    def test_only_the_name_is_needed(self, mock: Mock) -> None:
        assert mock.create(name="n") == {
            "id": 457,
            "name": "n",
            "make": None,
            "model": None,
            "vin": None,
            "licensePlate": None,
            "hasTelematics": False,
            "customer": None,
            "accessIds": [],
        }

    def test_null_is_the_same_as_left_out(self, mock: Mock) -> None:
        nothing = dict.fromkeys(("make", "model", "vin", "licensePlate", "customer"))
        assert mock.create(name="n", **nothing) == mock.create(name="n") | {"id": 457}

    def test_what_is_created_can_be_fetched_and_listed(self, mock: Mock) -> None:
        created = mock.create(**FULL)
        assert mock.ok("GET", f"/api/vehicles/{created['id']}") == {"vehicle": created}
        assert mock.ok("GET", "/api/vehicles")["data"][-1] == created

    def test_access_ids_come_back_in_order_with_fresh_ids_and_a_default_status(self, mock: Mock) -> None:
        given = [{"ocppIdTag": "b", "authorizationStatus": "Revoked"}, {"ocppIdTag": "a"}]
        assert mock.create(name="n", accessIds=given)["accessIds"] == [
            {"id": 124, "ocppIdTag": "b", "authorizationStatus": "Revoked"},
            {"id": 125, "ocppIdTag": "a", "authorizationStatus": "Authorized"},
        ]

    @pytest.mark.parametrize("name", ["n", "Demo Tesla", " spaced ", "ü"])
    def test_names_are_stored_verbatim_and_may_repeat(self, name: str, mock: Mock) -> None:
        assert mock.create(name=name)["name"] == mock.create(name=name)["name"] == name

    def test_telematics_and_id_are_no_inputs(self, mock: Mock) -> None:
        vehicle = mock.create(name="n", hasTelematics=True, id=5)
        assert (vehicle["hasTelematics"], vehicle["id"]) == (False, 457)

    @pytest.mark.parametrize(
        ("vehicle", "sentence"),
        [
            ({"vin": "demo-vin-1"}, "A vehicle with VIN demo-vin-1 already exists"),
            (
                {"accessIds": [{"ocppIdTag": "id-tag-1"}]},
                "An access id with ocppIdTag id-tag-1 already exists",
            ),
            ({"accessIds": [{"ocppIdTag": "t"}, {"ocppIdTag": "t"}]}, "ocppIdTag t is given twice"),
        ],
    )
    def test_what_exists_already_is_409_and_nothing_is_created(
        self, vehicle: dict[str, Any], sentence: str, mock: Mock
    ) -> None:
        before = mock.state()
        body = {"vehicle": {"name": "n", "customer": {"name": "New"}} | vehicle}
        assert mock.refused("POST", "/api/vehicles", body) == (409, sentence)
        assert mock.state() == before

    def test_a_vin_and_a_tag_are_compared_exactly(self, mock: Mock) -> None:
        assert mock.create(name="n", vin="DEMO-VIN-1", accessIds=[{"ocppIdTag": "ID-TAG-1"}])["id"] == 457


class TestCustomers:
    @pytest.mark.parametrize("name", ["electric fleet transportation", "ELECTRIC FLEET TRANSPORTATION"])
    def test_a_known_customer_is_found_whatever_the_case_and_keeps_its_spelling(
        self, name: str, mock: Mock
    ) -> None:
        assert mock.create(name="n", customer={"name": name})["customer"] == {
            "name": "Electric Fleet Transportation"
        }
        assert len(mock.state()["customers"]) == 1

    def test_case_is_ignored_beyond_ascii(self, mock: Mock) -> None:
        mock.create(name="n", customer={"name": "Ärzte Σίσυφος"})
        assert mock.create(name="n", customer={"name": "ÄRZTE ΣΊΣΥΦΟΣ"})["customer"] == {
            "name": "Ärzte Σίσυφος"
        }

    def test_nothing_is_trimmed(self, mock: Mock) -> None:
        mock.create(name="n", customer={"name": "Electric Fleet Transportation "})
        assert len(mock.state()["customers"]) == 2

    def test_a_customer_without_vehicles_stays(self, mock: Mock) -> None:
        mock.ok("PATCH", "/api/vehicles/20", {"vehicle": {"customer": None}})
        assert mock.state()["customers"] == [{"name": "Electric Fleet Transportation"}]
        vehicle = mock.create(name="n", customer={"name": "ELECTRIC fleet TRANSPORTATION"})
        assert vehicle["customer"] == {"name": "Electric Fleet Transportation"}


class TestUpdate:
    @pytest.mark.parametrize("field", ["make", "model", "vin", "licensePlate", "customer"])
    def test_null_removes_exactly_that_field(self, field: str, mock: Mock) -> None:
        before = mock.create(**FULL)
        after = mock.ok("PATCH", f"/api/vehicles/{before['id']}", {"vehicle": {field: None}})["vehicle"]
        assert after == before | {field: None}

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", "x"),
            ("make", "x"),
            ("model", ""),
            ("vin", "x"),
            ("licensePlate", "x"),
            ("customer", {"name": "x"}),
        ],
    )
    def test_a_value_changes_exactly_that_field(self, field: str, value: Any, mock: Mock) -> None:
        before = mock.create(**FULL, accessIds=[{"ocppIdTag": "t"}])
        path = f"/api/vehicles/{before['id']}"
        after = mock.ok("PATCH", path, {"vehicle": {field: value}})["vehicle"]
        assert after == before | {field: value}
        assert mock.ok("GET", path)["vehicle"] == after

    def test_an_empty_change_changes_nothing(self, mock: Mock) -> None:
        before = mock.state()
        assert mock.ok("PATCH", "/api/vehicles/20", {"vehicle": {}})["vehicle"] == before["vehicles"][0]
        assert mock.state() == before

    def test_access_ids_cannot_be_changed_here(self, mock: Mock) -> None:
        response = mock.call("PATCH", "/api/vehicles/20", {"vehicle": {"accessIds": []}})
        assert response.json is not None
        assert len(response.json["vehicle"]["accessIds"]) == 1
        assert response.headers["X-Mock-Warning"] == "#/vehicle/accessIds"

    def test_the_vin_of_another_vehicle_is_409_and_nothing_changes(self, mock: Mock) -> None:
        before = mock.state()
        body = {"vehicle": {"name": "x", "vin": "demo-vin-1", "customer": {"name": "New"}}}
        assert mock.refused("PATCH", "/api/vehicles/21", body)[0] == 409
        assert mock.state() == before

    def test_its_own_vin_is_no_conflict_and_a_vin_given_up_is_free(self, mock: Mock) -> None:
        mock.ok("PATCH", "/api/vehicles/20", {"vehicle": {"vin": "demo-vin-1"}})
        mock.ok("PATCH", "/api/vehicles/20", {"vehicle": {"vin": "other"}})
        mock.ok("PATCH", "/api/vehicles/21", {"vehicle": {"vin": "demo-vin-1"}})

    def test_a_vehicle_that_is_not_there_is_404(self, mock: Mock) -> None:
        sentence = "Vehicle with id 7 not found"
        assert mock.refused("PATCH", "/api/vehicles/7", {"vehicle": {}}) == (404, sentence)


class TestList:
    def test_pages_are_complete_and_without_repeats_while_vehicles_are_added(self) -> None:
        mock = Mock(readings={"vehicles-page-size": "3"}, empty=True)
        for number in range(7):
            mock.create(name=str(number))
        names: list[str] = []
        query = ""
        while True:
            page = mock.ok("GET", f"/api/vehicles{query}")
            names += [vehicle["name"] for vehicle in page["data"]]
            if not page["pagination"]["hasNextPage"]:
                break
            if len(names) == 3:
                mock.create(name="late")
            query = f"?nextPageCursor={page['pagination']['nextPageCursor']}"
        assert names == [*"0123456", "late"]
        assert page["pagination"] == {"hasNextPage": False, "nextPageCursor": None}

    @pytest.mark.parametrize(("fleet", "pages"), [(0, 1), (1, 1), (2, 1), (3, 2), (4, 2)])
    def test_a_full_last_page_says_that_it_is_the_last(self, fleet: int, pages: int) -> None:
        mock = Mock(readings={"vehicles-page-size": "2"}, empty=True)
        for number in range(fleet):
            mock.create(name=str(number))
        seen, query = 0, ""
        for turn in range(pages):
            page = mock.ok("GET", f"/api/vehicles{query}")
            seen += len(page["data"])
            assert page["pagination"]["hasNextPage"] is (turn < pages - 1)
            query = f"?nextPageCursor={page['pagination']['nextPageCursor']}"
        assert seen == fleet

    def test_50_vehicles_make_a_page(self) -> None:
        mock = Mock(empty=True)
        for number in range(51):
            mock.create(name=str(number))
        page = mock.ok("GET", "/api/vehicles")
        assert (len(page["data"]), page["pagination"]) == (
            50,
            {"hasNextPage": True, "nextPageCursor": "NTA="},
        )

    def test_a_cursor_beyond_the_fleet_is_an_empty_last_page(self, mock: Mock) -> None:
        page = mock.ok("GET", "/api/vehicles?nextPageCursor=OTk5OTk5")
        assert page == {"data": [], "pagination": {"hasNextPage": False, "nextPageCursor": None}}

    def test_a_cursor_given_twice_is_400(self, mock: Mock) -> None:
        path = "/api/vehicles?nextPageCursor=MTA0&nextPageCursor=MTA0"
        assert mock.refused("GET", path) == (400, "nextPageCursor is given more than once")


def test_a_site_scoped_key_reads_and_writes_vehicles() -> None:
    mock = Mock(key="test-site")
    assert mock.create(name="n")["id"] == 457
    assert len(mock.ok("GET", "/api/vehicles")["data"]) == 5
