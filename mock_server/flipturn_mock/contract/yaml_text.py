"""YAML as this project writes and reads it: what JSON can say, and dates left as text."""

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from yaml import SafeLoader as _FastLoader
else:
    # The C parser takes a fifth of the time; a PyYAML without it is only slower.
    _FastLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_DEEPEST = 100
_TIMESTAMP = "tag:yaml.org,2002:timestamp"


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
                raise _refusal(f"{key.value} stands twice", key.start_mark)
            seen.add(key.value)
        return dict(super().construct_mapping(node, deep))


def parse_yaml(text: str) -> Any:
    """The value of a YAML document.

    Raises yaml.YAMLError, and for an explicit tag that does not fit its value (`!!int x`) whatever
    Python raises: ValueError, KeyError, IndexError, AttributeError.
    """
    return yaml.load(text, _Loader)  # noqa: S506 - a subclass of the safe loader


def refuse_deep_yaml(text: str) -> None:
    """Raise yaml.YAMLError for nesting that would overflow the C parser's stack."""
    depth = 0
    for event in yaml.parse(text, _FastLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise _refusal("nested too deeply", event.start_mark)


def _refusal(problem: str, mark: Any) -> yaml.YAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=mark)


def to_yaml(value: Any) -> str:
    """A YAML document with its members in the order they have."""
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=110)
