"""How it says no: envelopes, statuses, and what a refusal leaves behind."""

import json
from typing import Any

from flipturn_mock.domain.errors import Invalid, MethodNotAllowed, NotFound
from flipturn_mock.web import pipeline, reading
from flipturn_mock.web.errors import STATUS
from flipturn_mock.web.pipeline import Pipeline
from tests.contracts.faulty.fault import fault
from tests.contracts.faulty.patches import Asked, Json, Reply, exchange, instead

HTML = b"<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n"


@fault("An unknown path is answered by the framework's HTML page.")
@exchange
def unknown_path_is_html(asked: Asked) -> Reply:
    reply = asked.answer()
    return (
        reply.with_body(HTML, "text/html; charset=utf-8") if reply.json == {"error": "Not found"} else reply
    )


@fault("An unknown path is the web app: 200, with its page.")
@exchange
def unknown_path_is_the_web_app(asked: Asked) -> Reply:
    reply = asked.answer()
    if reply.json != {"error": "Not found"} or asked.path.startswith("/api/vehicles"):
        return reply
    return reply.with_body(b"<!doctype html><title>Flipturn</title>", "text/html")._replace(status="200 OK")


@fault("A body that cannot be parsed is answered by the framework's HTML page.")
@exchange
def bad_json_is_html(asked: Asked) -> Reply:
    reply = asked.answer()
    is_about_json = reply.code == 400 and "is not JSON" in reply.json["error"]
    return reply.with_body(HTML, "text/html; charset=utf-8") if is_about_json else reply


@fault("A refusal is `{message}` instead of `{error}`, as the framework words it.")
@exchange
def envelope_is_the_frameworks(asked: Asked) -> Reply:
    reply = asked.answer()
    is_about_the_body = reply.code == 400 and "is required" in reply.json["error"]
    return reply.as_json({"message": reply.json["error"]}) if is_about_the_body else reply


@fault("The error of a validator is a list of objects instead of a sentence.")
@exchange
def error_is_a_list(asked: Asked) -> Reply:
    reply = asked.answer()
    is_about_the_body = reply.code == 400 and "is required" in reply.json["error"]
    return reply.as_json({"error": [{"msg": reply.json["error"]}]}) if is_about_the_body else reply


@fault("A refusal is called text/html, though it is JSON.")
@exchange
def refusal_is_called_html(asked: Asked) -> Reply:
    reply = asked.answer()
    return reply.with_body(reply.body, "text/html; charset=utf-8") if reply.code >= 400 else reply


@fault("A refusal is 200 with an error in its body: the handler forgets the status.")
@exchange
def unknown_vehicle_is_200(asked: Asked) -> Reply:
    reply = asked.answer()
    return (
        reply._replace(status="200 OK") if reply.code == 404 and "Vehicle" in reply.json["error"] else reply
    )


@fault("A body that fails validation is 422 instead of 400, as FastAPI has it.")
@exchange
def missing_field_is_422(asked: Asked) -> Reply:
    reply = asked.answer()
    is_missing = reply.code == 400 and "is required" in reply.json["error"]
    return reply._replace(status="422 Unprocessable Entity") if is_missing else reply


@fault("A path's other methods are 404: routes are looked up with their method.")
def wrong_method_is_404() -> None:
    STATUS[MethodNotAllowed] = STATUS[NotFound]


@fault("A path's other methods are a server error.")
def wrong_method_crashes() -> None:
    STATUS[MethodNotAllowed] = STATUS[NotFound].INTERNAL_SERVER_ERROR


@fault("The path is looked up before the key.")
@exchange
def unknown_path_needs_no_key(asked: Asked) -> Reply:
    return (
        asked.answer()
        if asked.path.startswith(("/api/vehicles", "/api/dep"))
        else asked.answer("Bearer test-org")
    )


@fault("A body that is not said to be JSON is 415.")
@exchange
def other_content_type_is_415(asked: Asked) -> Reply:
    reply = asked.answer()
    is_about_it = reply.code == 400 and "Content-Type" in reply.json["error"]
    return reply._replace(status="415 Unsupported Media Type") if is_about_it else reply


@fault("A body that is not said to be JSON is a server error.")
@instead(pipeline, "read_body")
def other_content_type_crashes(read_body: Any, request: Any, limit: int) -> Any:
    if not reading.is_json(request.mimetype):
        raise TypeError("'NoneType' object is not subscriptable")
    return read_body(request, limit)


@fault("Unknown fields are refused, though nothing says so.")
@instead(Pipeline, "_fitting_body")
def unknown_fields_are_refused(fitting_body: Any, own: Pipeline, operation: Any, entry: Any) -> Json:
    body: Json = fitting_body(own, operation, entry)
    if operation.body is not None and any(operation.body.unknown(body)):
        raise Invalid("There is an unknown field")
    return body


@fault("Unknown query parameters are refused.")
@instead(Pipeline, "_unknown_parameters")
def unknown_parameters_are_refused(unknown: Any, own: Pipeline, operation: Any, request: Any) -> Any:
    if unknown(own, operation, request):
        raise Invalid("There is an unknown query parameter")
    return []


@fault("A refused sync has cleared the schedule: DELETE comes first, and nothing rolls it back.")
@exchange
def refused_sync_clears(asked: Asked) -> Reply:
    reply = asked.answer()
    if reply.code == 400 and asked.path.endswith("-times/vehicle"):
        vin = _vin(asked)
        if vin:
            asked.answer(body=json.dumps({"vehicleVin": vin, "departureTimes": []}).encode())
    return reply


def _vin(asked: Asked) -> Any:
    try:
        body = json.loads(asked.body)
    except ValueError:
        return None
    return body.get("vehicleVin") if isinstance(body, dict) else None
