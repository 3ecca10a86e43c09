"""An HTTP request becomes parameters and a body, or a refusal that says why."""

import re
from typing import Any

from flask import Request

from mock_server.contract.operations import Operation, Parameter
from mock_server.domain.errors import Invalid, NotFound, TooLarge

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)", re.ASCII)
_MOST_DIGITS = 4000  # just below the number of digits that Python converts


def read_parameters(operation: Operation, request: Request, path_values: dict[str, str]) -> dict[str, Any]:
    """Path and query parameters by name.

    Raises NotFound for a path value that cannot name anything (V15), Invalid for a query value
    that does not fit.
    """
    values: dict[str, Any] = {}
    for parameter in operation.parameters:
        if parameter.location == "path":
            values[parameter.name] = _path_value(parameter, path_values[parameter.name])
        else:
            given = request.args.getlist(parameter.name)
            if given:
                values[parameter.name] = _query_value(parameter, given)
            elif parameter.required:
                raise Invalid(f"{parameter.name} is required")
    return values


def unknown_parameters(operation: Operation, request: Request) -> list[str]:
    """Query parameters that the operation does not have."""
    known = {parameter.name for parameter in operation.parameters if parameter.location == "query"}
    return [name for name in request.args if name not in known]


def read_body(request: Request, limit: int) -> bytes:
    """The bytes of a JSON body; raises TooLarge, then Invalid for another Content-Type (X2)."""
    if (request.content_length or 0) > limit:
        raise TooLarge(f"The request body is over {limit} bytes")
    if not is_json(request.mimetype):
        raise Invalid(
            f"Content-Type must be application/json, not {request.mimetype}"
            if request.mimetype
            else "Content-Type is missing, it must be application/json"
        )
    return request.get_data(cache=False)


def is_json(mimetype: str) -> bool:
    """Whether a media type is JSON, parameters left out of account."""
    return mimetype == "application/json" or (
        mimetype.startswith("application/") and mimetype.endswith("+json")
    )


def _path_value(parameter: Parameter, text: str) -> Any:
    if parameter.type != "integer":
        return text
    if not _INTEGER.fullmatch(text) or len(text) > _MOST_DIGITS:
        raise NotFound
    return int(text)


def _query_value(parameter: Parameter, given: list[str]) -> Any:
    if len(given) > 1:
        raise Invalid(f"{parameter.name} is given more than once")
    value: Any = given[0]
    if parameter.type == "integer" and _INTEGER.fullmatch(value) and len(value) <= _MOST_DIGITS:
        value = int(value)
    return parameter.schema.accept(value, parameter.name)
