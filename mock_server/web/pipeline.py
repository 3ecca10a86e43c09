"""The life of a request, top to bottom.

admit      who is calling                                401
           whose time it is, the rate limit if it is on  429
(Flask)    which path it is                              404
answer     which operation of the path                   405
           what a user planned for it, if anything       any
           parameters, then the body as bytes            404, 400, 413, 400
           how far the key reaches                       400
           the body as JSON that fits the contract       400
           the operation, under the lock                 404, 409
           the answer, which must fit the contract too   500 if not
finish     the headers, a line in the log, an entry in the journal

A refusal at any step is an exception; `refused` turns it into a response.
"""

from collections.abc import Mapping
from typing import Any

from flask import Response, g, request

from mock_server.bench.faults import together
from mock_server.bench.world import World
from mock_server.clock import Clock
from mock_server.contract.contract import Contract
from mock_server.contract.operations import Operation
from mock_server.domain.errors import Invalid, MethodNotAllowed, NotFound, Planned, Reason, Refusal, Unable
from mock_server.domain.keys import Key, Keyring
from mock_server.operations import OPERATIONS
from mock_server.operations.call import Call, Pointer
from mock_server.operations.json_types import JsonObject
from mock_server.settings import Settings
from mock_server.web import warnings
from mock_server.web.entry import Entry
from mock_server.web.errors import envelope, json_response, refuse
from mock_server.web.http_date import http_date
from mock_server.web.json_text import parse_json, to_json
from mock_server.web.log import Log
from mock_server.web.plans import deliver, planned, preferred, rate_limiter
from mock_server.web.reading import known_query, read_body, read_parameters, unknown_parameters
from mock_server.web.reasons import HEADER, reasons
from mock_server.web.recorder import Recorder

OPEN_ENDPOINTS = ("openapi.yaml", "openapi.json")


class BrokenPromise(Exception):
    """The mock was about to answer what the contract does not allow."""


