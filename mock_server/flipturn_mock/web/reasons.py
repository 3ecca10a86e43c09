"""Why something was refused, in a header: the body keeps to the API's own envelope."""

from collections.abc import Sequence

from flipturn_mock.domain.errors import Reason
from flipturn_mock.web import warnings

HEADER = "X-Mock-Reason"

_MOST_NAMED = 10


def reasons(given: Sequence[Reason]) -> str:
    """The header's value: `rule=maximum; pointer=#/x; row=D14`, with a comma between several reasons.

    At most ten are told and the rest are counted; the value is plain ASCII of bounded length.
    """
    told = [_told(reason) for reason in given[:_MOST_NAMED]]
    if len(given) > _MOST_NAMED:
        told.append(f"+{len(given) - _MOST_NAMED} more")
    return ", ".join(told)


def _told(reason: Reason) -> str:
    parts = [f"rule={reason.rule}"]
    if reason.parameter:
        parts.append(f"pointer={warnings.parameter(reason.parameter)}")
    elif reason.pointer:
        parts.append(f"pointer={warnings.fragment(reason.pointer)}".replace(";", "%3B"))
    if reason.row:
        parts.append(f"row={reason.row}")
    return "; ".join(parts)
