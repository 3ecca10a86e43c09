"""The application at /__admin: what a developer may see and do that Flipturn does not offer.

Keys, quota and faults of the API have no power here. Answers are JSON, refusals in the API's envelope.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, request
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.routing import Rule
from werkzeug.wrappers import Response

from flipturn_mock.contract.operations import Operation, by_path, read_operations
from flipturn_mock.contract.schema import Schemas
from flipturn_mock.contract.yaml_text import to_yaml
from flipturn_mock.control import CONTROL
from flipturn_mock.control.call import Bench, Call
from flipturn_mock.control.document import control_document
from flipturn_mock.domain.errors import Invalid, Reason, Refusal
from flipturn_mock.serving.delivery import DELIVERY
from flipturn_mock.settings import MAX_CONTROL_BODY
from flipturn_mock.web import warnings
from flipturn_mock.web.errors import envelope, json_response, refuse, to_refusal
from flipturn_mock.web.guard import guard
from flipturn_mock.web.json_text import parse_json, to_json
from flipturn_mock.web.log import Log
from flipturn_mock.web.pipeline import choose_operation
from flipturn_mock.web.reading import read_body, read_parameters, unknown_parameters


def create_control(bench: Bench, log: Log, host: str | None, token: str | None) -> Flask:
    """The WSGI application, to be mounted at CONTROL; see `guard` for `host` and `token`."""
    document = control_document(bench.contract.document)
    app = Flask("flipturn_mock.control", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_CONTROL_BODY
    app.url_map.merge_slashes = False
    for path, operations in by_path(read_operations(Schemas(document))).items():
        app.url_map.add(Rule(path.replace("{", "<").replace("}", ">"), endpoint=path))
        app.view_functions[path] = _view(operations, bench)
    _serve_document(app, document)
    app.before_request(lambda: guard(request, host, token))
    _handle_errors(app, log)
    return app


def _view(operations: Mapping[str, Operation], bench: Bench) -> Callable[..., Response]:
    def answer(**path_values: str) -> Response:
        operation = choose_operation(operations, request.method)
        # A misspelt `organization` must not mean all of them.
        for name in unknown_parameters(operation, request):
            sentence = f"{warnings.parameter(name)} is not a known query parameter"
            raise Invalid(sentence, reason=Reason("unknown-parameter", parameter=name))
        params = read_parameters(operation, request, path_values)
        changes = operation.method in ("POST", "PUT", "PATCH")
        call = Call(params, _body(operation), DELIVERY in request.environ, changes)
        return json_response(to_json(CONTROL[operation.id](call, bench)), operation.success)

    return answer


def _body(operation: Operation) -> Any:
    if operation.body is None:
        if request.get_data():
            raise Invalid("There is no body here, what is meant stands in path and query")
        return None
    if not operation.needs_body and not request.get_data():
        return None
    raw = request.get_data() or read_body(request, MAX_CONTROL_BODY)
    return operation.body.accept(parse_json(raw), "The request body")


def _serve_document(app: Flask, document: dict[str, Any]) -> None:
    def as_yaml() -> Response:
        return Response(to_yaml(document), content_type="application/yaml")

    def as_json() -> Response:
        return Response(to_json(document), content_type="application/json")

    for name, view in (("openapi.yaml", as_yaml), ("openapi.json", as_json)):
        app.add_url_rule(f"/{name}", name, view, methods=["GET"], provide_automatic_options=False)


def _handle_errors(app: Flask, log: Log) -> None:
    """Every refusal, Flask's own included, has the envelope; everything else is the mock's own fault."""

    def failed(_: Exception) -> Response:
        log.failure(None)
        return json_response(envelope("The control plane failed, and the mock's log says why"), 500)

    def refused_by_flask(error: HTTPException) -> Response:
        is_ours = isinstance(error, InternalServerError)
        return failed(error) if is_ours else refuse(to_refusal(error))

    app.register_error_handler(Refusal, refuse)
    app.register_error_handler(HTTPException, refused_by_flask)
    app.register_error_handler(Exception, failed)
