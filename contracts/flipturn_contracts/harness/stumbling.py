"""Tells a clause that stumbled over an answer from a fault of the suite or of a library.

A clause reads answers with plain Python, such as `answer["departureTimes"][0]["id"].lower()`. Where an
answer is not as promised, that fails with an error of Python. Such an error says something of the server.
Every other error says nothing of it.
"""

import sysconfig
from pathlib import Path
from traceback import walk_tb
from types import NoneType

_HERE = Path(__file__).parent.parent
_STANDARD_LIBRARY = Path(sysconfig.get_path("stdlib"))
_OF_WRONG_DATA = (IndexError, TypeError, ValueError, OverflowError)
"""KeyError is missing on purpose: a member that an answer lacks is a Broken by itself (see `Told`)."""
_JSON_TYPES = (dict, list, str, int, float, bool, NoneType)


def stumbled(error: BaseException | None) -> bool:
    """Whether an error can come from the data of an answer, and was raised where the suite reads answers."""
    if error is None or not _is_of_our_lines(error):
        return False
    if isinstance(error, AttributeError):
        return error.name is not None and isinstance(error.obj, _JSON_TYPES)
    return isinstance(error, _OF_WRONG_DATA)


def _is_of_our_lines(error: BaseException) -> bool:
    """Whether the innermost line is ours; one of the standard library counts for the line that called it."""
    files = [Path(frame.f_code.co_filename) for frame, _ in walk_tb(error.__traceback__)]
    called = [file for file in files if not _is_standard(file)]
    return bool(called) and called[-1].is_relative_to(_HERE)


def _is_standard(file: Path) -> bool:
    return file.is_relative_to(_STANDARD_LIBRARY) and "site-packages" not in file.parts
