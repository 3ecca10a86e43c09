"""Fleets that come from a file: the one everybody starts with, or the user's own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flipturn_mock.contract.schema import Schema, Schemas
from flipturn_mock.contract.yaml_file import load_yaml_file
from flipturn_mock.domain.errors import Invalid
from flipturn_mock.domain.fleet import Fleet
from flipturn_mock.operations.call import ReadingValue
from flipturn_mock.operations.state import fleet_from_json
from flipturn_mock.web.json_text import parse_json, to_json

_HERE = Path(__file__).resolve().parent.parent
STARTING_FLEET = _HERE / "starting_fleet.json"


class UnreadableFleet(ValueError):
    """A fleet file that cannot be used; the sentence says which, where and why."""


def with_fleet(document: dict[str, Any]) -> dict[str, Any]:
    """A contract with one more schema, Fleet, which refers to those it has."""
    own = load_yaml_file(_HERE / "fleet.schema.yaml")
    components = document["components"]
    return {**document, "components": {**components, "schemas": {**components["schemas"], "Fleet": own}}}


def fleet_schema(document: dict[str, Any]) -> Schema:
    """The schema of a fleet under a contract."""
    return Schemas(with_fleet(document)).at("components", "schemas", "Fleet")


def load_fleet(path: Path, schema: Schema, readings: Mapping[str, ReadingValue]) -> Fleet:
    """The fleet in a YAML or JSON file (JSON by the ending `.json`); raises UnreadableFleet."""
    try:
        state = schema.accept(_parse(path), "the file")
        return fleet_from_json(state, readings)
    except OSError as error:
        raise UnreadableFleet(f"{path}: the file cannot be read ({error.strerror or error})") from None
    except Invalid as refusal:
        raise UnreadableFleet(f"{path}: {refusal.sentence}") from None


def _parse(path: Path) -> Any:
    raw = path.read_bytes()
    if path.suffix.lower() == ".json":
        return parse_json(raw, "the file")
    return _parse_yaml(raw)


def _parse_yaml(raw: bytes) -> Any:
    # Imported late: most starts need no YAML.
    from flipturn_mock.contract.yaml_text import UnreadableYaml, parse_yaml, refuse_deep_yaml

    try:
        text = raw.decode("utf-8-sig")
        refuse_deep_yaml(text)
        written = to_json(parse_yaml(text))
    except UnicodeDecodeError as error:
        raise Invalid(f"the file is not UTF-8: byte {error.start} does not fit") from None
    except UnreadableYaml as error:
        raise Invalid(str(error)) from None
    except (
        TypeError,
        ValueError,
        RecursionError,
    ) as error:  # NaN, a date, a set, an alias of what is around it
        raise Invalid(f"the file holds what JSON cannot ({error})") from None
    # Through JSON, so that what YAML alone can say is refused like any other ill-typed value.
    return parse_json(written, "the file")
