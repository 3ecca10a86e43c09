"""What clients sent: kept, counted and found, and without any key."""

import pytest

from tests.control.calls import SYNC, admin, refused
from tests.support import Mock, at


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

    def test_a_number_found_by_a_path_is_compared_as_json_writes_it(self, a: Mock) -> None:
        for vehicle in (123, 456):
            a.sync(vehicleId=vehicle, departureTimes=[])
        pattern = {"bodyPatterns": [{"matchesJsonPath": {"expression": "$.vehicleId", "equalTo": 456}}]}
        assert admin(a, "POST", "/requests/count?organization=a", pattern)["count"] == 1

    def test_what_there_was_no_room_for_is_counted(self) -> None:
        mock = Mock(journal=2)
        for _ in range(5):
            mock.call("GET", "/api/vehicles")
        assert admin(mock, "GET", "/requests")["meta"] == {"total": 2, "dropped": 3}

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

    def test_what_is_called_a_key_is_hidden_whoever_sends_it(self, mock: Mock) -> None:
        mock.call("GET", "/api/vehicles?api_key=S3CRET-one", Host="me:S3CRET-two@127.0.0.1")
        kept = mock.client.get("/__admin/requests").text
        assert "?api_key=[REDACTED]" in kept
        assert "S3CRET" not in kept

    def test_a_key_that_everybody_knows_is_no_secret(self) -> None:
        mock = Mock(keys={"test-org": "org:a"})
        mock.call("POST", SYNC, {"vehicleId": 9, "departureTimes": [], "note": "test-org"})
        (item,) = admin(mock, "GET", "/requests?organization=a")["requests"]
        assert '"note": "test-org"' in item["request"]["body"]

    def test_nor_in_the_reason_of_one(self) -> None:
        readings = {"unknown-field": "reject"}
        mock = Mock(keys={"my-own-secret": "org"}, readings=readings).with_key("my-own-secret")
        sync = {"vehicleId": 9, "departureTimes": [], "my-own-secret": 1}
        for response in (mock.call("POST", SYNC, sync), mock.call("GET", "/api/vehicles?my-own-secret=1")):
            assert "[REDACTED]" in response.headers["X-Mock-Reason"]
        assert "my-own-secret" not in mock.client.get("/__admin/requests").text

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
