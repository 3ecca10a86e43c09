"""In memory a client meets exactly what it meets over a socket, with and without TLS: for every end of an answer."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
import requests
from urllib3 import exceptions as urllib3

from flipturn_mock.testing.intercept import intercept
from tests.server import Served
from tests.serving.certificates import Certificates
from tests.serving.sample import gateway
from tests.testing.clients import CLIENTS, LATE, outcome

Delivery = dict[str, object]

TOO_LATE = [requests.ReadTimeout, urllib3.ReadTimeoutError, httpx.ReadTimeout, httpx.ReadTimeout]
NO_ANSWER = [
    requests.ConnectionError,
    urllib3.ProtocolError,
    httpx.RemoteProtocolError,
    httpx.RemoteProtocolError,
]
RESET = [requests.ConnectionError, urllib3.ProtocolError, httpx.ReadError, httpx.ReadError]
BROKEN = [
    requests.exceptions.ChunkedEncodingError, urllib3.ProtocolError, httpx.RemoteProtocolError, httpx.RemoteProtocolError,
]  # fmt: skip
RESET_WITHIN = [
    requests.exceptions.ChunkedEncodingError,
    urllib3.ProtocolError,
    httpx.ReadError,
    httpx.ReadError,
]
# requests says it so of a timeout within a body.
LATE_WITHIN = [requests.ConnectionError, urllib3.ReadTimeoutError, httpx.ReadTimeout, httpx.ReadTimeout]

RAISED: list[tuple[Delivery, list[type[Exception]]]] = [
    ({"delay": LATE}, TOO_LATE),
    ({"delay": LATE, "ending": "EMPTY_RESPONSE"}, TOO_LATE),
    ({"delay": LATE, "ending": "CONNECTION_RESET_BY_PEER"}, TOO_LATE),
    ({"delay": 0.05, "ending": "EMPTY_RESPONSE"}, NO_ANSWER),
    ({"ending": "EMPTY_RESPONSE"}, NO_ANSWER),
    ({"ending": "RANDOM_DATA_THEN_CLOSE"}, NO_ANSWER),
    ({"ending": "CONNECTION_RESET_BY_PEER"}, RESET),
    ({"delay": 0.05, "ending": "CONNECTION_RESET_BY_PEER"}, RESET),
    ({"ending": "CONNECTION_RESET_BY_PEER", "fraction": 0.5}, RESET_WITHIN),
    ({"ending": "MALFORMED_RESPONSE_CHUNK"}, BROKEN),
    ({"fraction": 0.5}, BROKEN),
    ({"fraction": 0}, BROKEN),
    ({"fraction": 0.5, "chunks": 3, "duration": 0.1}, BROKEN),
    ({"chunks": 2, "duration": LATE}, LATE_WITHIN),
]

ANSWERED: list[Delivery] = [{}, {"delay": 0.05}, {"chunks": 3, "duration": 0.06}]


@pytest.fixture
def places(plain: Served, secure: Served, certificates: Certificates) -> list[tuple[str, str]]:
    """The sample's URL on each socket, and whom to trust there."""
    return [
        (f"http://127.0.0.1:{plain.port}/x", ""),
        (f"https://127.0.0.1:{secure.port}/x", str(certificates.ca)),
    ]


def in_memory(client: str, delivery: Delivery, scheme: str, body: bytes | None = None) -> Any:
    with intercept(gateway(), ["api.example"]):
        return outcome(client, f"{scheme}://api.example/x", delivery, body)


def over_sockets(
    delivery: Delivery, places: list[tuple[str, str]], body: bytes | None = None
) -> dict[tuple[str, str], Any]:
    """What comes of it for every client, with and without TLS; all at once, since some wait."""
    asked = {(client, url.partition(":")[0]): (client, url, ca) for client in CLIENTS for url, ca in places}
    with ThreadPoolExecutor(len(asked)) as pool:
        came = {
            name: pool.submit(outcome, client, url, delivery, body, ca)
            for name, (client, url, ca) in asked.items()
        }
        return {name: future.result() for name, future in came.items()}


@pytest.mark.slow
@pytest.mark.parametrize(("delivery", "raised"), RAISED, ids=str)
def test_each_client_raises_the_same_of_an_answer_that_fails(
    delivery: Delivery, raised: list[type[Exception]], places: list[tuple[str, str]]
) -> None:
    expected = {
        (client, scheme): error
        for client, error in zip(CLIENTS, raised, strict=True)
        for scheme in ("http", "https")
    }
    assert {(client, scheme): in_memory(client, delivery, scheme) for client, scheme in expected} == expected
    outside = over_sockets(delivery, places)
    if expected["httpx", "https"] is httpx.ReadError:
        # Python's ssl (3.11, OpenSSL 3) tells a blocking reader of a reset as of an end.
        del expected["httpx", "https"], outside["httpx", "https"]
    assert outside == expected


@pytest.mark.slow
@pytest.mark.parametrize("body", [None, b"posted"])
@pytest.mark.parametrize("delivery", ANSWERED, ids=str)
def test_each_client_is_answered_the_same(
    body: bytes | None, delivery: Delivery, places: list[tuple[str, str]]
) -> None:
    for (client, scheme), outside in over_sockets(delivery, places, body).items():
        inside = in_memory(client, delivery, scheme, body)
        assert inside.pop("host") == "api.example"
        assert outside.pop("host").startswith("127.0.0.1:")
        assert inside == outside
        assert inside["body"] == (body or b"").decode()
