"""Has requests, urllib3 and httpx answered by a gateway in this process, for some hosts and for a while."""

from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from threading import RLock
from typing import Any
from weakref import WeakKeyDictionary

from flipturn_mock.serving.gateway import Gateway


class UnexpectedHost(RuntimeError):
    """A client asked a host that nobody answers for.

    It is none of the clients' own exceptions, so that neither they nor the code under test take it
    for a failure of the network and try again.
    """


@contextmanager
def intercept(gateway: Gateway, hosts: Collection[str], passthrough: Collection[str] = ()) -> Iterator[None]:
    """Answer calls to `hosts`, at any port, from the gateway; calls to `passthrough` go where they always go.

    It holds for every thread and also for sessions, clients and pools that exist already; what they
    have open stays open and is used again afterwards. Any other host raises UnexpectedHost. The
    innermost of several that know a host is the one that counts.
    """
    interception = _Interception(gateway, hosts, passthrough)
    _enter(interception)
    try:
        yield
    finally:
        _leave(interception)


class _Interception:
    def __init__(self, gateway: Gateway, hosts: Collection[str], passthrough: Collection[str]) -> None:
        self.gateway = gateway
        self.hosts = frozenset(map(_plain, hosts))
        self.passthrough = frozenset(map(_plain, passthrough))
        self._pools: WeakKeyDictionary[Any, dict[object, Any]] = WeakKeyDictionary()

    def stand_in(self, pool: object, place: object, make: Callable[[], Any]) -> Any:
        """What stands in for a client's pool, made once."""
        with _lock:
            places = self._pools.setdefault(pool, {})
            if place not in places:
                places[place] = make()
            return places[place]


_lock = RLock()
_active: list[_Interception] = []
_patches = ExitStack()


def _plain(host: str) -> str:
    return host.lower().strip("[]").rstrip(".")


def _enter(interception: _Interception) -> None:
    with _lock:
        if not _active:
            _patch_installed()
        _active.append(interception)


def _leave(interception: _Interception) -> None:
    with _lock:
        _active.remove(interception)
        if not _active:
            _patches.close()


def _responsible(host: str) -> _Interception | None:
    """Who answers for a host; None leaves it to the network. Raises UnexpectedHost."""
    name = _plain(host)
    active = _active[::-1]  # at once, since another thread may leave
    for interception in active:
        if name in interception.hosts:
            return interception
        if name in interception.passthrough:
            return None
    if not active:
        return None
    answered = ", ".join(sorted({known for interception in active for known in interception.hosts}))
    raise UnexpectedHost(
        f"{name} was asked for, but mock_flipturn answers only for {answered}; "
        f"to let the call through, name the host: passthrough=[{name!r}]"
    )


# --- the seams, above which everything is the client's own ------------------------------------------


def _patch_installed() -> None:
    missing = 0
    for patch in (_patch_urllib3, _patch_httpcore):
        try:
            patch()
        except ImportError:
            missing += 1  # who has not installed it cannot call it
    if missing == 2:
        raise RuntimeError("None of requests, urllib3 and httpx is installed, so no call could be answered")


def _patch(owner: Any, name: str, wrap: Callable[[Any], Any]) -> None:
    before = vars(owner)[name]
    setattr(owner, name, wrap(before))
    _patches.callback(setattr, owner, name, before)


def _patch_urllib3() -> None:
    from urllib3 import connectionpool

    from flipturn_mock.testing import via_urllib3

    def wrap(urlopen: Any) -> Any:
        def intercepted(pool: Any, method: str, url: str, *args: Any, **rest: Any) -> Any:
            place = via_urllib3.target(pool, url)
            interception = _responsible(place[1])
            if interception is None or pool.pool is None:  # a closed pool says so itself
                return urlopen(pool, method, url, *args, **rest)
            gateway = interception.gateway
            other = interception.stand_in(
                pool, place, lambda: via_urllib3.stand_in(pool, place, gateway, urlopen)
            )
            return urlopen(other, method, url, *args, **rest)

        return intercepted

    _patch(connectionpool.HTTPConnectionPool, "urlopen", wrap)
    _patch(connectionpool, "is_connection_dropped", lambda before: partial(via_urllib3.is_dropped, before))


def _patch_httpcore() -> None:
    import httpcore

    from flipturn_mock.testing import via_httpcore

    # Sync and async alike: what the method gives back, a response or an awaitable of one, is passed on.
    def wrap(handle: Any) -> Any:
        def intercepted(pool: Any, request: Any) -> Any:
            host = via_httpcore.target(request)
            interception = _responsible(host)
            if interception is None:
                return handle(pool, request)
            gateway = interception.gateway
            other = interception.stand_in(pool, None, lambda: via_httpcore.stand_in(pool, gateway))
            return handle(other, request)

        return intercepted

    _patch(httpcore.ConnectionPool, "handle_request", wrap)
    _patch(httpcore.AsyncConnectionPool, "handle_async_request", wrap)
