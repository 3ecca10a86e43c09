"""The life of a request, top to bottom.

admit      who is calling                                401
           whose time it is, the rate limit if it is on  429
route      which path it is                              404
           which operation of the path                   405
plan       what a user wants to come of it, if anything  any
perform    parameters, then the body as bytes            404, 400, 413, 400
           how far the key reaches                       400
           the body as JSON that fits the contract       400
           the operation, under the lock                 404, 409
           the answer, which must fit the contract too   500 if not
finish     the headers, a line in the log, an entry in the journal

A refusal at any step is an exception; `respond` turns it into a response. Nothing here is ambient:
what the steps tell each other stands in the entry.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from flipturn_mock.bench.faults import strike
from flipturn_mock.bench.world import World
from flipturn_mock.clock import Clock
from flipturn_mock.contract.contract import Contract
from flipturn_mock.contract.operations import Operation
from flipturn_mock.domain.errors import Invalid, MethodNotAllowed, NotFound, Planned, Reason, Refusal, Unable
from flipturn_mock.domain.keys import Keyring
from flipturn_mock.operations import OPERATIONS
from flipturn_mock.operations.call import Call, Pointer
from flipturn_mock.operations.json_types import JsonObject
from flipturn_mock.settings import Settings
from flipturn_mock.web import warnings
from flipturn_mock.web.entry import Entry
from flipturn_mock.web.errors import envelope, json_response, refuse, to_refusal
from flipturn_mock.web.http_date import http_date
from flipturn_mock.web.json_text import parse_json, to_json
from flipturn_mock.web.log import Log
from flipturn_mock.web.plans import deliver, planned, preferred, rate_limiter
from flipturn_mock.web.reading import known_query, read_body, read_parameters, unknown_parameters
from flipturn_mock.web.reasons import HEADER, reasons
from flipturn_mock.web.recorder import Recorder
from flipturn_mock.web.redaction import Redaction

Route = Callable[[str], tuple[Mapping[str, Operation], Mapping[str, str]] | None]
"""A path -> the operations it has, by method, and the values in it; None if there is no such path."""


class Routes(NamedTuple):
    """Where requests go: to an operation, or to a document that is open to all, by its path."""

    route: Route
    documents: Mapping[str, Callable[[], Response]]


class BrokenPromise(Exception):
    """The mock was about to answer what the contract does not allow."""


class Pipeline:
    """The steps that every request goes through; all state is in the world."""

    def __init__(
        self,
        contract: Contract,
        routes: Routes,
        world: World,
        clock: Clock,
        keyring: Keyring,
        log: Log,
        redaction: Redaction,
        recorder: Recorder,
        settings: Settings,
    ) -> None:
        self._routes = routes
        self._schemas = contract.schemas
        self._readings = contract.readings
        self._world = world
        self._clock = clock
        self._keyring = keyring
        self._log = log
        self._redaction = redaction
        self._recorder = recorder
        self._max_body = settings.max_body
        self._mock_headers = settings.admin
        self._prefer = settings.prefer
        self._count = rate_limiter(settings.rate_limit, settings.rate_limit_retry_after)

    def respond(self, request: Request) -> Response:
        """The answer to a request, whatever it is."""
        request.max_content_length = self._max_body
        path = request.environ.get("REQUEST_URI", request.path).partition("?")[0]  # as it was sent
        entry = self._log.begin(request, path)
        entry.now = self._clock.now()
        try:
            response = self._answer(entry)
        except Refusal as refusal:
            response = self._refused(refusal, entry)
        except HTTPException as error:
            response = self._refused(to_refusal(error), entry)
        except Exception:
            response = self._failed(entry)
        return self._finish(response, entry)

    def _answer(self, entry: Entry) -> Response:
        path: str = entry.request.environ["PATH_INFO"]
        if path in self._routes.documents:
            return self._document(path, entry.request.method)
        found = self._routes.route(path)
        # What is meant is for the journal, also of a request that is not let in.
        entry.operation = found and meant_by(entry.method, found[0])
        self._admit(entry)
        if found is None:
            raise NotFound
        operation = choose_operation(found[0], entry.method)
        failure = self._plan(operation, entry)
        if failure is not None:
            if entry.strike is not None and entry.strike.processed:
                # Done, or refused: what would have been told is lost either way.
                with suppress(Refusal):
                    self._perform(operation, found[1], entry)
            raise failure
        result = self._perform(operation, found[1], entry)
        return json_response(to_json(result), operation.success)

    def _document(self, path: str, method: str) -> Response:
        """The contract itself, which is open to all."""
        if method not in ("GET", "HEAD"):
            raise MethodNotAllowed(["GET", "HEAD"])
        return self._routes.documents[path]()

    def _admit(self, entry: Entry) -> None:
        """Let a caller with a known key in; raises Unauthorized, TooManyRequests."""
        key = entry.key = self._keyring.identify(entry.request.headers.get("Authorization"))
        with self._world.lock:
            organization = entry.organization = self._world.organization(key.organization)
            entry.now = organization.clock.now(entry.now)
            self._count(organization, key, entry.now)

    def _plan(self, operation: Operation, entry: Entry) -> Planned | None:
        """What a user wants to come of the request instead of its answer."""
        assert entry.organization is not None
        with self._world.lock:
            sources = (self._world.faults, entry.organization.faults)
            faults = [fault for source in sources for fault in source.about(operation.id)]
            entry.strike = strike(faults, entry.now) if faults else None
        if entry.strike is not None and entry.strike.fails:
            return planned(entry.strike)
        return preferred(entry.request.headers.get("Prefer")) if self._prefer else None

    def _perform(self, operation: Operation, path_values: Mapping[str, str], entry: Entry) -> JsonObject:
        """What the operation gives, held to the contract on its way in and out."""
        assert entry.key is not None
        assert entry.organization is not None
        params = read_parameters(operation, entry.request, path_values)
        entry.query = known_query(operation, entry.request)
        entry.body = read_body(entry.request, self._max_body) if operation.body else None
        if operation.key_scope is not None and entry.key.scope != operation.key_scope:
            sentence = f"API key must be {operation.key_scope}-scoped"
            raise Invalid(sentence, reason=Reason("key-scope", row="D36"))
        body = self._fitting_body(operation, entry)

        def note(place: Pointer, refusal: Refusal) -> None:
            pointer = (*place, *refusal.reason.pointer)
            entry.reasons.append(refusal.reason._replace(pointer=pointer))

        with self._world.lock:
            call = Call(entry.key, params, body, entry.now, self._check, self._readings, note)
            result = OPERATIONS[operation.id](call, entry.organization.fleet)
        self._keep_promise(operation, operation.success, result)
        return result

    def _refused(self, refusal: Refusal, entry: Entry) -> Response:
        entry.error = f"{refusal.sentence} ({refusal.why})" if refusal.why else refusal.sentence
        entry.reasons = [refusal.reason]
        response = refuse(refusal)
        if entry.operation is None or isinstance(refusal, Planned | Unable):
            return response
        try:
            self._keep_promise(entry.operation, response.status_code, {"error": refusal.sentence})
        except BrokenPromise:
            return self._failed(entry)
        return response

    def _failed(self, entry: Entry) -> Response:
        """The answer when the mock itself is at fault; the log tells what broke."""
        self._log.failure(entry)
        return json_response(
            envelope("The mock failed, and its log says why; this is not the request's fault"), 500
        )

    def _finish(self, response: Response, entry: Entry) -> Response:
        """What every answer carries, and what is kept of it."""
        entry.reason = reasons(entry.reasons)
        secrets = self._redaction.clean(entry)
        response.headers["Date"] = http_date(entry.now)
        if self._mock_headers and entry.warning:
            response.headers[warnings.HEADER] = entry.warning
        if self._mock_headers and entry.reason:
            response.headers[HEADER] = entry.reason
        if entry.strike is not None:
            deliver(entry.strike, entry.request.environ)
        milliseconds = self._log.end(entry, response.status_code)
        self._recorder.record(entry, response, milliseconds, secrets)
        return response

    def _fitting_body(self, operation: Operation, entry: Entry) -> JsonObject:
        parameters = self._unknown_parameters(operation, entry.request)
        if operation.body is None or entry.body is None:
            entry.warning = warnings.warning((), parameters)
            return {}
        value = parse_json(entry.body)
        unknown = list(operation.body.unknown(value))
        entry.warning = warnings.warning(unknown, parameters)
        try:
            body: JsonObject = operation.body.accept(value, "The request body")
        except Invalid as refusal:
            # Where unknown members are refused, the sentence is about them already.
            hint = warnings.hint(unknown) if self._readings["unknown-field"] == "ignore" else ""
            raise Invalid(refusal.sentence + hint, reason=refusal.reason) from None
        return body

    def _unknown_parameters(self, operation: Operation, request: Request) -> list[str]:
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


def meant_by(method: str, operations: Mapping[str, Operation]) -> Operation | None:
    """The operation that a method means on a path; HEAD is GET without the body."""
    return operations.get("GET" if method == "HEAD" else method)


def choose_operation(operations: Mapping[str, Operation], method: str) -> Operation:
    """The same; raises MethodNotAllowed."""
    operation = meant_by(method, operations)
    if operation is None:
        raise MethodNotAllowed(sorted({*operations, "HEAD"} if "GET" in operations else operations))
    return operation
