"""Made-up exchanges, of which a test says only what it is about."""

from flipturn_mock.bench.exchange import Body, Exchange


def exchange(
    method: str = "POST",
    target: str = "/api/departure-times/vehicle",
    body: str | bytes = "",
    operation_id: str | None = None,
    cut_off: int = 0,
    **headers: str,
) -> Exchange:
    sent = body.encode() if isinstance(body, str) else body
    return Exchange(
        id="1",
        organization="",
        at=0,
        method=method,
        base_url="http://127.0.0.1:4080",
        target=target,
        raw_headers={f"HTTP_{name.upper()}": value for name, value in headers.items()},
        sent=Body(sent, len(sent) + cut_off, cut_off > 0),
        client_ip="127.0.0.1",
        status=200,
        answer=Body(),
        operation_id=operation_id,
        error=None,
        reason=None,
        warning=None,
        fault=None,
        duration_millis=0.1,
    )
