"""A pattern finds what WireMock's would find, and what makes no sense is refused with its place."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flipturn_mock.control.matching import compile_pattern
from flipturn_mock.domain.errors import Invalid
from tests.control.exchanges import exchange


def fits(pattern: dict[str, Any], **sent: Any) -> bool:
    return compile_pattern(pattern)(exchange(**sent))


def body_fits(matchers: dict[str, Any], body: str | bytes) -> bool:
    return fits({"bodyPatterns": [matchers]}, body=body)


def refusal(pattern: dict[str, Any]) -> str:
    with pytest.raises(Invalid) as refused:
        compile_pattern(pattern)
    return refused.value.sentence


def test_a_pattern_that_says_nothing_fits_everything() -> None:
    assert fits({}, body=b"\xff", method="", target="")
    assert fits({"method": "ANY", "bodyPatterns": [], "headers": {}, "queryParameters": {}})


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ({"method": "GET"}, True),
        ({"method": "POST"}, False),
        ({"method": "ANY"}, True),
        ({"operationId": "getVehicle"}, True),
        ({"operationId": "listVehicles"}, False),
        ({"url": "/api/vehicles/20?a=1"}, True),
        ({"url": "/api/vehicles/20"}, False),
        ({"urlPath": "/api/vehicles/20"}, True),
        ({"urlPath": "/api/vehicles"}, False),
        ({"urlPattern": "/api/vehicles/.*a=1"}, True),
        ({"urlPattern": "/api/vehicles/[0-9]+"}, False),
        ({"urlPathPattern": "/api/vehicles/[0-9]+"}, True),
        ({"urlPathPattern": "vehicles"}, False),
        ({"method": "GET", "urlPath": "/api/vehicles/20", "operationId": "getVehicle"}, True),
        ({"method": "POST", "urlPath": "/api/vehicles/20"}, False),
        ({"urlPath": "/api/vehicles/20", "operationId": "listVehicles"}, False),
    ],
)
def test_every_member_of_a_pattern_must_fit(pattern: dict[str, Any], expected: bool) -> None:
    sent = exchange("GET", "/api/vehicles/20?a=1", operation_id="getVehicle")
    assert compile_pattern(pattern)(sent) is expected


def test_a_request_that_means_no_operation_fits_none() -> None:
    assert not fits({"operationId": "getVehicle"}, operation_id=None)


@pytest.mark.parametrize(
    ("matchers", "expected"),
    [
        ({"equalTo": "Sync Job"}, True),
        ({"equalTo": "sync job"}, False),
        ({"equalTo": "sync job", "caseInsensitive": True}, True),
        ({"equalTo": "sync", "caseInsensitive": True}, False),
        ({"contains": "Job"}, True),
        ({"contains": "job"}, False),
        ({"doesNotContain": "job"}, True),
        ({"doesNotContain": "Job"}, False),
        ({"matches": "S.* Job"}, True),
        ({"matches": "Sync"}, False),
        ({"doesNotMatch": "Sync"}, True),
        ({"doesNotMatch": "Sync.*"}, False),
        ({"absent": True}, False),
        ({"contains": "Sync", "doesNotContain": "Job"}, False),
        ({"contains": "Sync", "matches": ".*b"}, True),
    ],
)
def test_a_text_fits_if_all_matchers_do(matchers: dict[str, Any], expected: bool) -> None:
    assert fits({"headers": {"user-AGENT": matchers}}, User_Agent="Sync Job") is expected
    assert fits({"queryParameters": {"q": matchers}}, target="/?q=Sync%20Job") is expected
    assert body_fits(matchers, "Sync Job") is expected


@pytest.mark.parametrize(
    ("matchers", "expected"),
    [
        ({"absent": True}, True),
        ({"doesNotContain": "a"}, True),
        ({"doesNotMatch": ".*"}, True),
        ({"matches": ".*"}, False),
        ({"contains": ""}, False),
        ({"equalTo": "", "caseInsensitive": True}, False),
    ],
)
def test_what_was_not_sent_fits_only_what_denies_it(matchers: dict[str, Any], expected: bool) -> None:
    assert fits({"headers": {"X-Id": matchers}}) is expected
    assert fits({"queryParameters": {"q": matchers}}, target="/?Q=1") is expected
    assert body_fits(matchers, "") is expected


def test_a_parameter_that_was_sent_twice_fits_with_either_value() -> None:
    for value in ("1", "", "a b"):
        assert fits({"queryParameters": {"q": {"equalTo": value}}}, target="/?q=1&q=&q=a+b")


def test_a_dot_stands_for_a_line_end_too() -> None:
    assert body_fits({"matches": "a.b"}, "a\nb")
    assert not body_fits({"matches": "a"}, "a\n")


def test_of_several_body_patterns_all_must_fit() -> None:
    patterns = [{"matchesJsonPath": "$.a"}, {"equalToJson": '{"a": 1}', "contains": "a"}]
    assert fits({"bodyPatterns": patterns}, body='{"a":1}')
    assert not fits({"bodyPatterns": patterns}, body='{"a":2}')
    assert not fits({"bodyPatterns": [*patterns, {"contains": "b"}]}, body='{"a":1}')


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ({"urlPattern": "["}, "urlPattern is not a regular expression ("),
        ({"url": "/a", "urlPath": "/a"}, "urlPath does not go with url"),
        (
            {"headers": {"A": {"matches": "a{99999999999}"}}},
            "headers.A.matches is not a regular expression (",
        ),
        (
            {"headers": {"A": {"doesNotMatch": "(" * 5000}}},
            "headers.A.doesNotMatch is not a regular expression (",
        ),
        (
            {"queryParameters": {"q": {"matches": "[[a]"}}},
            "queryParameters.q.matches is not a regular expression (",
        ),
        ({"bodyPatterns": [{}, {"matches": "*"}]}, "bodyPatterns[1].matches is not a regular expression ("),
        (
            {"bodyPatterns": [{"equalToJson": "{a}"}]},
            "bodyPatterns[0].equalToJson does not hold JSON: line 1, column 2 (",
        ),
        (
            {"bodyPatterns": [{"equalToJson": "NaN"}]},
            "bodyPatterns[0].equalToJson does not hold JSON: NaN is no",
        ),
        (
            {"bodyPatterns": [{"equalToJson": "9" * 5000}]},
            "bodyPatterns[0].equalToJson does not hold JSON: a number has too many digits",
        ),
        (
            {"bodyPatterns": [{"equalToJson": "[" * 200 + "]" * 200}]},
            "bodyPatterns[0].equalToJson does not hold JSON: nested",
        ),
        (
            {"bodyPatterns": [{"equalToJson": {"a": "${json-unit.ignore}"}}]},
            "bodyPatterns[0].equalToJson has a placeholder",
        ),
        (
            {"bodyPatterns": [{"matchesJsonPath": "$["}]},
            "bodyPatterns[0].matchesJsonPath is not a JSONPath (",
        ),
        ({"bodyPatterns": [{"matchesJsonPath": ""}]}, "bodyPatterns[0].matchesJsonPath must not be empty"),
        (
            {"bodyPatterns": [{"matchesJsonPath": "$[?@.a==1e999]"}]},
            "bodyPatterns[0].matchesJsonPath is not a JSONPath (",
        ),
        (
            {"bodyPatterns": [{"matchesJsonPath": "$[?" + "(" * 5000}]},
            "bodyPatterns[0].matchesJsonPath is not a JSONPath (",
        ),
        (
            {"bodyPatterns": [{"matchesJsonPath": {"expression": "$[?(@.a =~ /[/)]"}}]},
            "bodyPatterns[0].matchesJsonPath.expression is not a JSONPath (",
        ),
        (
            {"bodyPatterns": [{"matchesJsonPath": {"expression": "$", "matches": "["}}]},
            "bodyPatterns[0].matchesJsonPath.matches is not a regular expression (",
        ),
    ],
)
def test_what_cannot_be_understood_is_refused_with_its_place(pattern: dict[str, Any], sentence: str) -> None:
    assert refusal(pattern).startswith(sentence)
    assert "\n" not in refusal(pattern)


@given(st.text(), st.text())
def test_a_regular_expression_fits_or_does_not_or_is_refused(regex: str, text: str) -> None:
    try:
        matches = compile_pattern({"bodyPatterns": [{"matches": regex}, {"doesNotMatch": regex}]})
    except Invalid:
        return
    assert not matches(exchange(body=text.encode(errors="replace")))


def test_json_that_stands_in_a_pattern_may_not_be_nested_more_deeply_than_a_text() -> None:
    deep: Any = 1
    for _ in range(101):
        deep = [deep]
    assert refusal({"bodyPatterns": [{"equalToJson": deep}]}).endswith(
        "does not hold JSON: nested too deeply"
    )
    assert not body_fits({"equalToJson": deep[0]}, "1")
