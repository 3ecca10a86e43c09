"""The one place where requests leave: guarded, paced, with the key put in last, and remembered."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import requests
import urllib3

from contracts.harness.broken import Broken
from contracts.harness.exchange import Answer
from contracts.harness.guard import Guard
from contracts.harness.pace import Pace
from contracts.harness.secrets import Secrets

_TRIES = 4
_REMEMBERED = 8


class NoAnswer(Broken):
    """The server closed the connection, or nothing came in time."""


@dataclass(frozen=True)
class Connection:
    """How to reach the target, as users of gateways need it."""

    url: str
    timeout: float = 30.0
    verify: bool | str = True
    cert: tuple[str, str] | str | None = None
    proxy: str | None = None
    headers: Mapping[str, str] | None = None


class Wire:
    """Sends requests to one target; `guard` decides what may leave, `pace` when.

    `announce` is called with every request before it leaves, `told` with every answer.
    """

    def __init__(
        self,
        connection: Connection,
        guard: Guard,
        pace: Pace,
        secrets: Secrets,
        announce: Callable[[str, str, bytes | None], None],
        told: Callable[[Answer], None],
    ) -> None:
        self._connection, self._guard, self._pace, self._secrets = connection, guard, pace, secrets
        self._session = _session(connection)
        self._announce, self._told = announce, told
        self.recent: deque[Answer] = deque(maxlen=_REMEMBERED)
        self.url = connection.url

    def __repr__(self) -> str:
        return f"Wire({self.url})"

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        """One request; `headers` may hold placeholders of secrets. Redirects are answers, never followed.

        Raises Forbidden for what must not leave, NoAnswer (a Broken) if nothing comes back.
        """
        self._guard.check(method, path, body)
        for _ in range(_TRIES):
            self._pace.wait()
            self._announce(method, path, body)
            answer = self._once(method, path, headers, body)
            if answer.status != 429 or not self._pace.back_off(answer.headers.get("retry-after")):
                break
        self.recent.append(answer)
        self._told(answer)
        return answer

    def close(self) -> None:
        """End all connections."""
        self._session.close()

    def _once(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        __tracebackhide__ = True
        url = self._connection.url + path
        sent = {**headers, **(self._connection.headers or {})}
        try:
            response = self._request(method, url, sent, body)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            failure = self._secrets.hide(_told(error))
        else:
            # A server may echo a key: from here on nobody shall know it.
            return Answer(
                method, url, sent, body, response.status_code,
                {name.lower(): self._secrets.hide(value) for name, value in response.headers.items()},
                self._secrets.hide_bytes(response.content),
            )  # fmt: skip
        # Raised here, outside the handler, so that no chained traceback shows a request with its key.
        self.recent.append(Answer(method, url, sent, body, 0))
        raise NoAnswer(f"{method} {url} got no HTTP answer", "an answer", failure)

    def _request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> requests.Response:
        revealed = {name: self._secrets.reveal(value) for name, value in headers.items()}
        prepared = self._session.prepare_request(requests.Request(method, url, headers=revealed, data=body))
        # requests rewrites percent escapes and dots; the server shall get the path as it was written.
        prepared.url = url
        settings = self._session.merge_environment_settings(
            url, {}, None, self._connection.verify, self._connection.cert
        )
        try:
            return self._session.send(
                prepared, timeout=self._connection.timeout, allow_redirects=False, **settings
            )
        except requests.ConnectionError:
            # A kept connection may have been closed by the server in the meantime. What is safe to send
            # twice is sent once more, on a new one.
            if method not in ("GET", "HEAD"):
                raise
            return self._session.send(
                prepared, timeout=self._connection.timeout, allow_redirects=False, **settings
            )


def _session(connection: Connection) -> requests.Session:
    session = requests.Session()
    # ~/.netrc must not replace the key; proxies are read from the environment all the same.
    session.auth = _as_it_is
    if connection.proxy:
        session.trust_env = False
        session.proxies = {"http": connection.proxy, "https": connection.proxy}
    session.headers.clear()
    session.headers["User-Agent"] = "flipturn-contracts"
    session.headers["Accept"] = "*/*"
    return session


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _told(error: Exception) -> str:
    """The innermost cause, which says most."""
    seen: BaseException = error
    while True:
        inner = seen.__cause__ or seen.__context__
        if inner is None:
            return f"{type(seen).__name__}: {seen}"
        seen = inner
