"""Refusals become a status and the documented envelope `{"error": "..."}`; the statuses are one table."""

from http import HTTPStatus

from werkzeug import exceptions
from werkzeug.wrappers import Response

from flipturn_mock.domain import errors
from flipturn_mock.web.json_text import to_json

STATUS: dict[type[errors.Refusal], HTTPStatus] = {
    errors.Invalid: HTTPStatus.BAD_REQUEST,
    errors.Unauthorized: HTTPStatus.UNAUTHORIZED,
    errors.Forbidden: HTTPStatus.FORBIDDEN,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.MethodNotAllowed: HTTPStatus.METHOD_NOT_ALLOWED,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
    errors.Unable: HTTPStatus.NOT_IMPLEMENTED,
}


def envelope(sentence: str) -> bytes:
    """The body of every refusal (Pagination and errors)."""
    return to_json({"error": sentence})


def json_response(content: bytes, status: int) -> Response:
    """A response as the API gives it."""
    return Response(content, status, content_type="application/json")


def refuse(refusal: errors.Refusal) -> Response:
    """The response that says no."""
    status = refusal.status if isinstance(refusal, errors.Planned) else STATUS[type(refusal)]
    response = json_response(envelope(refusal.sentence), status)
    if isinstance(refusal, errors.MethodNotAllowed):
        response.headers["Allow"] = ", ".join(refusal.allow)
    if isinstance(refusal, errors.TooManyRequests | errors.Planned) and refusal.retry_after is not None:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def to_refusal(error: exceptions.HTTPException) -> errors.Refusal:
    """What Flask and Werkzeug refuse by themselves, in our words."""
    match error:
        case exceptions.MethodNotAllowed():
            return errors.MethodNotAllowed(sorted(error.valid_methods or ()))
        case exceptions.NotFound():
            return errors.NotFound()
        case exceptions.RequestEntityTooLarge():
            return errors.TooLarge("The request body is too large")
        case exceptions.ClientDisconnected():
            return errors.Invalid("The request body ended before all of it had come")
    return errors.Invalid(f"The request cannot be read ({error.name})")
