"""How a body is read."""

import json
from typing import Any

from flipturn_mock.domain.errors import Invalid
from flipturn_mock.web import json_text, pipeline
from tests.contracts.faulty.fault import fault
from tests.contracts.faulty.patches import Asked, Reply, exchange, instead


@fault("Single quotes and a comma too many are taken: the body is read as Python or JavaScript would.")
@instead(pipeline, "parse_json")
def lenient_json_is_taken(parse_json: Any, raw: bytes) -> Any:
    return parse_json(raw.replace(b"'", b'"').replace(b",}", b"}"))


@fault("What comes after the first JSON value is not looked at.")
@instead(pipeline, "parse_json")
def text_after_json_is_ignored(parse_json: Any, raw: bytes) -> Any:
    return parse_json(raw[: raw.rindex(b"}") + 1] if raw.endswith(b" x") else raw)


@fault("Bytes that are not UTF-8 are replaced by a question mark in a diamond.")
@instead(pipeline, "parse_json")
def other_bytes_are_replaced(parse_json: Any, raw: bytes) -> Any:
    return parse_json(raw.decode("utf-8", "replace").encode())


@fault("An empty body is a server error, since the parser gives nothing back.")
@instead(pipeline, "parse_json")
def empty_body_crashes(parse_json: Any, raw: bytes) -> Any:
    return parse_json(raw) if raw else raw[0]


@fault("A body that is cut short is a server error: nobody catches the parser's.")
@instead(pipeline, "parse_json")
def malformed_json_crashes(_: Any, raw: bytes) -> Any:
    return json.loads(raw)


@fault("A body that is JSON but no object is a server error: `body.get`.")
@instead(pipeline, "parse_json")
def body_is_taken_for_an_object(parse_json: Any, raw: bytes) -> Any:
    value = parse_json(raw)
    return value | {} if not isinstance(value, dict) else value


@fault("A body of `null` is taken for an empty sync.")
@instead(pipeline, "parse_json")
def null_body_is_an_empty_object(parse_json: Any, raw: bytes) -> Any:
    value = parse_json(raw)
    return {"vehicleVin": "none", "departureTimes": []} if value is None else value


@fault("NaN is taken, as Python's json reads it and no comparison refuses it.")
@instead(pipeline, "parse_json")
def nan_is_taken(parse_json: Any, raw: bytes) -> Any:
    return parse_json(raw.replace(b"NaN", b"50").replace(b"-Infinity", b"0").replace(b"Infinity", b"100"))


@fault("1e999 is a server error: int() of infinity.")
def overflow_crashes() -> None:
    _decode(parse_float=lambda text: value if (value := float(text)) != round(value) else int(value))


@fault("Only bodies that begin with a brace are taken for JSON.")
@instead(pipeline, "parse_json")
def leading_blanks_are_refused(parse_json: Any, raw: bytes) -> Any:
    if raw[:1].isspace():
        raise Invalid("The request body is not JSON")
    return parse_json(raw)


@fault("Line ends are no blanks: bodies are read line by line.")
@instead(pipeline, "parse_json")
def only_the_first_line_is_read(parse_json: Any, raw: bytes) -> Any:
    return parse_json(raw.partition(b"\n")[0]) if raw.strip() else parse_json(raw)


@fault("Characters beyond the basic plane are lost: MySQL's utf8 of three bytes.")
@instead(pipeline, "parse_json")
def four_byte_characters_are_lost(parse_json: Any, raw: bytes) -> Any:
    text = json.dumps(parse_json(raw), ensure_ascii=False)
    return json.loads("".join("?" if ord(character) > 0xFFFF else character for character in text))


@fault("Escapes of characters beyond the basic plane stay two halves.")
@instead(pipeline, "parse_json")
def surrogate_pairs_stay_apart(parse_json: Any, raw: bytes) -> Any:
    return parse_json(raw.replace(b"\\ud83d\\ude9a", b"??"))


@fault("Everything is read as Latin-1 and written as UTF-8.")
@instead(pipeline, "parse_json")
def bodies_are_read_as_latin_1(parse_json: Any, raw: bytes) -> Any:
    parse_json(raw)
    return parse_json(raw.decode("latin-1").encode())


@fault("A deeply nested body is a server error: the parser's recursion.")
@exchange
def deep_nesting_crashes(asked: Asked) -> Reply:
    reply = asked.answer()
    is_deep = asked.body.startswith(b"[[[[") and reply.code == 400
    return (
        reply.as_json({"error": "Internal server error"}, "500 Internal Server Error") if is_deep else reply
    )


@fault("A number of thousands of digits is a server error: Python's limit on int().")
@instead(pipeline, "parse_json")
def endless_numbers_crash(parse_json: Any, raw: bytes) -> Any:
    return int("9" * 5000) if b"9" * 5000 in raw else parse_json(raw)


@fault("A number that is too large becomes the largest there is.")
@instead(pipeline, "parse_json")
def large_numbers_are_clamped(parse_json: Any, raw: bytes) -> Any:
    value = parse_json(raw)
    for departure in value.get("departureTimes") or [] if isinstance(value, dict) else []:
        if isinstance(departure, dict) and isinstance(departure.get("targetSoc"), int):
            departure["targetSoc"] = min(departure["targetSoc"], 100)
    return value


@fault("A list of something else than objects is a server error.")
@instead(pipeline, "parse_json")
def odd_departures_crash(parse_json: Any, raw: bytes) -> Any:
    value = parse_json(raw)
    if isinstance(value, dict) and isinstance(value.get("departureTimes"), list):
        value["departureTimes"] = [{**departure} for departure in value["departureTimes"]]
    return value


@fault("A departureTimes that is a text is taken letter by letter, and crashes.")
@instead(pipeline, "parse_json")
def text_for_a_list_crashes(parse_json: Any, raw: bytes) -> Any:
    value = parse_json(raw)
    if isinstance(value, dict) and isinstance(value.get("departureTimes"), str):
        return [letter["departureTime"] for letter in value["departureTimes"]]
    return value


@fault("A member that stands twice counts with its last value.")
def members_may_stand_twice() -> None:
    _decode(object_pairs_hook=dict)


def _decode(**hooks: Any) -> None:
    """Read JSON with other hooks than the mock's."""
    mocks = {"object_pairs_hook": json_text._unique, "parse_float": json_text._number}
    json_text._DECODER = json.JSONDecoder(**{**mocks, "parse_constant": json_text._constant, **hooks})


@fault("A byte order mark is skipped.")
@instead(pipeline, "parse_json")
def byte_order_mark_is_skipped(parse_json: Any, raw: bytes) -> Any:
    return parse_json(raw.removeprefix(b"\xef\xbb\xbf"))


@fault("Half a character is taken, and answered as it came.")
@instead(pipeline, "parse_json")
def lone_surrogates_are_taken(parse_json: Any, raw: bytes) -> Any:
    return parse_json(raw.replace(b"\\ud800", b"?"))


@fault("Half a character is a server error: it is taken, and cannot be written.")
@instead(json_text, "_refuse_lone_surrogates")
def lone_surrogates_crash(*_: Any) -> None:
    return


@fault("A body that is not said to be JSON is read as if it were.")
@instead(pipeline, "read_body")
def any_content_type_is_taken(_: Any, request: Any, _limit: int) -> Any:
    return request.get_data(cache=False)
