"""WireMock's matchers of one text: a header, a query parameter, a body, a finding of a JSONPath."""

import json
import re
from collections.abc import Callable

from flipturn_mock.contract.sentences import Path, place
from flipturn_mock.domain.errors import Invalid
from flipturn_mock.operations.json_types import JsonObject

WHOLE = "The request body"
"""What a sentence calls the pattern itself."""

TextMatcher = Callable[[str | None], bool]
"""Whether a text fits; None is a text that is not there."""

TEXT_MATCHERS = ("equalTo", "contains", "doesNotContain", "matches", "doesNotMatch", "absent")


def compile_text(matchers: JsonObject, at: Path) -> TextMatcher:
    """All of the text matchers among the members; `at` is where they stand in the pattern.

    A text that is not there fits `absent` and the two that deny something. Raises Invalid.
    """
    checks = [_compile(name, matchers, [*at, name]) for name in TEXT_MATCHERS if name in matchers]
    return lambda text: all(check(text) for check in checks)


def compile_regex(regex: str, at: Path) -> TextMatcher:
    """A regular expression, in Python's dialect, for the whole text; raises Invalid.

    Time is not bounded: who writes one that backtracks for ages holds up a mock of their own.
    """
    try:
        compiled = re.compile(regex, re.DOTALL)
    # A doubtful expression is a warning, which a test run that turns warnings into errors raises.
    except (re.error, OverflowError, RecursionError, Warning) as error:
        raise Invalid(f"{place(at, WHOLE)} is not a regular expression ({error})") from None
    return lambda text: text is not None and compiled.fullmatch(text) is not None


def _compile(name: str, matchers: JsonObject, at: Path) -> TextMatcher:
    wanted = matchers[name]
    if name == "equalTo" and not isinstance(wanted, str):
        wanted = json.dumps(wanted)
    match name:
        case "equalTo" if matchers.get("caseInsensitive"):
            folded = wanted.casefold()
            return lambda text: text is not None and text.casefold() == folded
        case "equalTo":
            return lambda text: text == wanted
        case "contains":
            return lambda text: text is not None and wanted in text
        case "doesNotContain":
            return lambda text: text is None or wanted not in text
        case "matches":
            return compile_regex(wanted, at)
        case "doesNotMatch":
            fits = compile_regex(wanted, at)
            return lambda text: not fits(text)
    return lambda text: text is None
