"""Who may use the control plane: the developer at this machine, and no page in the developer's browser."""

from hmac import compare_digest

from flask import Request

from flipturn_mock.domain.errors import Forbidden, Invalid, Unauthorized
from flipturn_mock.web.reading import is_json

_LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")


def guard(request: Request, host: str | None, token: str | None) -> None:
    """Raise Forbidden, Unauthorized or Invalid unless the request is the developer's own.

    `host` is the loopback name the server was told to listen on, None if it can be reached from
    elsewhere; `token` the bearer that is asked for, if any.
    """
    if "Origin" in request.headers:
        raise Forbidden("The control plane does not answer web pages (the request has an Origin)")
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        raise Forbidden("The control plane does not answer web pages (Sec-Fetch-Site tells of one)")
    if host is not None and _without_port(request.host) not in (*_LOOPBACK_NAMES, host.lower()):
        raise Forbidden(
            "The Host of a request to the control plane must be this machine, such as 127.0.0.1; "
            "by another name it is reached with --host and --admin-token"
        )
    if token is not None and not _has_token(request, token):
        raise Unauthorized("The control plane needs the admin token as bearer")
    if (request.content_length or request.mimetype) and not is_json(request.mimetype):
        raise Invalid("A body for the control plane must be application/json")


def _without_port(host: str) -> str:
    name, separator, port = host.rpartition(":")
    return (name if separator and port.isdigit() else host).lower()


def _has_token(request: Request, token: str) -> bool:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and compare_digest(given.encode(), token.encode())
