"""JSON as it comes in, read more strictly than Python does, and as it goes out."""

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterable
from math import isfinite
from typing import Any, NoReturn

from flipturn_mock.domain.errors import Invalid, Reason

_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")
_LONGEST_NAME = 64


def parse_json(raw: bytes, whole: str = "The request body") -> Any:
    """The value of a JSON text in UTF-8; `whole` is what a sentence calls the text.

    Raises Invalid, with a sentence that says what is wrong and where, for everything that two
    parsers might read differently: duplicate names, NaN and numbers out of range, lone surrogates,
    a byte order mark. `1.0` is the integer 1: JSON has one kind of number.
    """
    try:
        return _read(raw)
    except (ValueError, RecursionError) as error:
        raise Invalid(f"{whole} {_complaint(error)}", reason=Reason("json", row="X1")) from None


def to_json(value: Any) -> bytes:
    """A JSON text in UTF-8 on one line, with its line end."""
    return _ENCODER.encode(value).encode() + b"\n"


def _read(raw: bytes) -> Any:
    if not raw:
        raise _NotPlain("is empty, JSON was expected")
    if raw.startswith(BOM_UTF8):
        raise _NotPlain("must not begin with a byte order mark")
    value = _DECODER.decode(raw.decode("utf-8"))
    if _SURROGATE_ESCAPE.search(raw):
        _refuse_lone_surrogates(value)
    return value


def _complaint(error: ValueError | RecursionError) -> str:
    match error:
        case _NotPlain():
            return str(error)
        case UnicodeDecodeError():
            return f"is not UTF-8: byte {error.start} does not fit"
        case json.JSONDecodeError():
            return f"is not JSON from line {error.lineno}, column {error.colno} on ({error.msg})"
        case RecursionError():
            return "is nested too deeply"
    # What is left is Python's own limit on the digits of an integer.
    return "has a number with too many digits"


class _NotPlain(ValueError):
    """JSON by its grammar, or nearly, but not read alike by everybody."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        twice = _first_repeated(name for name, _ in pairs)
        raise _NotPlain(f"has the member {json.dumps(twice[:_LONGEST_NAME])} twice in one object")
    return members


def _first_repeated(names: Iterable[str]) -> str:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    raise AssertionError("nothing is repeated")


def _number(text: str) -> float:
    value = float(text)
    if not isfinite(value):
        raise _NotPlain(f"has a number out of range: {text[:_LONGEST_NAME]}")
    return int(value) if value.is_integer() else value


def _constant(name: str) -> NoReturn:
    raise _NotPlain(f"is not JSON: {name} is no JSON number")


def _refuse_lone_surrogates(value: Any) -> None:
    try:
        _ENCODER.encode(value).encode()
    except UnicodeEncodeError:
        raise _NotPlain("has an escaped surrogate without its other half") from None


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_float=_number, parse_constant=_constant)
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
