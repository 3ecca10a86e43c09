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

from tests.serving.sample import HEADER

TIMEOUT = 0.2
"""Seconds that each client waits for each piece of an answer."""


@cache
def trust(ca: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=ca or None)


def with_requests(method: str, url: str, body: bytes | None, headers: dict[str, str], ca: str) -> Any:
    return requests.request(
        method, url, data=body, headers=headers, timeout=TIMEOUT, verify=ca or True
    ).json()


def with_urllib3(method: str, url: str, body: bytes | None, headers: dict[str, str], ca: str) -> Any:
    with urllib3.PoolManager(ca_certs=ca or None, retries=False, timeout=TIMEOUT) as pools:
        return pools.request(method, url, body=body, headers=headers).json()


def with_httpx(method: str, url: str, body: bytes | None, headers: dict[str, str], ca: str) -> Any:
    with httpx.Client(timeout=TIMEOUT, verify=trust(ca)) as client:
        return client.request(method, url, content=body, headers=headers).json()


def with_httpx_async(method: str, url: str, body: bytes | None, headers: dict[str, str], ca: str) -> Any:
    async def ask() -> Any:
        async with httpx.AsyncClient(timeout=TIMEOUT, verify=trust(ca)) as client:
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
    """The JSON of the answer, or the class that the client raised."""
    headers = {HEADER: json.dumps(delivery)} if delivery else {}
    try:
        return CLIENTS[client]("GET" if body is None else "POST", url, body, headers, ca)
    except (requests.RequestException, urllib3.exceptions.HTTPError, httpx.HTTPError) as error:
        return cast(Any, type(error))
