"""Keeps count of what a server answers: operations, statuses, and the fields of its answers."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from flipturn_contracts.harness.exchange import Answer

_METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
_MOST_ITEMS = 50


class Routes:
    """Tells which operation of the contract a request means."""

    def __init__(self, contract: Mapping[str, Any]) -> None:
        self._operations = [
            (method.upper(), re.compile(re.sub(r"\{[^}]*\}", "[^/]+", path)), operation["operationId"])
            for path, item in contract["paths"].items()
            for method, operation in item.items()
            if method in _METHODS
        ]

    def operation(self, method: str, path: str) -> str | None:
        """The operationId, if any; `path` without the base, with or without a query."""
        plain = urlsplit(path).path
        for operation_method, pattern, operation in self._operations:
            if operation_method == method and pattern.fullmatch(plain):
                return str(operation)
        return None


class Seen:
    """Counts since the last `take`, by operationId of the contract; what matches none is not counted."""

    def __init__(self, routes: Routes, base_url: str) -> None:
        self._base, self._routes = base_url, routes
        self._statuses: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._fields: defaultdict[str, set[str]] = defaultdict(set)

    def __call__(self, answer: Answer) -> None:
        """Count one answer."""
        operation = self._routes.operation(answer.method, answer.url.removeprefix(self._base))
        if operation is None:
            return
        self._statuses[operation][str(answer.status)] += 1
        try:
            paths = set(_paths(json.loads(answer.body)))
        except (ValueError, RecursionError):
            return
        self._fields[operation] |= {f"{answer.status} {path}" for path in paths}

    def take(self) -> dict[str, dict[str, Any]]:
        """`{operation: {statuses: {status: n}, fields: [...]}}`, and start anew."""
        taken = {
            operation: {"statuses": dict(statuses), "fields": sorted(self._fields[operation])}
            for operation, statuses in self._statuses.items()
        }
        self._statuses.clear()
        self._fields.clear()
        return taken


def _paths(value: Any, prefix: str = "") -> Iterator[str]:
    """`vehicle.accessIds[].id` and the like, for every member that is there."""
    if isinstance(value, dict):
        for name, member in value.items():
            path = f"{prefix}.{name}" if prefix else name
            yield path
            yield from _paths(member, path)
    elif isinstance(value, list):
        for member in value[:_MOST_ITEMS]:
            yield from _paths(member, f"{prefix}[]")
