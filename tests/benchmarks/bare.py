"""The ceiling: the two operations with canned answers, as a Flask application and as a bare WSGI callable.

`python -m tests.benchmarks.bare flask|wsgi PORT` serves one of them on our own server.
"""

import json
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from tests.benchmarks.servers import GET, GET_ANSWER, POST, POST_ANSWER

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from flask import Flask, Response


def flask_app() -> "Flask":
    """Two Flask routes that parse and serialise JSON, and do nothing else."""
    from flask import Flask, jsonify, request

    app = Flask("bare")

    def vehicle(vehicle_id: int) -> "Response":  # noqa: ARG001 - the route gives it
        return jsonify(GET_ANSWER)

    def departure_times() -> "Response":
        request.get_json()
        return jsonify(POST_ANSWER)

    app.get("/api/vehicles/<int:vehicle_id>")(vehicle)
    app.post(POST.path)(departure_times)
    return app


def wsgi_app() -> "WSGIApplication":
    """A WSGI callable that hands back bytes, and looks at nothing but the path."""
    answers = {GET.path: json.dumps(GET_ANSWER).encode(), POST.path: json.dumps(POST_ANSWER).encode()}

    def app(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        content = answers[environ["PATH_INFO"]]
        start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(content)))])
        return [content]

    return app


APPS: dict[str, "Callable[[], WSGIApplication]"] = {"flask": flask_app, "wsgi": wsgi_app}


def main(name: str, port: int) -> None:
    """Serve one of them on our server, until a signal."""
    from flipturn_mock.serving.gateway import Gateway
    from flipturn_mock.serving.listener import listen, serve

    gateway = Gateway(APPS[name](), str.encode, lambda _: 1 << 20)
    serve(gateway, listen("127.0.0.1", port), lambda _: None)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
