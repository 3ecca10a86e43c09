"""YAML as this project writes and reads it: what JSON can say, and dates left as text."""

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from yaml import SafeLoader as _FastLoader
else:
    # The C parser takes a fifth of the time; a PyYAML without it is only slower.
    _FastLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_TIMESTAMP = "tag:yaml.org,2002:timestamp"


class _Loader(_FastLoader):
    """The safe loader, for which `2026-02-05T06:00:00-05:00` is a text as in JSON."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own way of configuration
        first: [(tag, pattern) for tag, pattern in resolvers if tag != _TIMESTAMP]
        for first, resolvers in _FastLoader.yaml_implicit_resolvers.items()
    }


def parse_yaml(text: str) -> Any:
    """The value of a YAML document; raises yaml.YAMLError."""
    return yaml.load(text, _Loader)  # noqa: S506 - a subclass of the safe loader


def to_yaml(value: Any) -> str:
    """A YAML document with its members in the order they have."""
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=110)
