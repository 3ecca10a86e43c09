"""A body is matched as JSON the way WireMock does it, and no path and no body breaks that."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flipturn_mock.control.matching import compile_pattern
from flipturn_mock.domain.errors import Invalid
from tests.control.exchanges import exchange

SYNC = {"vehicleId": 123, "shift": None, "tags": ["a", "b"], "stops": [{"soc": 90}, {"soc": 80.5}], "no": []}


def body_fits(matchers: dict[str, Any], body: str | bytes, cut_off: int = 0) -> bool:
    return compile_pattern({"bodyPatterns": [matchers]})(exchange(body=body, cut_off=cut_off))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("$.vehicleId", True),
        ("vehicleId", True),
        ("$.tags", True),
        ("$.vehicleVin", False),
        ("$.shift", False),
        ("$.no", False),
        ("$..soc", True),
        ("$..[?(@.soc > 85)]", True),
        ("$..[?(@.soc > 95)]", False),
        ("$.stops[?(@.soc == 80.5)]", True),
        ("$.tags[?(@ =~ /B/i)]", True),
        ("$[?(@.soc > 'x')]", False),
    ],
)
def test_a_path_fits_if_it_finds_something(expression: str, expected: bool) -> None:
    assert body_fits({"matchesJsonPath": expression}, json.dumps(SYNC)) is expected
    assert body_fits({"matchesJsonPath": {"expression": expression}}, json.dumps(SYNC)) is expected


@pytest.mark.parametrize(
    ("matcher", "expected"),
    [
        ({"expression": "$.vehicleId", "equalTo": "123"}, True),
        ({"expression": "$.vehicleId", "equalTo": "12"}, False),
        ({"expression": "$.vehicleId", "equalToJson": 123}, True),
        ({"expression": "$.tags", "equalTo": "b"}, True),
        ({"expression": "$.tags", "equalTo": "c"}, False),
        ({"expression": "$.tags", "equalToJson": ["b", "a"], "ignoreArrayOrder": True}, True),
        ({"expression": "$.tags", "equalToJson": ["b", "a"]}, False),
        ({"expression": "$.tags", "contains": "a", "doesNotContain": "a"}, False),
        ({"expression": "$..soc", "matches": "8.*"}, True),
        ({"expression": "$..soc", "equalToJson": "[90, 80.5]"}, True),
        ({"expression": "$.stops[0]", "equalTo": '{"soc":90}'}, True),
        ({"expression": "$.stops[0]", "equalToJson": "{}", "ignoreExtraElements": True}, True),
        ({"expression": "$.shift", "absent": True}, True),
        ({"expression": "$.vehicleVin", "absent": True}, True),
        ({"expression": "$.vehicleVin", "doesNotContain": "x"}, False),
        ({"expression": "$.vehicleId", "absent": True}, False),
        ({"expression": "$.stops[?(@.soc == 1)]", "absent": True}, True),
        ({"expression": "$.no", "absent": True}, True),
    ],
)
def test_what_a_path_finds_is_put_to_the_matchers_beside_it(matcher: dict[str, Any], expected: bool) -> None:
    assert body_fits({"matchesJsonPath": matcher}, json.dumps(SYNC)) is expected


@pytest.mark.parametrize("beside", [{}, {"absent": True}])
def test_a_path_that_stumbles_over_a_body_does_not_fit(beside: dict[str, Any]) -> None:
    matcher = {"expression": "$[?(@.a in @.b)]", **beside}
    assert not body_fits({"matchesJsonPath": matcher}, '[{"a": [], "b": {}}]')


def test_a_document_that_is_a_text_is_not_read_as_json_once_more() -> None:
    assert not body_fits({"matchesJsonPath": "$.a"}, json.dumps('{"a": 1}'))
    assert body_fits({"matchesJsonPath": {"expression": "$", "equalTo": '{"a": 1}'}}, json.dumps('{"a": 1}'))


@pytest.mark.parametrize(
    "body",
    [b"", b"vehicle", b'{"a": NaN}', b'{"a": 1e999}', b'{"a": "\xff"}', b"[" * 5000, b'{"a": 1'],
    ids=repr,
)
@pytest.mark.parametrize(
    "matchers",
    [
        {"equalToJson": {}, "ignoreExtraElements": True},
        {"matchesJsonPath": "$"},
        {"matchesJsonPath": {"expression": "$.b", "absent": True}},
    ],
    ids=str,
)
def test_a_body_that_is_no_json_fits_no_json_matcher(body: bytes, matchers: dict[str, Any]) -> None:
    assert not body_fits(matchers, body)
    assert body_fits(matchers, b'{"a": 1}')


def test_a_body_that_was_cut_off_fits_no_json_matcher() -> None:
    assert body_fits({"equalToJson": "1"}, "1")
    assert not body_fits({"equalToJson": "1"}, "1", cut_off=1)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
STEPS = st.sampled_from(
    [
        "$",
        ".",
        "..",
        "*",
        "[",
        "]",
        "?",
        "(",
        ")",
        "@",
        "a",
        "0",
        "-1",
        ":",
        ",",
        "'",
        "=",
        "<",
        "&",
        "~",
        "|",
        "^",
        "length",
        " ",
    ]
)
EXPRESSIONS = st.text() | st.lists(STEPS, max_size=12).map(lambda steps: "$" + "".join(steps))


@given(EXPRESSIONS, JSON, st.sampled_from([{}, {"absent": True}, {"equalToJson": 1}, {"contains": "a"}]))
def test_any_text_is_a_path_or_is_refused_and_no_document_breaks_it(
    expression: str, document: Any, beside: dict[str, Any]
) -> None:
    try:
        matches = compile_pattern(
            {"bodyPatterns": [{"matchesJsonPath": {"expression": expression, **beside}}]}
        )
    except Invalid:
        return
    assert matches(exchange(body=json.dumps(document))) in (True, False)
