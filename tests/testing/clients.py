"""The clients that can be intercepted, each as one function from a request to what came of it."""

import asyncio
import json
import ssl
from collections.abc import Callable
from functools import cache
from typing import Any, cast

import httpx
import requests
import urllib3

from tests.server import PATIENCE
from tests.serving.sample import HEADER

LATE = 60.0
"""Seconds by which an answer is late if a client shall give up waiting for it."""

_GIVES_UP = 1.0
"""Seconds that a client then waits for each piece. The first piece comes sooner, on a busy machine too."""


@cache
def trust(ca: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=ca or None)


def with_requests(
    method: str, url: str, body: bytes | None, headers: dict[str, str], ca: str, read: float
) -> Any:
    timeout = (PATIENCE, read)
    return requests.request(
        method, url, data=body, headers=headers, timeout=timeout, verify=ca or True
    ).json()


def with_urllib3(
    method: str, url: str, body: bytes | None, headers: dict[str, str], ca: str, read: float
) -> Any:
    timeout = urllib3.Timeout(connect=PATIENCE, read=read)
    with urllib3.PoolManager(ca_certs=ca or None, retries=False, timeout=timeout) as pools:
        return pools.request(method, url, body=body, headers=headers).json()


def with_httpx(
    method: str, url: str, body: bytes | None, headers: dict[str, str], ca: str, read: float
) -> Any:
    with httpx.Client(timeout=httpx.Timeout(PATIENCE, read=read), verify=trust(ca)) as client:
        return client.request(method, url, content=body, headers=headers).json()


def with_httpx_async(
    method: str, url: str, body: bytes | None, headers: dict[str, str], ca: str, read: float
) -> Any:
    async def ask() -> Any:
        timeout = httpx.Timeout(PATIENCE, read=read)
        async with httpx.AsyncClient(timeout=timeout, verify=trust(ca)) as client:
            return (await client.request(method, url, content=body, headers=headers)).json()

    return asyncio.run(ask())


CLIENTS: dict[str, Callable[..., Any]] = {
    "requests": with_requests,
    "urllib3": with_urllib3,
    "httpx": with_httpx,
    "httpx async": with_httpx_async,
}


def outcome(
    client: str, url: str, delivery: dict[str, object], body: bytes | None = None, ca: str = ""
) -> Any:
    """The JSON of the answer, or the class that the client raised.

    The client gives up on a delivery that is LATE. It has all the time it needs for any other.
    """
    headers = {HEADER: json.dumps(delivery)} if delivery else {}
    read = _GIVES_UP if LATE in (delivery.get("delay"), delivery.get("duration")) else PATIENCE
    try:
        return CLIENTS[client]("GET" if body is None else "POST", url, body, headers, ca, read)
    except (requests.RequestException, urllib3.exceptions.HTTPError, httpx.HTTPError) as error:
        return cast(Any, type(error))