class Pipeline:
    """The steps that every request goes through; all state is in the world."""

    def __init__(
        self,
        contract: Contract,
        world: World,
        clock: Clock,
        keyring: Keyring,
        log: Log,
        recorder: Recorder,
        settings: Settings,
    ) -> None:
        self._operations = contract.operations
        self._schemas = contract.schemas
        self._readings = contract.readings
        self._world = world
        self._clock = clock
        self._keyring = keyring
        self._log = log
        self._recorder = recorder
        self._max_body = settings.max_body
        self._mock_headers = settings.admin
        self._prefer = settings.prefer
        self._count = rate_limiter(settings.rate_limit, settings.rate_limit_retry_after)

    def admit(self) -> None:
        """Let a caller with a known key in; raises Unauthorized, TooManyRequests.

        The contract itself is open to all.
        """
        path = request.environ.get("REQUEST_URI", request.path).partition("?")[0]  # as it was sent
        entry = g.entry = self._log.begin(request.method, path)
        entry.now = self._clock.now()
        if request.endpoint in OPEN_ENDPOINTS:
            return
        g.key = self._keyring.identify(request.headers.get("Authorization"))
        entry.organization = g.key.organization
        with self._world.lock:
            g.organization = self._world.organization(g.key.organization)
            entry.now = g.organization.clock.now(entry.now)
            self._count(g.organization, g.key, entry.now)
        if request.environ["PATH_INFO"].startswith("//"):
            raise NotFound  # Werkzeug would take it for the path with one slash

    def answer(self, operations: Mapping[str, Operation], path_values: dict[str, str]) -> Response:
        """Run the operation of a path that the method means, unless something else was planned for it."""
        operation = choose_operation(operations, request.method)
        g.entry.operation_id = operation.id
        failure = self._planned(operation)
        if failure is not None and not (g.entry.strike and g.entry.strike.processed):
            raise failure
        result = self._result(operation, path_values)
        if failure is not None:
            raise failure
        return json_response(to_json(result), operation.success)

    def _planned(self, operation: Operation) -> Planned | None:
        """What a user wants to come of the request instead of its answer."""
        with self._world.lock:
            sources = (self._world.faults, g.organization.faults)
            strikes = [strike for faults in sources for strike in faults.ask(operation.id, g.entry.now)]
        strike = g.entry.strike = together(strikes)
        if strike is not None and strike.fails:
            return planned(strike)
        return preferred(request.headers.get("Prefer")) if self._prefer else None

    def _result(self, operation: Operation, path_values: dict[str, str]) -> JsonObject:
        """What the operation gives, held to the contract on its way in and out."""
        key: Key = g.key
        params = read_parameters(operation, request, path_values)
        g.entry.query = known_query(operation, request)
        raw = g.entry.body = read_body(request, self._max_body) if operation.body else None
        if operation.key_scope is not None and key.scope != operation.key_scope:
            sentence = f"API key must be {operation.key_scope}-scoped"
            raise Invalid(sentence, reason=Reason("key-scope", row="D36"))
        body = self._fitting_body(operation, raw)
        with self._world.lock:
            call = Call(key, params, body, g.entry.now, self._check, self._readings, _note)
            result = OPERATIONS[operation.id](call, g.organization.fleet)
        self._keep_promise(operation, operation.success, result)
        return result

    def refused(self, refusal: Refusal) -> Response:
        """The answer to a request that was refused."""
        g.entry.error = f"{refusal.sentence} ({refusal.why})" if refusal.why else refusal.sentence
        g.entry.reasons = [refusal.reason]
        response = refuse(refusal)
        if g.entry.operation_id is None or isinstance(refusal, Planned | Unable):
            return response
        try:
            operation = self._operations[g.entry.operation_id]
            self._keep_promise(operation, response.status_code, {"error": refusal.sentence})
        except BrokenPromise:
            return self.failed()
        return response

    def failed(self) -> Response:
        """The answer when the mock itself is at fault; the log tells what broke."""
        self._log.failure(g.get("entry"))
        return json_response(
            envelope("The mock failed, and its log says why; this is not the request's fault"), 500
        )

    def finish(self, response: Response) -> Response:
        """What every answer carries, and the line that is kept of it."""
        entry: Entry = g.entry
        response.headers["Date"] = http_date(entry.now)
        if self._mock_headers and entry.warning:
            response.headers[warnings.HEADER] = entry.warning
        if self._mock_headers and entry.reasons:
            response.headers[HEADER] = reasons(entry.reasons)
        if entry.strike is not None:
            deliver(entry.strike, request.environ)
        milliseconds = self._log.end(entry, response.status_code)
        self._recorder.record(entry, request, response, milliseconds)
        return response

    def _fitting_body(self, operation: Operation, raw: bytes | None) -> JsonObject:
        parameters = self._unknown_parameters(operation)
        if operation.body is None or raw is None:
            g.entry.warning = warnings.warning((), parameters)
            return {}
        value = parse_json(raw)
        unknown = list(operation.body.unknown(value))
        g.entry.warning = warnings.warning(unknown, parameters)
        try:
            body: JsonObject = operation.body.accept(value, "The request body")
        except Invalid as refusal:
            # Where unknown members are refused, the sentence is about them already.
            hint = warnings.hint(unknown) if self._readings["unknown-field"] == "ignore" else ""
            raise Invalid(refusal.sentence + hint, reason=refusal.reason) from None
        return body

    def _unknown_parameters(self, operation: Operation) -> list[str]:
        names = unknown_parameters(operation, request)
        if names and self._readings["unknown-field"] == "reject":
            sentence = f"{warnings.parameter(names[0])} is not a known query parameter"
            raise Invalid(sentence, reason=Reason("unknown-parameter", row="X3", parameter=names[0]))
        return names

    def _check(self, schema_name: str, value: Any) -> JsonObject:
        checked: JsonObject = self._schemas[schema_name].accept(value, "The item")
        return checked

    def _keep_promise(self, operation: Operation, status: int, payload: JsonObject) -> None:
        if status not in operation.answers:
            raise BrokenPromise(f"{operation.id}: status {status} is not promised")
        schema = operation.answers[status]
        breach = None if schema is None else schema.breach(payload)
        if breach is not None:
            raise BrokenPromise(f"{operation.id}: {breach}")


def _note(place: Pointer, refusal: Refusal) -> None:
    """Remember why a part of the body was refused, by its place in the whole."""
    g.entry.reasons.append(refusal.reason._replace(pointer=(*place, *refusal.reason.pointer)))


def choose_operation(operations: Mapping[str, Operation], method: str) -> Operation:
    """The operation that a method means on a path; HEAD is GET without the body. Raises MethodNotAllowed."""
    operation = operations.get("GET" if method == "HEAD" else method)
    if operation is None:
        raise MethodNotAllowed(sorted({*operations, "HEAD"} if "GET" in operations else operations))
    return operation
