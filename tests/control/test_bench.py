"""The bench over HTTP: clocks, states, snapshots, journal and faults, of one organization or of all."""

from typing import Any

import pytest

from tests.support import NOW, Mock, at

SYNC = "/api/departure-times/vehicle"


def admin(mock: Mock, method: str, path: str, body: Any = None) -> Any:
    """The JSON of an answer that must be a success."""
    response = mock.client.open(f"/__admin{path}", method=method, **({} if body is None else {"json": body}))
    assert response.status_code == 200, response.text
    return response.json


def refused(mock: Mock, method: str, path: str, body: Any = None) -> tuple[int, str]:
    response = mock.client.open(f"/__admin{path}", method=method, **({} if body is None else {"json": body}))
    return response.status_code, (response.json or {})["error"]


@pytest.fixture
def a(mock: Mock) -> Mock:
    return mock.with_key("test-org-a")


@pytest.fixture
def b(mock: Mock) -> Mock:
    return mock.with_key("test-org-b")


class TestClock:
    def test_an_organizations_clock_moves_nobody_else(self, a: Mock, b: Mock) -> None:
        admin(a, "PUT", "/clock?organization=a", {"action": "freeze", "instant": "2026-02-03T00:00:00Z"})
        plan = at("2026-02-02T00:00:00Z")
        assert a.sync(vehicleId=123, departureTimes=plan)[0]["outcome"] == "skipped"
        assert b.sync(vehicleId=123, departureTimes=plan)[0]["outcome"] == "created"
        assert (admin(a, "GET", "/clock")["own"], admin(a, "GET", "/clock")["currentInstant"]) == (False, NOW)

    def test_its_time_is_in_the_date_and_in_the_journal_too(self, a: Mock) -> None:
        admin(a, "PUT", "/clock?organization=a", {"action": "freeze", "instant": "2027-01-01T00:00:00Z"})
        assert a.call("GET", "/api/vehicles").headers["Date"] == "Fri, 01 Jan 2027 00:00:00 GMT"
        (kept,) = admin(a, "GET", "/requests?organization=a")["requests"]
        assert kept["request"]["loggedDateString"] == "2027-01-01T00:00:00.000Z"

    def test_advanced_it_keeps_its_distance_to_the_process(self, a: Mock) -> None:
        moved = admin(a, "PUT", "/clock?organization=a", {"action": "advance", "durationMillis": 60_000})
        assert (moved["currentInstant"], moved["own"]) == ("2026-02-01T00:01:00.000Z", True)
        a.clock.set("2026-02-05T00:00:00Z")
        assert admin(a, "GET", "/clock?organization=a")["currentInstant"] == "2026-02-05T00:01:00.000Z"

    def test_offset_it_may_be_behind(self, a: Mock) -> None:
        moved = admin(a, "PUT", "/clock?organization=a", {"action": "offset", "durationMillis": -60_000})
        assert moved["currentInstant"] == "2026-01-31T23:59:00.000Z"

    def test_a_reset_takes_it_away(self, a: Mock) -> None:
        admin(a, "PUT", "/clock?organization=a", {"action": "freeze", "instant": "2027-01-01T00:00:00Z"})
        assert admin(a, "PUT", "/clock?organization=a", {"action": "reset"})["own"] is False
        assert admin(a, "GET", "/clock?organization=a")["currentInstant"] == NOW

    def test_for_all_nobody_is_left_behind(self, a: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
        admin(a, "PUT", "/clock?organization=a", {"action": "freeze"})
        monkeypatch.setattr(a.clock, "advance", lambda _: None)  # it is the test's own
        admin(a, "PUT", "/clock?organization=*", {"action": "advance", "durationMillis": 60_000})
        assert admin(a, "GET", "/clock?organization=a")["currentInstant"] == "2026-02-01T00:01:00.000Z"

    def test_for_all_or_for_nobody(self, a: Mock, b: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
        moved: list[int] = []
        monkeypatch.setattr(a.clock, "advance", moved.append)
        admin(a, "PUT", "/clock?organization=a", {"action": "freeze"})
        admin(b, "PUT", "/clock?organization=b", {"action": "freeze", "instant": "9998-12-31T23:59:59Z"})
        status, _ = refused(
            a, "PUT", "/clock?organization=*", {"action": "advance", "durationMillis": 60_000}
        )
        assert (status, moved) == (400, [])
        assert admin(a, "GET", "/clock?organization=a")["currentInstant"] == NOW

    def test_frozen_without_an_instant_it_stands_where_it_is(self, a: Mock) -> None:
        admin(a, "PUT", "/clock?organization=a", {"action": "freeze"})
        a.clock.set("2026-02-05T00:00:00Z")
        assert admin(a, "GET", "/clock?organization=a")["currentInstant"] == NOW


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


class TestJournal:
    def test_every_exchange_is_kept_also_what_was_refused_or_hit_a_fault(self, a: Mock) -> None:
        admin(a, "POST", "/faults?organization=a", {"operationId": "createVehicle", "errorStatus": 503})
        a.call("GET", "/api/vehicles/20?x=1")
        a.call("POST", SYNC, {"vehicleId": 9, "departureTimes": []})
        a.call("POST", "/api/vehicles", {"vehicle": {"name": "n"}})
        a.call("POST", "/api/nope", {"k": "v"})
        a.call("DELETE", "/api/vehicles")
        kept = admin(a, "GET", "/requests?organization=a")
        told = [
            (item["operationId"], item["response"]["status"], item["wasMatched"]) for item in kept["requests"]
        ]
        assert told == [
            (None, 405, False),
            (None, 404, False),
            ("createVehicle", 503, True),
            ("syncVehicleDepartureTimes", 404, True),
            ("getVehicle", 200, True),
        ]
        assert kept["meta"] == {"total": 5, "dropped": 0}
        nope, fault, sync = kept["requests"][1:4]
        assert nope["request"]["body"] == '{"k": "v"}'
        assert (fault["fault"], fault["error"], fault["reason"]) == (
            "1", "Service Unavailable (planned)", "rule=fault/1",
        )  # fmt: skip
        assert (sync["error"], sync["reason"]) == ("Vehicle with id 9 not found", "rule=vehicle-id; row=V14")
        assert kept["requests"][4]["request"]["url"] == "/api/vehicles/20?x=1"
        assert kept["requests"][4]["warning"] == "?x"

    def test_it_can_be_cut_by_time_number_and_meaning(self, a: Mock) -> None:
        for day in (1, 2, 3):
            a.clock.set(f"2026-02-0{day}T00:00:00Z")
            a.call("GET", "/api/vehicles" if day != 2 else "/api/nope")
        since = admin(a, "GET", "/requests?organization=a&since=2026-02-02T00:00:00Z")
        assert [item["operationId"] for item in since["requests"]] == ["listVehicles", None]
        latest = admin(a, "GET", "/requests?organization=a&limit=1")
        assert (len(latest["requests"]), latest["meta"]["total"]) == (1, 3)
        assert len(admin(a, "GET", "/requests?organization=a&unmatched=true")["requests"]) == 1
        assert admin(a, "GET", "/requests?organization=a&limit=0")["requests"] == []

    def test_requests_are_counted_and_found_by_what_they_were(self, a: Mock) -> None:
        for vehicle in (123, 456):
            a.sync(vehicleId=vehicle, departureTimes=at("2026-02-02T00:00Z"))
        pattern = {"method": "POST", "urlPath": SYNC}
        assert admin(a, "POST", "/requests/count?organization=a", pattern)["count"] == 2
        one = {"bodyPatterns": [{"matchesJsonPath": {"expression": "$.vehicleId", "equalTo": "456"}}]}
        (found,) = admin(a, "POST", "/requests/find?organization=a", one)["requests"]
        assert '"vehicleId": 456' in found["body"]
        assert admin(a, "POST", "/requests/count", {})["count"] == 0

    def test_a_pattern_that_cannot_be_understood_is_refused(self, a: Mock) -> None:
        for pattern in ({"urlPattern": "("}, {"bodyPatterns": [{"matchesJsonPath": "$["}]}, {"verb": "GET"}):
            assert refused(a, "POST", "/requests/count", pattern)[0] == 400

    def test_a_request_that_means_no_operation_is_told_the_nearest(self, a: Mock) -> None:
        a.call("POST", "/api/departure-time/vehicle", {})
        (item,) = admin(a, "GET", "/requests/unmatched?organization=a")["requests"]
        assert item["nearest"]["operationId"] == "syncVehicleDepartureTimes"
        assert "/api/departure-time/vehicle" in item["nearest"]["why"]

    def test_one_can_be_looked_up(self, a: Mock) -> None:
        a.call("GET", "/api/vehicles")
        (item,) = admin(a, "GET", "/requests?organization=a")["requests"]
        assert admin(a, "GET", f"/requests/{item['id']}?organization=a") == item
        assert refused(a, "GET", f"/requests/{item['id']}")[0] == 404

    def test_emptied_it_is_empty_for_one_or_for_all(self, a: Mock, b: Mock) -> None:
        for mock in (a, b):
            mock.call("GET", "/api/vehicles")
        admin(a, "DELETE", "/requests?organization=a")
        assert [item["organization"] for item in admin(a, "GET", "/requests?organization=*")["requests"]] == [
            "b"
        ]
        admin(a, "DELETE", "/requests?organization=*")
        assert admin(a, "GET", "/requests?organization=*")["requests"] == []

    def test_no_key_is_in_it_wherever_it_was_sent(self) -> None:
        mock = Mock(keys={"own-secret-key": "org"})
        mock.call(
            "POST", "/api/nope?key=own-secret-key", b'{"key": "own-secret-key"}', Cookie="own-secret-key"
        )
        mock.with_key("a-real-key-by-mistake").call("GET", "/api/vehicles?k=a-real-key-by-mistake")
        mock.with_key("own-secret-key").call("GET", "/api/vehicles", **{"X-Other": "own-secret-key"})
        text = mock.client.get("/__admin/requests").text
        assert "[REDACTED]" in text
        assert "own-secret-key" not in text
        assert "a-real-key-by-mistake" not in text
        assert len(admin(mock, "GET", "/requests")["requests"]) == 3

    @pytest.mark.parametrize(
        ("target", "headers", "body"),
        [
            ("/api/vehicles", {"Authorization": "S3CRET/key= Bearer"}, b""),
            ("/api/vehicles", {"Authorization": "ApiKey=S3CRET/key=, realm=x"}, b""),
            ("/api/vehicles", {"Api-Key": "S3CRET/key="}, b""),
            ("/api/vehicles", {"X-Auth-Token": "S3CRET/key="}, b'{"k": "S3CRET\\/key="}'),
            ("/api/vehicles?api_key=S3CRET/key%3D", {}, b""),
            ("/api/vehicles?apikey=S3CRET%2Fkey%3D&q=S3CRET%2Fkey%3D", {}, b"S3CRET/key="),
            ("/api/S3CRET/key=", {"Authorization": "Bearer S3CRET/key="}, b""),
            ("/api/vehicles", {"Host": "me:S3CRET/key=@127.0.0.1"}, b""),
        ],
    )
    def test_a_strangers_key_is_nowhere_whatever_it_was_sent_as(
        self, target: str, headers: dict[str, str], body: bytes, capsys: pytest.CaptureFixture[str]
    ) -> None:
        mock = Mock(log="text")
        plain = {"Content-Type": "application/json"}
        mock.client.post(target, data=body, headers=plain | headers)
        kept = mock.client.get("/__admin/requests").text
        assert mock.client.get("/__admin/requests").json["meta"]["total"] == 1  # type: ignore[index]
        assert "S3CRET" not in kept
        assert "S3CRET" not in capsys.readouterr().err

    def test_a_key_of_ones_own_is_in_no_word_of_a_refusal(self, capsys: pytest.CaptureFixture[str]) -> None:
        mock = Mock(keys={"my-own-secret": "org"}, log="json").with_key("my-own-secret")
        mock.call("POST", SYNC, b"{}", **{"Content-Type": "my-own-secret"})
        mock.call("POST", SYNC, {"vehicleId": 9, "departureTimes": [], "my-own-secret": 1})
        assert "my-own-secret" not in mock.client.get("/__admin/requests").text
        assert "my-own-secret" not in capsys.readouterr().err

    def test_to_take_a_key_out_does_not_cut_a_body(self) -> None:
        mock = Mock(keys={"my-own-secret": "org"}).with_key("my-own-secret")
        mock.call("POST", SYNC, {"vehicleId": 9, "departureTimes": [], "note": "my-own-secret"})
        pattern = {"bodyPatterns": [{"matchesJsonPath": "$.vehicleId"}]}
        (found,) = admin(mock, "POST", "/requests/find", pattern)["requests"]
        assert (found["bodyTruncated"], '"note": "[REDACTED]"' in found["body"]) == (False, True)

    def test_a_key_at_the_cut_does_not_leave_its_beginning(self) -> None:
        mock = Mock(keys={"my-own-secret": "org"}).with_key("my-own-secret")
        mock.call("POST", SYNC, b" " * (1_048_576 - 4) + b"my-own-secret")
        (item,) = admin(mock, "GET", "/requests")["requests"]
        assert (item["request"]["body"][-6:], item["request"]["bodyTruncated"]) == ("  [RED", True)

    def test_a_very_short_key_is_not_looked_for_in_other_words(self) -> None:
        mock = Mock(keys={"key": "org"}).with_key("key")
        mock.call("POST", SYNC, {"vehicleId": 9, "departureTimes": [], "animal": "monkey"})
        (item,) = admin(mock, "GET", "/requests")["requests"]
        assert "monkey" in item["request"]["body"]
        assert item["request"]["headers"]["Authorization"] == "Bearer [REDACTED]"

    def test_whoever_is_not_let_in_meant_an_operation_all_the_same(self) -> None:
        mock = Mock(rate_limit=1)
        for key in ("test-org", "test-org", "nobody-at-all"):
            mock.with_key(key).call("GET", "/api/vehicles")
        told = [
            (item["operationId"], item["response"]["status"])
            for item in admin(mock, "GET", "/requests")["requests"]
        ]
        assert told == [("listVehicles", 401), ("listVehicles", 429), ("listVehicles", 200)]
        assert admin(mock, "GET", "/requests/unmatched")["requests"] == []

    def test_a_body_that_is_no_text_is_kept_as_far_as_it_can_be_shown(self, a: Mock) -> None:
        a.call("POST", SYNC, b"\xff\x00{")
        (item,) = admin(a, "GET", "/requests?organization=a")["requests"]
        assert (item["request"]["body"], item["request"]["bodySize"]) == ("\ufffd\x00{", 3)

    def test_long_bodies_are_cut_and_marked(self, a: Mock) -> None:
        a.call("POST", SYNC, b" " * 2_000_000)
        (item,) = admin(a, "GET", "/requests?organization=a")["requests"]
        assert (len(item["request"]["body"]), item["request"]["bodySize"]) == (1_048_576, 2_000_000)
        assert item["request"]["bodyTruncated"] is True

    def test_switched_off_it_says_so(self) -> None:
        mock = Mock(journal=0)
        mock.call("GET", "/api/vehicles")
        assert admin(mock, "GET", "/requests") == {
            "requests": [],
            "meta": {"total": 0, "dropped": 0},
            "requestJournalDisabled": True,
        }


class TestFaults:
    def test_set_added_listed_and_taken_away(self, a: Mock, b: Mock) -> None:
        where = "/faults?organization=a"
        admin(a, "POST", where, [{"errorStatus": 500}, {"operationId": "getVehicle", "errorStatus": 503}])
        admin(a, "PATCH", where, {"errorStatus": 429, "retryAfter": 7})
        assert [fault["id"] for fault in admin(a, "GET", where)["faults"]] == ["1", "2", "3"]
        assert a.call("GET", "/api/vehicles/20").status_code == 500
        admin(a, "DELETE", "/faults/1?organization=a")
        assert a.call("GET", "/api/vehicles/20").status_code == 503
        assert len(admin(a, "DELETE", "/faults/2?organization=a")["faults"]) == 1
        response = a.call("GET", "/api/vehicles/20")
        assert (response.status_code, response.headers["Retry-After"]) == (429, "7")
        assert refused(a, "DELETE", "/faults/2?organization=a")[0] == 404
        assert admin(a, "DELETE", where) == {"faults": []}
        assert (
            a.call("GET", "/api/vehicles/20").status_code
            == b.call("GET", "/api/vehicles/20").status_code
            == 200
        )

    def test_a_failed_request_is_not_done_unless_only_its_answer_is_to_be_lost(self, a: Mock) -> None:
        admin(a, "POST", "/faults?organization=a", {"errorStatus": 500, "failRequestCount": 1})
        assert a.call("POST", "/api/vehicles", {"vehicle": {"name": "n"}}).json == {
            "error": "Internal Server Error"
        }
        assert len(a.state("a")["vehicles"]) == 4
        admin(a, "POST", "/faults?organization=a", {"errorStatus": 504, "processed": True})
        assert a.call("POST", "/api/vehicles", {"vehicle": {}}).status_code == 504
        assert len(a.state("a")["vehicles"]) == 4
        assert a.call("POST", "/api/vehicles", {"vehicle": {"name": "n"}}).status_code == 504
        assert len(a.state("a")["vehicles"]) == 5

    def test_for_all_it_holds_for_organizations_to_come_too(self, a: Mock, b: Mock) -> None:
        admin(a, "POST", "/faults?organization=*", {"errorStatus": 500, "failRequestCount": 2})
        assert [mock.call("GET", "/api/vehicles").status_code for mock in (a, b, a)] == [500, 500, 200]
        (fault,) = admin(a, "GET", "/faults?organization=a")["faults"]
        assert admin(a, "GET", f"/faults/{fault['id']}?organization=a")["organization"] == "*"
        assert (fault["organization"], fault["requests"], fault["struck"]) == ("*", 3, 2)
        admin(a, "PATCH", "/faults?organization=a", {"errorStatus": 503})
        admin(a, "DELETE", "/faults?organization=*")
        assert a.call("GET", "/api/vehicles").status_code == 200

    def test_a_planned_status_need_not_be_promised(self, a: Mock) -> None:
        admin(a, "POST", "/faults?organization=a", {"errorStatus": 599})
        response = a.call("GET", "/api/vehicles")
        assert (response.status_code, response.json) == (599, {"error": "Status 599"})
        assert response.headers["X-Mock-Reason"] == "rule=fault/1"

    @pytest.mark.parametrize(
        ("body", "beginning"),
        [
            ({}, "The request body must have one of errorStatus, latencyMillis"),
            ([{}], "[0] must have one of"),
            ({"errorStatus": 200}, "errorStatus must be at least 400"),
            ({"errorStatus": 500, "errorProbability": 1.1}, "errorProbability must be at most 1"),
            ({"errorStatus": 500, "fault": "EMPTY_RESPONSE"}, "errorStatus does not go with fault"),
            ({"errorStatus": 500, "quotaLimit": 1}, "errorStatus does not go with quotaLimit"),
            ({"errorStatus": 500, "quotaWindowMillis": 1}, "quotaLimit is required"),
            (
                {"errorStatus": 500, "operationId": "nope"},
                "operationId must be one of listVehicles, createVehicle",
            ),
            ({"errorStatus": 500, "statusCode": 1}, "statusCode is not a known field"),
            (
                {"quotaLimit": 1, "truncateBodyAtFraction": 0.5},
                "truncateBodyAtFraction does not go with quotaLimit",
            ),
            ({"latencyMillis": 1, "retryAfter": 5}, "retryAfter is sent with an error only"),
            ({"latencyMillis": 1, "processed": True}, "processed is for errorStatus and fault only"),
            (
                {"latencyMillis": 1, "errorProbability": 0},
                "errorProbability is for what fails a request only",
            ),
            (
                {"chunkedDribbleDelay": {"numberOfChunks": 1, "totalDuration": 5}},
                "chunkedDribbleDelay.numberOfChunks must",
            ),
            ({"fault": "BOOM"}, "fault must be one of CONNECTION_RESET_BY_PEER"),
            ({"errorStatus": 500, "timeToLiveMillis": 86_400_001}, "timeToLiveMillis must be at most"),
            ({"truncateBodyAtFraction": 1}, "truncateBodyAtFraction must be less than 1"),
        ],
    )
    def test_a_bad_fault_is_400_and_sets_nothing(self, body: Any, beginning: str, mock: Mock) -> None:
        status, sentence = refused(mock, "POST", "/faults", body)
        assert status == 400
        assert sentence.startswith((beginning, f"The request body{beginning}"))
        assert admin(mock, "GET", "/faults")["faults"] == []

    @pytest.mark.parametrize(
        "body",
        [
            {"latencyMillis": 1},
            {"latencyJitterMillis": 1},
            {"fault": "EMPTY_RESPONSE"},
            {"truncateBodyAtFraction": 0.5},
            {"chunkedDribbleDelay": {"numberOfChunks": 2, "totalDuration": 1}},
        ],
    )
    def test_what_this_server_cannot_do_is_501_and_not_set(self, body: Any, mock: Mock) -> None:
        status, sentence = refused(mock, "POST", "/faults", [{"errorStatus": 500}, body])
        assert (status, sentence.split()[0]) == (501, next(iter(body)))
        assert admin(mock, "GET", "/faults")["faults"] == []


class TestLooking:
    def test_to_look_at_an_organization_does_not_make_it(self, a: Mock) -> None:
        for path in ("/state", "/clock", "/requests", "/faults", "/snapshots", "/requests/unmatched"):
            admin(a, "GET", f"{path}?organization=ghost")
        admin(a, "POST", "/requests/count?organization=*", {})
        refused(a, "DELETE", "/faults/1?organization=ghost")
        assert admin(a, "GET", "/state?organization=*")["organizations"] == []

    def test_a_fault_can_be_asked_about_when_it_is_over(self, a: Mock) -> None:
        admin(a, "POST", "/faults?organization=a", {"errorStatus": 500})
        a.call("GET", "/api/vehicles")
        admin(a, "DELETE", "/faults?organization=a")
        assert admin(a, "GET", "/faults/1?organization=a")["struck"] == 1
        assert refused(a, "GET", "/faults/1?organization=b")[0] == 404


class TestRateLimit:
    def test_so_many_requests_a_minute_by_each_key(self) -> None:
        mock = Mock(rate_limit=2, keys={"one": "org", "two": "org"})
        for key in ("test-org", "test-site", "test-org-a", "one", "two"):
            each = mock.with_key(key)
            statuses = [each.call("GET", "/api/vehicles").status_code for _ in range(3)]
            assert statuses == [200, 200, 429]
        assert mock.refused("GET", "/api/nope") == (
            429,
            "Rate limit exceeded, an API key has 2 requests per minute",
        )
        response = mock.call("GET", "/api/vehicles")
        assert "Retry-After" not in response.headers
        assert response.headers["X-Mock-Reason"] == "rule=rate-limit; row=X9"

    def test_the_minute_is_one_of_the_organizations_clock(self) -> None:
        mock = Mock(rate_limit=1, rate_limit_retry_after=True).with_key("test-org-a")
        mock.call("GET", "/api/vehicles")
        assert mock.call("GET", "/api/vehicles").headers["Retry-After"] == "60"
        admin(mock, "PUT", "/clock?organization=a", {"action": "advance", "durationMillis": 60_000})
        assert mock.call("GET", "/api/vehicles").status_code == 200

    def test_a_wrong_key_is_refused_before_it_is_counted(self) -> None:
        mock = Mock(rate_limit=1).with_key("nobody")
        assert [mock.call("GET", "/api/vehicles").status_code for _ in range(3)] == [401] * 3


class TestPrefer:
    def test_a_request_chooses_its_status(self) -> None:
        mock = Mock(prefer=True)
        response = mock.call("POST", "/api/vehicles", {"vehicle": {"name": "n"}}, Prefer="code=429")
        assert (response.status_code, response.json) == (429, {"error": "Rate limit exceeded"})
        assert response.headers["X-Mock-Reason"] == "rule=prefer"
        assert len(mock.state()["vehicles"]) == 4

    @pytest.mark.parametrize(
        "value", ["code=200", "code=99", "code=x", "code=", "example=full", "dynamic=true"]
    )
    def test_what_cannot_be_preferred_is_501(self, value: str) -> None:
        assert Mock(prefer=True).refused("GET", "/api/vehicles", Prefer=value)[0] == 501

    @pytest.mark.parametrize("value", ["return=minimal", "respond-async", "barcode=429"])
    def test_other_preferences_are_nothing_to_the_mock(self, value: str) -> None:
        assert Mock(prefer=True).call("GET", "/api/vehicles", Prefer=value).status_code == 200

    def test_it_is_off_unless_asked_for(self, mock: Mock) -> None:
        assert mock.call("GET", "/api/vehicles", Prefer="code=429").status_code == 200


class TestOwnKeysOfAnOrganization:
    def test_a_key_of_ones_own_can_be_of_a_named_organization(self) -> None:
        mock = Mock(keys={"my-key": "org:a", "my-site-key": "site:a"})
        mock.with_key("my-key").create(name="n")
        assert (len(mock.state("a")["vehicles"]), len(mock.state()["vehicles"])) == (5, 4)
        status, _ = mock.with_key("my-site-key").refused(
            "POST", SYNC, {"vehicleId": 20, "departureTimes": []}
        )
        assert status == 400
