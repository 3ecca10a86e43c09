"""The places where a defect can be put into the mock, each as a decorator, so that a fault stays a few lines."""

import json
from collections.abc import Callable
from functools import partial, wraps
from io import BytesIO
from typing import Any, NamedTuple, cast

from flipturn_mock.contract.document import load_document
from flipturn_mock.contract.readings import merge_patch
from flipturn_mock.domain.errors import Invalid
from flipturn_mock.domain.fleet import Fleet
from flipturn_mock.operations import OPERATIONS, Operation
from flipturn_mock.serving.gateway import Gateway
from flipturn_mock.web.json_text import parse_json
from flipturn_mock.web.pipeline import Pipeline
from tests.contracts.faulty.fault import Install

Json = dict[str, Any]
Defect = Callable[..., Any]
"""What stands in for a part of the mock; it gets that part first, then that part's arguments."""


class Reply(NamedTuple):
    """A response on its way out; `status` with its phrase."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def code(self) -> int:
        """The status as a number."""
        return int(self.status[:3])

    @property
    def json(self) -> Any:
        """What the body holds."""
        return json.loads(self.body)

    def as_json(self, value: object, status: str = "") -> "Reply":
        """The same response with another body, and with another status if one is given."""
        body = json.dumps(value).encode()
        return self.with_body(body, "application/json")._replace(status=status or self.status)

    def with_body(self, body: bytes, content_type: str) -> "Reply":
        """The same response with other content."""
        kept = [(name, value) for name, value in self.headers if not name.startswith("Content-")]
        sized = [*kept, ("Content-Type", content_type), ("Content-Length", str(len(body)))]
        return self._replace(headers=sized, body=body)


def instead(owner: object, name: str) -> Callable[[Defect], Install]:
    """The decorated function stands in for a method of a class, or for a function where a module uses it."""

    def decorate(defect: Defect) -> Install:
        @wraps(defect)
        def install() -> None:
            part = getattr(owner, name)
            setattr(owner, name, lambda *given, **named: defect(part, *given, **named))

        return install

    return decorate


def operation(*names: str) -> Callable[[Defect], Install]:
    """The decorated function answers these operations: `(operation, call, fleet)` -> the answer's body."""

    def decorate(defect: Defect) -> Install:
        @wraps(defect)
        def install() -> None:
            operations = cast(dict[str, Operation], OPERATIONS)
            for name in names:
                operations[name] = partial(defect, operations[name])

        return install

    return decorate


def contract(patch: Callable[[], Json]) -> Install:
    """The decorated function returns a JSON merge patch of openapi.yaml, which the mock then follows."""

    @wraps(patch)
    def install() -> None:
        document = load_document()  # one object for the whole process
        changed = merge_patch(document, patch())
        document.clear()
        document.update(changed)

    return install


def schemas(patch: Callable[[], Json]) -> Install:
    """The same for the schemas in it."""

    @wraps(patch)
    def whole() -> Json:
        return {"components": {"schemas": patch()}}

    return contract(whole)


class Asked:
    """A request of the API on its way in; `answer` may be asked more than once."""

    def __init__(
        self, environ: Json, call: Callable[[Json], tuple[str, list[tuple[str, str]], bytes]]
    ) -> None:
        self.method: str = environ["REQUEST_METHOD"]
        self.path: str = environ["PATH_INFO"]
        self.authorization: str | None = environ.get("HTTP_AUTHORIZATION")
        self.body: bytes = environ["wsgi.input"].read()
        self._environ, self._call = environ, call

    def answer(self, authorization: str | None = None, body: bytes | None = None) -> Reply:
        """What the API answers, to another key or another body if one is given."""
        sent = self.body if body is None else body
        environ = {**self._environ, "wsgi.input": BytesIO(sent), "CONTENT_LENGTH": str(len(sent))}
        if authorization is not None:
            environ["HTTP_AUTHORIZATION"] = authorization
        return Reply(*self._call(environ))

    @property
    def has_known_key(self) -> bool:
        """Whether it comes with a key that the mock lets in."""
        scheme, _, key = (self.authorization or "").partition(" ")
        return scheme == "Bearer" and key.startswith("test-")


def exchange(defect: Callable[[Asked], Reply]) -> Install:
    """The decorated function stands between client and API; clauses rely on the control plane, so it is left alone."""

    @wraps(defect)
    def install() -> None:
        call = Gateway._call

        def changed(gateway: Gateway, environ: Json) -> tuple[str, list[tuple[str, str]], bytes]:
            if environ["PATH_INFO"].startswith("/__admin"):
                return call(gateway, environ)
            return defect(Asked(environ, partial(call, gateway)))

        setattr(Gateway, "_call", changed)  # noqa: B010 - mypy does not want a method to be assigned

    return install


def while_refusing(operation_id: str) -> Callable[[Callable[[Any, Fleet, int], None]], Install]:
    """The decorated function has done something by the time that an operation refuses a body: `(body, fleet, now)`."""

    def decorate(defect: Callable[[Any, Fleet, int], None]) -> Install:
        @wraps(defect)
        def changed(fitting_body: Any, own: Pipeline, asked: Any, entry: Any) -> Any:
            try:
                return fitting_body(own, asked, entry)
            except Invalid:
                if asked.id == operation_id:
                    defect(parse_json(entry.body or b"null"), entry.organization.fleet, entry.now)
                raise

        return instead(Pipeline, "_fitting_body")(changed)

    return decorate


def all_of(*parts: Install) -> Install:
    """One fault that shows in several places."""

    def install() -> None:
        for part in parts:
            part()

    return install


def forget_promises() -> None:
    """No backend checks its own answers against a contract, so a faulty one does not either."""
    instead(Pipeline, "_keep_promise")(lambda *_: None)()
