"""An HTTP request becomes parameters and a body, or a refusal that says why."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from werkzeug.wrappers import Request

from flipturn_mock.contract.operations import Operation
from flipturn_mock.contract.parameters import Parameter
from flipturn_mock.domain.errors import Invalid, NotFound, Reason, TooLarge

_LONGEST_LOGGED = 200


def read_parameters(operation: Operation, request: Request, path_values: Mapping[str, str]) -> dict[str, Any]:
    """Path and query parameters by name, with the contract's defaults.

    Raises NotFound for a path value that cannot name anything (V15), Invalid for a query value
    that does not fit.
    """
    values: dict[str, Any] = {}
    for parameter in operation.parameters:
        if parameter.location == "path":
            values[parameter.name] = _path_value(parameter, path_values[parameter.name])
        elif given := _given(parameter, request):
            values[parameter.name] = parameter.read(given)
        elif parameter.required:
            reason = Reason("required", parameter=parameter.name)
            raise Invalid(f"{parameter.name} is required", reason=reason)
        elif parameter.schema.default is not None:
            values[parameter.name] = parameter.schema.default
    return values


def known_query(operation: Operation, request: Request) -> str:
    """What the operation knows of the query, for the log: a key that strays into a query stays out."""
    if not request.query_string:
        return ""
    known = {parameter.name for parameter in operation.parameters if parameter.location == "query"}
    return urlencode(
        [(name, text[:_LONGEST_LOGGED]) for name, text in request.args.items(multi=True) if name in known]
    )


def unknown_parameters(operation: Operation, request: Request) -> list[str]:
    """Query parameters that the operation does not have."""
    if not request.query_string:
        return []
    known = {parameter.name for parameter in operation.parameters if parameter.location == "query"}
    known |= {_other_name(parameter) for parameter in operation.parameters if parameter.is_list}
    return [name for name in request.args if name not in known]


def read_body(request: Request, limit: int) -> bytes:
    """The bytes of a JSON body; raises TooLarge, then Invalid for another Content-Type (X2)."""
    if (request.content_length or 0) > limit:
        raise TooLarge(f"The request body is over {limit} bytes")
    if not is_json(request.mimetype):
        raise Invalid(
            f"Content-Type must be application/json, not {request.mimetype}"
            if request.mimetype
            else "Content-Type is missing, it must be application/json",
            reason=Reason("content-type", row="X2"),
        )
    return request.get_data(cache=False)


def is_json(mimetype: str) -> bool:
    """Whether a media type is JSON, parameters left out of account."""
    return mimetype == "application/json" or (
        mimetype.startswith("application/") and mimetype.endswith("+json")
    )


def _path_value(parameter: Parameter, text: str) -> Any:
    try:
        return parameter.read([text])
    except Invalid:
        raise NotFound(reason=Reason("path-parameter", row="V15", parameter=parameter.name)) from None


def _given(parameter: Parameter, request: Request) -> list[str]:
    """The texts given for a parameter; a list is taken with and without brackets alike."""
    given = request.args.getlist(parameter.name)
    return given + request.args.getlist(_other_name(parameter)) if parameter.is_list else given


def _other_name(parameter: Parameter) -> str:
    plain = parameter.name.removesuffix("[]")
    return plain if plain != parameter.name else f"{plain}[]"
