"""The one place where requests leave: guarded, paced, with the key put in last, and remembered."""

import logging
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy

import requests
import urllib3

from flipturn_contracts.harness.broken import Broken, not_run
from flipturn_contracts.harness.exchange import Answer
from flipturn_contracts.harness.guard import Guard
from flipturn_contracts.harness.pace import Pace
from flipturn_contracts.harness.secrets import Secrets

_TRIES = 4
_REMEMBERED = 8
_LONGEST_BODY = 64 * 1024 * 1024


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
        # What it logs of broken answers may hold what was sent.
        logging.getLogger("urllib3").setLevel(logging.CRITICAL)
        if connection.verify is False:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        self._announce, self._told = announce, told
        self.recent: deque[Answer] = deque(maxlen=_REMEMBERED)
        self.url = connection.url

    def __repr__(self) -> str:
        return f"Wire({self.url})"

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        """One request; `headers` may hold placeholders of secrets. Redirects are answers, never followed.

        Raises Forbidden for what must not leave, NoAnswer (a Broken) if nothing comes back, and skips
        the clause if the target's rate limit lets nothing through.
        """
        self._guard.check(method, path, body)
        for _ in range(_TRIES):
            answer = self._paced(method, path, headers, body)
            if answer.status != 429:
                break
            if not self._pace.back_off(answer.headers.get("retry-after")):
                not_run(f"the target's rate limit: {answer.shown}")
        self.recent.append(answer)
        self._told(answer)
        return answer

    def close(self) -> None:
        """End all connections."""
        self._session.close()

    def _paced(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        """An answer; a GET for which a kept connection was closed in the meantime is sent once more."""
        url, sent = self._connection.url + path, {**headers, **(self._connection.headers or {})}
        failure = ""
        for _ in range(2 if method == "GET" else 1):
            self._pace.wait()
            self._announce(method, path, body)
            answer, failure, may_be_stale = self._once(method, url, sent, body)
            if answer is not None:
                return answer
            if not may_be_stale:
                break
        # Raised here, where no handler is active, so that no chained traceback shows a request with its key.
        self.recent.append(Answer(method, url, sent, body, 0))
        raise NoAnswer(f"{method} {url} got no HTTP answer", "an answer", failure)

    def _once(
        self, method: str, url: str, sent: Mapping[str, str], body: bytes | None
    ) -> tuple[Answer | None, str, bool]:
        """The answer, or why there is none and whether that may be because the connection was old."""
        hide = self._secrets.hide
        try:
            response = self._request(method, url, sent, body)
            # A server may echo a key: from here on nobody shall know it.
            content = self._secrets.hide_bytes(read_whole(response, self._connection.timeout))
            received = {hide(name).lower(): hide(value) for name, value in response.headers.items()}
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            is_connection = isinstance(error, requests.ConnectionError)
            return None, hide(_told(error)), is_connection and not isinstance(error, requests.Timeout)
        return Answer(method, url, sent, body, response.status_code, received, content), "", False

    def _request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> requests.Response:
        revealed = {name: Hidden(self._secrets.reveal(value)) for name, value in headers.items()}
        prepared = self._session.prepare_request(requests.Request(method, url, headers=revealed, data=body))
        # requests rewrites percent escapes and dots; the server shall get the path as it was written.
        prepared.url = url
        settings = self._session.merge_environment_settings(
            url, {}, True, self._connection.verify, self._connection.cert
        )
        return self._session.send(
            prepared, timeout=self._connection.timeout, allow_redirects=False, **settings
        )


class Hidden(str):
    """A text that says nothing where Python shows it, as in a traceback with local variables."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'(hidden)'"


def read_whole(response: requests.Response, timeout: float) -> bytes:
    """The body, in whatever pieces it comes; OSError if it takes for ever or is endless."""
    deadline = time.monotonic() + 2 * timeout
    received = bytearray()
    while chunk := response.raw.read1(65536, decode_content=True):
        received += chunk
        if len(received) > _LONGEST_BODY:
            raise OSError(f"the answer is longer than {_LONGEST_BODY} bytes")
        if time.monotonic() > deadline:
            raise OSError(f"the answer was not complete after {2 * timeout:g} seconds")
    return bytes(received)


def _session(connection: Connection) -> requests.Session:
    session = requests.Session()
    # ~/.netrc must not replace the key; proxies are read from the environment all the same.
    session.auth = _as_it_is
    if connection.proxy:
        session.trust_env = False
        session.proxies = {"http": connection.proxy, "https": connection.proxy}
    session.headers.clear()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))  # each request stands for itself
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
