"""equalToJson against definitions that are too simple to be wrong, for any JSON."""

import json
from itertools import permutations
from random import Random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flipturn_mock.control.json_equality import JsonEquality
from flipturn_mock.control.json_matching import compile_json, read_document

SCALARS = st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["", "a"])
# Few values and few names, so that two of them are often equal or nearly so.
SMALL = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("ab"), inner),
    max_leaves=8,
)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
# Placeholders of JsonUnit begin with these two, and are refused.
TEXTS = st.text(st.characters(exclude_characters="$#"))
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
)


def equal(expected: Any, actual: Any, order: bool = False, extra: bool = False) -> bool:
    matchers = {"equalToJson": json.dumps(expected), "ignoreArrayOrder": order, "ignoreExtraElements": extra}
    [fits] = compile_json(matchers, [])
    return fits(read_document(json.dumps(actual)))


def shuffled(value: Any, random: Random, arrays: bool) -> Any:
    """The same JSON with its members, and if wanted its items, in another order."""
    if isinstance(value, dict):
        members = [(name, shuffled(member, random, arrays)) for name, member in value.items()]
        random.shuffle(members)
        return dict(members)
    if isinstance(value, list):
        items = [shuffled(item, random, arrays) for item in value]
        if arrays:
            random.shuffle(items)
        return items
    return value


def canonical(value: Any, order: bool) -> str:
    """One text for all that is equal."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{name}:{canonical(value[name], order)}" for name in sorted(value)) + "}"
    if isinstance(value, list):
        items = [canonical(item, order) for item in value]
        return "[" + ",".join(sorted(items) if order else items) + "]"
    return json.dumps(value)


def covers(expected: Any, actual: Any, order: bool) -> bool:
    """Whether the second has all of the first, by trying every choice of items."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        return all(name in actual and covers(expected[name], actual[name], order) for name in expected)
    if isinstance(expected, list) and isinstance(actual, list):
        choices = permutations(actual, len(expected)) if order else [actual[: len(expected)]]
        return any(
            len(choice) == len(expected)
            and all(covers(*pair, order) for pair in zip(expected, choice, strict=True))
            for choice in choices
        )
    return canonical(expected, False) == canonical(actual, False)


@given(JSON, st.randoms(use_true_random=False), st.booleans(), st.booleans())
def test_json_equals_itself_with_its_members_in_another_order(
    value: Any, random: Random, order: bool, extra: bool
) -> None:
    assert equal(value, shuffled(value, random, arrays=False), order, extra)


@given(JSON, st.randoms(use_true_random=False), st.booleans())
def test_json_equals_itself_with_its_items_in_another_order_if_that_is_ignored(
    value: Any, random: Random, extra: bool
) -> None:
    assert equal(value, shuffled(value, random, arrays=True), order=True, extra=extra)


@given(SMALL, SMALL, st.booleans())
@example([1, 1, 2], [1, 2, 2], True)
@example([{}], [[]], True)
def test_what_differs_is_not_equal(one: Any, other: Any, order: bool) -> None:
    assert equal(one, other, order) == (canonical(one, order) == canonical(other, order))


@given(SMALL, SMALL, st.booleans())
def test_with_extra_elements_ignored_all_that_is_expected_must_be_there(
    one: Any, other: Any, order: bool
) -> None:
    assert equal(one, other, order, extra=True) == covers(one, other, order)


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.just(1)), max_size=5), st.data())
def test_every_expected_item_finds_one_of_its_own_if_that_can_be_done(
    actual: Any, data: st.DataObject
) -> None:
    some = data.draw(st.permutations(actual))[: data.draw(st.integers(0, len(actual)))]
    expected = [{name: 1 for name in item if data.draw(st.booleans())} for item in some]
    assert equal(expected, actual, order=True, extra=True)
    wanted = [*expected, {"a": 1}]
    assert equal(wanted, actual, order=True, extra=True) == covers(wanted, actual, order=True)


def test_an_item_is_left_to_who_needs_it() -> None:
    assert equal([{"a": 1}, {"a": 1, "b": 2}], [{"a": 1, "b": 2}, {"a": 1}], order=True, extra=True)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("1", "1.0", True),
        ("1", "true", False),
        ("0", "false", False),
        ("[1]", "[true]", False),
        ("0", "-0.0", True),
        ("100", "1e2", True),
        ("123456789012345678901234567890", "123456789012345678901234567891", False),
        ("9007199254740993", "9007199254740993.0", False),
        ('{"a": 1, "a": 2}', '{"a": 2}', True),
        ('"\\u0061"', '"a"', True),
        ('"1"', "1", False),
        ("null", "{}", False),
        ("[]", "{}", False),
    ],
)
@pytest.mark.parametrize("order", [False, True])
def test_values_are_compared_as_json_has_them(one: str, other: str, expected: bool, order: bool) -> None:
    [fits] = compile_json({"equalToJson": one, "ignoreArrayOrder": order}, [])
    assert fits(read_document(other)) is expected


def test_json_may_be_nested_a_hundred_levels_and_no_more() -> None:
    deep = read_document("[" * 100 + "1" + "]" * 100)
    assert JsonEquality(ignore_array_order=True, ignore_extra_elements=True).holds(deep, deep)
    for levels in (101, 990, 200_000):
        with pytest.raises(ValueError, match="nested too deeply"):
            read_document('{"a":' * levels + "1" + "}" * levels)


@pytest.mark.slow
def test_a_large_array_is_compared_in_any_order_without_comparing_each_with_each() -> None:
    numbers = list(range(100_000))
    for equality in (JsonEquality(True), JsonEquality(True, True)):
        assert equality.holds(numbers, numbers[::-1])
        assert not equality.holds(numbers, [*numbers[1:], 1])
    boxes = [{"number": number} for number in numbers[:10_000]]
    assert JsonEquality(ignore_array_order=True).holds(boxes, boxes[::-1])
