"""YAML as this project writes and reads it: what JSON can say, and dates left as text."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import yaml
from yaml.constructor import ConstructorError

if TYPE_CHECKING:
    from yaml import SafeLoader as _FastLoader
else:
    # The C parser needs a fifth of the time; a PyYAML without it is only slower.
    _FastLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MOST_NESTING = 100
"""Levels of lists and mappings. The parser's own limit, if it has one, differs between its versions."""

_TIMESTAMP = "tag:yaml.org,2002:timestamp"


class UnreadableYaml(ValueError):
    """A text that is not YAML, or says what JSON cannot; the sentence says where and why."""


class _Loader(_FastLoader):
    """The safe loader, for which `2026-02-05T06:00:00-05:00` is a text as in JSON."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own way of configuration
        first: [(tag, pattern) for tag, pattern in resolvers if tag != _TIMESTAMP]
        for first, resolvers in _FastLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Refuse a key that stands twice: like JSON here, and unlike PyYAML, which keeps the last."""
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            if key.value in seen:
                raise UnreadableYaml(f"{_place(key.start_mark)}{key.value} stands twice")
            seen.add(key.value)
        return dict(super().construct_mapping(node, deep))


def parse_yaml(text: str) -> Any:
    """The value of a YAML document. Raises UnreadableYaml."""
    with _in_our_words():
        return yaml.load(text, _Loader)  # noqa: S506 - a subclass of the safe loader


def refuse_deep_yaml(text: str) -> None:
    """Raise UnreadableYaml for more than MOST_NESTING levels, and for what is not YAML."""
    with _in_our_words():
        try:
            _refuse_deep(text)
        except yaml.MarkedYAMLError as error:
            # A parser with a limit of its own may stop before it tells of the levels that it has read.
            # The text up to there shows them, whatever the limit is.
            if error.problem_mark is not None:
                with suppress(yaml.YAMLError):
                    _refuse_deep(text[: error.problem_mark.index])
            raise


def to_yaml(value: Any) -> str:
    """A YAML document with its members in the order they have."""
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=110)


def _refuse_deep(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, _FastLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_NESTING:
            raise UnreadableYaml(f"{_place(event.start_mark)}nested too deeply")


@contextmanager
def _in_our_words() -> Iterator[None]:
    """What PyYAML says follows in brackets, since its words differ between its versions."""
    try:
        yield
    except UnreadableYaml:
        raise
    except ConstructorError as error:
        raise UnreadableYaml(
            f"{_place(error.problem_mark)}JSON has no such value ({error.problem})"
        ) from None
    except yaml.MarkedYAMLError as error:
        raise UnreadableYaml(f"{_place(error.problem_mark)}this is not YAML ({error.problem})") from None
    except yaml.YAMLError as error:
        raise UnreadableYaml(f"this is not YAML ({_one_line(error)})") from None
    except Exception as error:  # PyYAML lets through whatever the Python constructors of its tags raise
        raise UnreadableYaml(f"a tag does not fit its value ({_one_line(error)})") from None


def _place(mark: Any) -> str:
    return "" if mark is None else f"line {mark.line + 1}, column {mark.column + 1}: "


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
