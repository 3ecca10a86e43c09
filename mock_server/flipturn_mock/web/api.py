"""The API as a Flask application whose requests are answered by the pipeline."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Api(Flask):
    """Flask without its contexts: nothing here reads what is ambient, and they take longer than all the rest.

    `control` makes the application at `mount`, when that is first asked for: many a mock is started
    whose control plane nobody uses.
    """

    def __init__(self, respond: Callable[[Request], Response]) -> None:
        super().__init__("flipturn_mock", static_folder=None)
        self._respond = respond
        self._mount = ""
        self._control: Callable[[], WSGIApplication] | None = None

    def mount(self, path: str, control: "Callable[[], WSGIApplication]") -> None:
        """Let another application answer at a path and below it."""
        self._mount, self._control = path, control

    def wsgi_app(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        path: str = environ["PATH_INFO"]
        if self._control is not None and (path == self._mount or path.startswith(f"{self._mount}/")):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + self._mount
            environ["PATH_INFO"] = path.removeprefix(self._mount)
            return self._control()(environ, start_response)
        return self._respond(Request(environ))(environ, start_response)
