"""Where the parts meet: settings become one WSGI application, or a sentence that says why not."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache, partial
from pathlib import Path
from time import monotonic

from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Response

from flipturn_mock.bench.world import MOST_ORGANIZATIONS, World
from flipturn_mock.clock import Clock
from flipturn_mock.contract.contract import Contract, read_contract
from flipturn_mock.contract.document import contract_text, load_document
from flipturn_mock.contract.operations import Operation
from flipturn_mock.contract.schema import Schema, Schemas
from flipturn_mock.domain.fleet import Fleet
from flipturn_mock.domain.keys import Keyring, is_built_in
from flipturn_mock.operations import OPERATIONS
from flipturn_mock.operations.instants import parse_instant
from flipturn_mock.operations.state import fleet_from_json
from flipturn_mock.settings import CONTROL, MAX_CONTROL_BODY, Settings
from flipturn_mock.web.api import Api
from flipturn_mock.web.fleet_file import STARTING_FLEET, fleet_schema, load_fleet
from flipturn_mock.web.json_text import to_json
from flipturn_mock.web.log import Log
from flipturn_mock.web.pipeline import Pipeline, Route, Routes
from flipturn_mock.web.recorder import Recorder
from flipturn_mock.web.redaction import Redaction


class ContractMismatch(Exception):
    """An operation of the contract has no function, or the reverse."""


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Flask:
    """The mock as a Flask application, with the control plane mounted under `/__admin`.

    Args:
        settings: What can be set. The defaults are those of `Settings`.
        clock: The clock to go by. Without one the application follows the time of the process: under
            a test's `freeze_time` it shows the test's time.

    Returns:
        The application. Each call makes one with data of its own.

    Raises:
        UnknownReading: A reading of the settings, or its value, does not exist.
        UnreadableFleet: The fleet file cannot be read, or does not hold a fleet.
        ContractMismatch: openapi.yaml was changed and no longer fits the code.
        ValueError: A key of the settings means neither `org` nor `site`.
    """
    settings, clock = settings or Settings(), clock or Clock()
    contract = read_contract(settings.readings)
    refuse_mismatch(contract.operations, OPERATIONS)
    log = Log(settings.log)
    start = _starting_fleet(settings, contract)
    world = World(start, settings.kept, MOST_ORGANIZATIONS, partial(_forgotten, log))
    routes = Routes(_router(contract), _documents(contract) if settings.admin else {})
    secrets = [key for key in settings.keys if not is_built_in(key)] + [settings.admin_token or ""]
    keyring, redaction = Keyring(settings.keys), Redaction(secrets)
    pipeline = Pipeline(contract, routes, world, clock, keyring, log, redaction, Recorder(world), settings)
    app = Api(pipeline.respond)
    if settings.has_control:
        app.mount(CONTROL, cache(partial(_control, world, clock, contract, monotonic(), log, settings)))
    return app


def parse_now(text: str, whole: str) -> int:
    """Milliseconds since 1970 of an instant as the contract takes it; raises Invalid about `whole`."""
    return parse_instant(_instant_schema().accept(text, whole))


def body_limit(settings: Settings, path: str) -> int:
    """Bytes that a request to a path may send; the control plane has a limit of its own."""
    if path.startswith(CONTROL) and settings.has_control:
        return max(MAX_CONTROL_BODY, settings.max_body)
    return settings.max_body


def refuse_mismatch(operations: Iterable[str], functions: Iterable[str]) -> None:
    """Raise ContractMismatch, naming every operation that only one side knows."""
    described, written = set(operations), set(functions)
    complaints = [f"{name} is in openapi.yaml but has no function" for name in sorted(described - written)]
    complaints += [
        f"{name} has a function but is not in openapi.yaml" for name in sorted(written - described)
    ]
    if complaints:
        raise ContractMismatch("; ".join(complaints))


def mock_version() -> str:
    """The version of the installed distribution."""
    # Imported late: it takes a tenth of the time that the mock takes to start.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("flipturn-mock")
    except PackageNotFoundError:
        return "0+checkout"


def _instant_schema() -> Schema:
    # As written: a reading says how Flipturn takes a departure time, not how the clock is set.
    return Schemas(load_document()).at("components", "schemas", "InstantInput")


def _starting_fleet(settings: Settings, contract: Contract) -> Fleet:
    schema = fleet_schema(contract.document)
    if settings.empty:
        return fleet_from_json(schema.accept({}, "nothing"), contract.readings)
    return load_fleet(Path(settings.fleet or STARTING_FLEET), schema, contract.readings)


def _router(contract: Contract) -> Route:
    """Finds the operations of a path."""
    # `//api//vehicles` is another path than `/api/vehicles`, not one to be redirected.
    paths = Map(merge_slashes=False)
    by_path = contract.by_path()
    for path in by_path:
        # A rule for any method: otherwise a path such as /things/batch would, for the methods that it
        # has not, be taken for /things/{id}.
        paths.add(Rule(path.replace("{", "<").replace("}", ">"), endpoint=path))
    adapter = paths.bind("")

    @lru_cache(maxsize=1000)  # clients ask for the same few paths
    def route(path: str) -> tuple[Mapping[str, Operation], Mapping[str, str]] | None:
        if path.startswith("//"):
            return None  # Werkzeug would take it for the path with one slash
        try:
            endpoint, values = adapter.match(path, method="GET")
        except NotFound:
            return None
        return by_path[endpoint], values

    return route


def _forgotten(log: Log, organization: str) -> None:
    name = f"organization {organization}" if organization else "the default organization"
    log.note(f"{name} was idle for longest and is forgotten, there are {MOST_ORGANIZATIONS} already")


def _documents(contract: Contract) -> dict[str, Callable[[], Response]]:
    """The contract in force, by path: as written, comments and all, unless a reading changes it."""

    def as_yaml() -> Response:
        from flipturn_mock.contract.yaml_text import to_yaml  # late: most starts need no YAML

        text = to_yaml(contract.document) if contract.is_changed else contract_text()
        return Response(text, content_type="application/yaml")

    def as_json() -> Response:
        return Response(to_json(contract.document), content_type="application/json")

    return {"/openapi.yaml": as_yaml, "/openapi.json": as_json}


def _control(
    world: World, clock: Clock, contract: Contract, began: float, log: Log, settings: Settings
) -> Flask:
    # Imported late, since many a mock is started whose control plane nobody uses.
    from flipturn_mock.control.application import create_control
    from flipturn_mock.control.call import Bench

    bench = Bench(world, clock, contract, mock_version(), began)
    return create_control(bench, log, settings.host if settings.is_loopback else None, settings.admin_token)
