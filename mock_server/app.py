"""Where the parts meet: settings become one WSGI application, or a sentence that says why not."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from flask import Flask, Response
from werkzeug.routing import Rule

from mock_server.bench.world import MOST_ORGANIZATIONS, World
from mock_server.clock import Clock
from mock_server.contract.contract import Contract, read_contract
from mock_server.contract.document import contract_text, load_document
from mock_server.contract.operations import Operation
from mock_server.contract.schema import Schema, Schemas
from mock_server.contract.yaml_text import to_yaml
from mock_server.control.application import MAX_CONTROL_BODY, MOUNT, create_control
from mock_server.control.call import Bench
from mock_server.domain.fleet import Fleet
from mock_server.domain.keys import Keyring
from mock_server.operations import OPERATIONS
from mock_server.operations.instants import parse_instant
from mock_server.operations.state import fleet_from_json
from mock_server.settings import Settings
from mock_server.web.errors import handle_errors
from mock_server.web.fleet_file import STARTING_FLEET, fleet_schema, load_fleet
from mock_server.web.json_text import to_json
from mock_server.web.log import Log
from mock_server.web.pipeline import Pipeline
from mock_server.web.recorder import Recorder

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class ContractMismatch(Exception):
    """An operation of the contract has no function, or the reverse."""


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Flask:
    """The mock as a Flask application with the control plane mounted in it.

    Without a clock of its own it follows the time of the process, so that under a test's
    `freeze_time` it shows the test's time. Raises ContractMismatch, UnknownReading and
    UnreadableFleet, each with a sentence for the user.
    """
    settings, clock = settings or Settings(), clock or Clock()
    contract = read_contract(settings.readings)
    refuse_mismatch(contract.operations, OPERATIONS)
    log = Log(settings.log)
    start = _starting_fleet(settings, contract)
    world = World(start, settings.kept, MOST_ORGANIZATIONS, partial(_forgotten, log))
    recorder = Recorder(world, [*settings.keys, settings.admin_token or ""])
    pipeline = Pipeline(contract, world, clock, Keyring(settings.keys), log, recorder, settings)
    app = _create_api(pipeline, contract, settings.max_body)
    if settings.admin:
        _serve_contract(app, contract)
    if settings.has_control:
        bench = Bench(world, clock, contract, mock_version(), began=monotonic())
        host = settings.host if settings.is_loopback else None
        # Made when it is first asked for: many a mock is started and never is.
        _mount(app, cache(partial(create_control, bench, log, host, settings.admin_token)))
    return app


def parse_now(text: str, whole: str) -> int:
    """Milliseconds since 1970 of an instant as the contract takes it; raises Invalid about `whole`."""
    return parse_instant(_instant_schema().accept(text, whole))


def body_limit(settings: Settings, path: str) -> int:
    """Bytes that a request to a path may send; the control plane has a limit of its own."""
    return MAX_CONTROL_BODY if settings.has_control and _is_control(path) else settings.max_body


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


def _create_api(pipeline: Pipeline, contract: Contract, max_body: int) -> Flask:
    app = Flask("mock_server", static_folder=None)
    # `//api//vehicles` is another path than `/api/vehicles`, not one to be redirected.
    app.url_map.merge_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = max_body
    for path, operations in contract.by_path().items():
        # A rule for any method: otherwise a path such as /things/batch would, for the methods that it
        # has not, be taken for /things/{id}.
        app.url_map.add(Rule(path.replace("{", "<").replace("}", ">"), endpoint=path))
        app.view_functions[path] = _view(pipeline, operations)
    app.before_request(pipeline.admit)
    app.after_request(pipeline.finish)
    handle_errors(app, pipeline.refused, pipeline.failed)
    return app


def _view(pipeline: Pipeline, operations: Mapping[str, Operation]) -> Callable[..., Response]:
    return lambda **path_values: pipeline.answer(operations, path_values)


def _serve_contract(app: Flask, contract: Contract) -> None:
    """The contract in force, for anybody: as written, comments and all, unless a reading changes it."""

    def as_yaml() -> Response:
        text = to_yaml(contract.document) if contract.is_changed else contract_text()
        return Response(text, content_type="application/yaml")

    def as_json() -> Response:
        return Response(to_json(contract.document), content_type="application/json")

    for name, view in (("openapi.yaml", as_yaml), ("openapi.json", as_json)):
        app.add_url_rule(f"/{name}", name, view, methods=["GET"], provide_automatic_options=False)


def _is_control(path: str) -> bool:
    return path == MOUNT or path.startswith(f"{MOUNT}/")


def _forgotten(log: Log, organization: str) -> None:
    name = f"organization {organization}" if organization else "the default organization"
    log.note(f"{name} was idle for longest and is forgotten, there are {MOST_ORGANIZATIONS} already")


def _mount(app: Flask, control: Callable[[], Flask]) -> None:
    app.wsgi_app = partial(_dispatch, app.wsgi_app, control)  # type: ignore[method-assign]


def _dispatch(
    api: "WSGIApplication", control: Callable[[], Flask], environ: "WSGIEnvironment", start: "StartResponse"
) -> Iterable[bytes]:
    path = environ.get("PATH_INFO", "")
    if not _is_control(path):
        return api(environ, start)
    environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + MOUNT
    environ["PATH_INFO"] = path.removeprefix(MOUNT)
    return control()(environ, start)
