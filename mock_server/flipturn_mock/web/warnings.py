"""Names what a request said in vain, since a misspelt field is the commonest mistake of an integration."""

from collections.abc import Iterable, Sequence
from itertools import chain, islice
from urllib.parse import quote

from flipturn_mock.contract.sentences import place
from flipturn_mock.contract.shape import Pointer

HEADER = "X-Mock-Warning"

_MOST_NAMED = 10
_LONGEST_STEP = 64
# What RFC 3986 lets stand in a fragment, but for the comma, which separates the pointers.
_SAFE = "~!$&'()*+;=:@"


def warning(members: Iterable[Pointer], parameters: Iterable[str]) -> str:
    """The header's value, empty if there is nothing to name.

    At most ten are named and the rest are counted; the value is plain ASCII of bounded length.
    """
    all_names = chain(map(parameter, parameters), map(fragment, members))
    named = list(islice(all_names, _MOST_NAMED))
    more = sum(1 for _ in all_names)
    if more:
        named.append(f"+{more} more")
    return ", ".join(named)


def hint(members: Sequence[Pointer]) -> str:
    """What a refusal adds if there are unknown members: one may be the misspelt culprit."""
    if not members:
        return ""
    named = [
        place([step if isinstance(step, int) else step[:_LONGEST_STEP] for step in pointer], "")
        for pointer in members[:3]
    ]
    return f" (unknown here: {', '.join(named)}{', ...' if len(members) > 3 else ''})"


def fragment(pointer: Pointer) -> str:
    """A member of the body, `#/departureTimes/0/targetSOC` (RFC 6901, section 6)."""
    return "#" + "".join(f"/{_step(step)}" for step in pointer)


def parameter(name: str) -> str:
    """A query parameter, `?nextPageCursr`."""
    return f"?{_step(name)}"


def _step(step: str | int) -> str:
    return quote(str(step)[:_LONGEST_STEP].replace("~", "~0").replace("/", "~1"), safe=_SAFE)
