"""WireMock's matchers of a JSON document: equalToJson and matchesJsonPath."""

import json
from collections.abc import Callable
from math import isfinite
from typing import Any, NoReturn

from flipturn_mock.contract.sentences import Path, place
from flipturn_mock.control.json_equality import JsonEquality
from flipturn_mock.control.text_matching import TEXT_MATCHERS, WHOLE, compile_text
from flipturn_mock.domain.errors import Invalid
from flipturn_mock.operations.json_types import JsonObject

JsonMatcher = Callable[[Any], bool]
"""Whether a document, as read_document gives it, fits."""

MOST_NESTING = 100
"""Levels of a document; what is nested more deeply counts as no JSON."""

_PLACEHOLDERS = ("${json-unit.", "#{json-unit.")


def compile_json(matchers: JsonObject, at: Path) -> list[JsonMatcher]:
    """The JSON matchers among the members, all to be met; `at` is where they stand. Raises Invalid."""
    compiled = []
    if "equalToJson" in matchers:
        compiled.append(_compile_equality(matchers, [*at, "equalToJson"]))
    if "matchesJsonPath" in matchers:
        compiled.append(_compile_json_path(matchers["matchesJsonPath"], [*at, "matchesJsonPath"]))
    return compiled


def read_document(text: str) -> Any:
    """The value of a JSON text, of members that are given twice the last; raises ValueError, which says why.

    Integers are exact. Nothing here needs to be as strict as the API is with the same text, which
    may have been refused.
    """
    try:
        value = json.loads(text, parse_float=_finite, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise ValueError(f"line {error.lineno}, column {error.colno} ({error.msg})") from None
    except _NotPlain:
        raise
    except ValueError:  # what is left is Python's own limit on the digits of an integer
        raise ValueError("a number has too many digits") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None
    _refuse_deep(value)
    return value


class _NotPlain(ValueError):
    """JSON as Python reads it, but not as everybody does."""


def _finite(text: str) -> float:
    value = float(text)
    if not isfinite(value):
        raise _NotPlain("a number is out of range")
    return value


def _no_number(name: str) -> NoReturn:
    raise _NotPlain(f"{name} is no JSON number")


def _refuse_deep(value: Any) -> None:
    level = [value]
    for _ in range(MOST_NESTING + 1):
        level = [
            child
            for node in level
            if isinstance(node, dict | list)
            for child in (node.values() if isinstance(node, dict) else node)
        ]
    if level:
        raise ValueError("nested too deeply")


def _compile_equality(matchers: JsonObject, at: Path) -> JsonMatcher:
    expected = _expected(matchers["equalToJson"], at)
    equality = JsonEquality(
        ignore_array_order=matchers.get("ignoreArrayOrder", False),
        ignore_extra_elements=matchers.get("ignoreExtraElements", False),
    )
    return lambda document: equality.holds(expected, document)


def _expected(given: Any, at: Path) -> Any:
    try:
        if isinstance(given, str):
            value = read_document(given)
        else:
            value = given
            _refuse_deep(value)
    except ValueError as error:
        raise Invalid(f"{place(at, WHOLE)} does not hold JSON: {error}") from None
    text = given if isinstance(given, str) else json.dumps(given)
    if any(placeholder in text for placeholder in _PLACEHOLDERS):
        raise Invalid(f"{place(at, WHOLE)} has a placeholder of JsonUnit, which this mock does not know")
    return value


def _compile_json_path(given: str | JsonObject, at: Path) -> JsonMatcher:
    if isinstance(given, str):
        return _judged(_compile_expression(given, at), _is_something)
    evaluate = _compile_expression(given["expression"], [*at, "expression"])
    return _judged(evaluate, _compile_judge(given, at))


def _judged(evaluate: Callable[[Any], Any], judge: JsonMatcher) -> JsonMatcher:
    def fits(document: Any) -> bool:
        try:
            result = evaluate(document)
        # A filter may stumble over values that it was not written for, in whatever way Python does.
        except Exception:
            return False
        return judge(result)

    return fits


def _compile_expression(expression: str, at: Path) -> Callable[[Any], Any]:
    """What the path finds: of one that leads to one place the value or None, of any other a list."""
    # Only who uses it pays for the import, which takes longer than the mock's start may.
    from jsonpath import JSONPath, JSONPathEnvironment

    if not expression.strip():
        raise Invalid(f"{place(at, WHOLE)} must not be empty")
    try:
        path = JSONPathEnvironment().compile(expression)
    # The parser lets through what Python says of numbers, regular expressions and surrogates.
    except Exception as error:
        reason = str(error).partition("\n")[0]
        raise Invalid(f"{place(at, WHOLE)} is not a JSONPath ({reason})") from None
    single = isinstance(path, JSONPath) and path.singular_query()

    def evaluate(document: Any) -> Any:
        # The library reads a text as JSON.
        found = path.findall(json.dumps(document) if isinstance(document, str) else document)
        return next(iter(found), None) if single else found

    return evaluate


def _is_something(result: Any) -> bool:
    return result is not None and result != [] and result != {}


def _compile_judge(matchers: JsonObject, at: Path) -> JsonMatcher:
    """The matchers beside an expression: equality of all that is found, texts of any one finding."""
    judges = compile_json(matchers, at)
    if any(name in matchers for name in TEXT_MATCHERS):
        judges.append(_compile_findings(matchers, at))
    if not judges:
        return _is_something
    return lambda result: all(judge(result) for judge in judges)


def _compile_findings(matchers: JsonObject, at: Path) -> JsonMatcher:
    fits = compile_text(matchers, at)
    nothing = [None] if "absent" in matchers else []

    def judge(result: Any) -> bool:
        values = result if isinstance(result, list) else [result]
        texts = [_text(value) for value in values if value is not None]
        return any(fits(text) for text in texts or nothing)

    return judge


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
