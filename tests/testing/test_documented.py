"""What `help()` shows of everything public: each parameter by its name, what comes back, and what is raised."""

import inspect
import pydoc
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import flipturn_mock
from flipturn_mock import testing
from flipturn_mock.testing import clock, control, plugin

PUBLIC = [
    *(getattr(flipturn_mock, name) for name in flipturn_mock.__all__),
    *(getattr(testing, name) for name in testing.__all__),
    control.Control,
]
CLASSES = [thing for thing in dict.fromkeys(PUBLIC) if isinstance(thing, type)]
UNITS = set(clock.Units.__annotations__)


def callables() -> Iterator[tuple[str, Callable[..., Any], str]]:
    """Every public function and method with the text that has to name its parameters."""
    for thing in dict.fromkeys(PUBLIC):
        if not isinstance(thing, type):
            yield thing.__name__, thing, inspect.getdoc(thing) or ""
            continue
        yield thing.__name__, thing, f"{inspect.getdoc(thing)} {inspect.getdoc(vars(thing).get('__init__'))}"
        for name, method in inspect.getmembers(thing, inspect.isfunction):
            if not name.startswith("_") and method.__module__.startswith("flipturn_mock"):
                yield f"{thing.__name__}.{name}", method, inspect.getdoc(method) or ""


CALLABLES = {name: (function, text) for name, function, text in callables()}


@pytest.mark.parametrize("name", CALLABLES)
def test_every_parameter_is_in_the_docstring(name: str) -> None:
    function, text = CALLABLES[name]
    if isinstance(function, type) and issubclass(function, Exception) and not vars(function).get("__init__"):
        return  # made with a sentence, as every exception
    named = {parameter for parameter in inspect.signature(function).parameters if parameter != "self"}
    if "units" in named:
        named |= UNITS
    assert {parameter for parameter in named if not re.search(rf"\b{parameter}\b", text)} == set()


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_public_member_has_a_docstring_of_its_own(kind: type) -> None:
    without = [
        name
        for name, member in inspect.getmembers(kind)
        if not name.startswith("_") and (callable(member) or isinstance(member, property))
        if not (inspect.getdoc(member) or "").strip()
    ]
    assert without == []


def test_help_shows_a_method_with_its_units_its_return_and_its_errors() -> None:
    shown = pydoc.plain(pydoc.render_doc(testing.Flipturn.delay))
    for part in ("seconds: How much later", "Args:", "Returns:", "Raises:", "ControlError"):
        assert part in shown


@pytest.mark.parametrize("fixture", ["flipturn", "flipturn_mock"])
def test_the_fixtures_say_what_they_give(fixture: str) -> None:
    text = inspect.getdoc(getattr(plugin, fixture)) or ""
    assert f"{fixture}.url" in text


@pytest.mark.parametrize("module", [flipturn_mock, testing], ids=lambda module: module.__name__)
def test_dir_shows_all_that_can_be_imported(module: Any) -> None:
    assert {name for name in dir(module) if not name.startswith("_")} == set(module.__all__)
    for name in module.__all__:
        assert getattr(module, name).__doc__
    with pytest.raises(AttributeError):
        _ = module.no_such_name
