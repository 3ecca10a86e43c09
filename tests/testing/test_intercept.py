"""What is intercepted and what is not, for how long, and that all is as before afterwards."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import partial
from threading import Barrier, BrokenBarrierError

import freezegun
import httpcore
import httpx
import pytest
import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3 import connectionpool
from urllib3.connectionpool import HTTPConnectionPool

from flipturn_mock.serving.gateway import Gateway
from flipturn_mock.testing.intercept import UnexpectedHost, intercept
from tests.server import PATIENCE, Served
from tests.serving.sample import HEADER, Sample, gateway
from tests.testing.clients import CLIENTS, outcome

HOST = "api.example"
URL = f"https://{HOST}/x"
SEAMS = [
    (connectionpool, "is_connection_dropped"),
    (HTTPConnectionPool, "urlopen"),
    (httpcore.ConnectionPool, "handle_request"),
    (httpcore.AsyncConnectionPool, "handle_async_request"),
]


def seams() -> list[object]:
    return [vars(owner)[name] for owner, name in SEAMS]


def headers(**delivery: object) -> dict[str, str]:
    return {HEADER: json.dumps(delivery)}


@pytest.fixture
def app() -> Sample:
    return Sample()


@pytest.fixture
def intercepted(app: Sample) -> Iterator[None]:
    with intercept(gateway(app), [HOST]):
        yield


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    before = seams()
    yield
    assert all(now is then for now, then in zip(seams(), before, strict=True))


@pytest.mark.usefixtures("intercepted")
class TestOtherHosts:
    @pytest.mark.parametrize("client", CLIENTS)
    def test_another_host_is_refused_with_a_sentence_that_helps(self, client: str) -> None:
        with pytest.raises(UnexpectedHost) as refusal:
            outcome(client, "https://elsewhere.example/secret?key=abc", {})
        assert str(refusal.value) == (
            "elsewhere.example was asked for, but mock_flipturn answers only for api.example; "
            "to let the call through, name the host: passthrough=['elsewhere.example']"
        )

    def test_a_client_that_retries_does_not_try_it_again(self) -> None:
        with requests.Session() as session:
            retry = urllib3.Retry(total=10, backoff_factor=10, status_forcelist=[500])
            session.mount("https://", HTTPAdapter(max_retries=retry))
            with pytest.raises(UnexpectedHost):
                session.get("https://elsewhere.example", timeout=PATIENCE)

    @pytest.mark.parametrize("client", [requests.get, partial(httpx.get, follow_redirects=True)])
    def test_a_redirect_elsewhere_is_refused_too(self, client: Callable[[str], object], app: Sample) -> None:
        with pytest.raises(UnexpectedHost, match=r"^elsewhere\.example was"):
            client(f"https://{HOST}/away/elsewhere.example")
        assert list(app.asked) == ["/away/elsewhere.example"]


class TestPassthrough:
    @pytest.mark.parametrize("client", CLIENTS)
    def test_a_host_that_is_let_through_is_reached(self, client: str, plain: Served) -> None:
        with intercept(gateway(), [HOST], passthrough=["127.0.0.1"]):
            assert outcome(client, f"http://127.0.0.1:{plain.port}/real", {})["path"] == "/real"
            assert outcome(client, URL, {})["host"] == HOST


@pytest.mark.usefixtures("intercepted")
class TestAsTheClientDoesIt:
    def test_retries_after_a_reset_are_the_librarys_own(self, app: Sample) -> None:
        with requests.Session() as session:
            session.mount("https://", HTTPAdapter(max_retries=urllib3.Retry(total=3)))
            with pytest.raises(requests.ConnectionError):
                session.get(URL, headers=headers(ending="CONNECTION_RESET_BY_PEER"), timeout=PATIENCE)
        assert app.asked["/x"] == 4

    def test_retries_after_a_status_are_too(self, app: Sample) -> None:
        retry = urllib3.Retry(total=2, status_forcelist=[503], raise_on_status=False)
        with urllib3.PoolManager(retries=retry) as pools:
            assert pools.request("GET", f"https://{HOST}/status/503").status == 503
        assert app.asked["/status/503"] == 3

    def test_redirects_are_followed(self) -> None:
        url = f"http://{HOST}/status/302"
        assert requests.get(url, timeout=PATIENCE).json()["path"] == "/found"
        assert httpx.get(url, follow_redirects=True).json()["path"] == "/found"
        with urllib3.PoolManager() as pools:
            assert pools.request("GET", url).json()["path"] == "/found"
        with HTTPConnectionPool(HOST) as pool:
            assert pool.request("GET", "/status/302").json()["path"] == "/found"

    def test_an_answer_can_be_streamed(self) -> None:
        with requests.get(
            URL, headers=headers(chunks=3, duration=0.03), stream=True, timeout=PATIENCE
        ) as answer:
            assert json.loads(b"".join(answer.iter_content(7)))["path"] == "/x"
        with httpx.stream("GET", URL, headers=headers(chunks=3, duration=0.03)) as streamed:
            assert json.loads(b"".join(streamed.iter_bytes()))["path"] == "/x"

    def test_a_generated_body_is_sent(self) -> None:
        assert (
            requests.post(URL, data=iter([b"in ", b"chunks"]), timeout=PATIENCE).json()["body"] == "in chunks"
        )
        assert httpx.post(URL, content=iter([b"in ", b"chunks"])).json()["body"] == "in chunks"

    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("scheme", ["http", "https"])
    def test_a_proxy_of_the_environment_is_not_needed(
        self, client: str, scheme: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        empty: dict[str, object] = {"ending": "EMPTY_RESPONSE"}
        without = outcome(client, f"{scheme}://{HOST}/x", empty)
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:1")
            monkeypatch.setenv(name.lower(), "http://127.0.0.1:1")
        told = outcome(client, f"{scheme}://{HOST}/x", {})
        assert (told["scheme"], told["host"], told["path"]) == (scheme, HOST, "/x")
        assert outcome(client, f"{scheme}://{HOST}/x", empty) is without, "no proxy is to blame"

    @pytest.mark.parametrize("scheme", ["http", "https"])
    def test_nor_is_a_proxy_of_urllib3(self, scheme: str) -> None:
        with urllib3.ProxyManager("http://127.0.0.1:1") as pools:
            assert pools.request("GET", f"{scheme}://{HOST}/x").json()["scheme"] == scheme

    def test_a_closed_pool_says_so_itself(self) -> None:
        pool = HTTPConnectionPool(HOST)
        pool.close()
        with pytest.raises(urllib3.exceptions.ClosedPoolError):
            pool.request("GET", "/x")

    def test_a_connection_is_kept_and_one_that_has_ended_is_not(self, app: Sample) -> None:
        with requests.Session() as session, httpx.Client() as client:
            for call in (session.get, client.get):
                for extra in ({}, headers(fraction=0.9), {}):
                    assert (
                        call(f"https://{HOST}/status/204", headers=extra, timeout=PATIENCE).status_code == 204
                    )
        assert app.asked["/status/204"] == 6


@pytest.mark.usefixtures("intercepted")
@pytest.mark.slow
class TestWaiting:
    def test_a_cancelled_call_does_not_wait_for_its_answer(self) -> None:
        async def cancelled() -> None:
            async with httpx.AsyncClient(timeout=None) as client:
                call = asyncio.create_task(client.get(URL, headers=headers(delay=3600)))
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(call, 0.05)

        asyncio.run(cancelled())

    def test_others_on_the_loop_go_on_meanwhile(self) -> None:
        async def race() -> list[str]:
            done: list[str] = []

            async def get(client: httpx.AsyncClient, path: str, delay: float) -> None:
                await client.get(f"https://{HOST}/{path}", headers=headers(delay=delay))
                done.append(path)

            async with httpx.AsyncClient() as client:
                await asyncio.gather(get(client, "late", 0.2), get(client, "soon", 0))
            return done

        assert asyncio.run(race()) == ["soon", "late"]

    @pytest.mark.parametrize("client", ["requests", "httpx"])
    def test_a_delay_is_real_while_time_is_frozen(self, client: str) -> None:
        real = time.perf_counter_ns  # taken before it is frozen
        with freezegun.freeze_time("2026-02-01"):
            began = real()
            assert outcome(client, URL, {"delay": 0.1})["path"] == "/x"
            assert real() - began >= 0.1e9

    def test_a_delay_ends_on_a_loop_whose_clock_is_frozen(self) -> None:
        async def get() -> int:
            async with httpx.AsyncClient() as client:
                return (await client.get(URL, headers=headers(delay=0.1))).status_code

        with freezegun.freeze_time("2026-02-01"):
            assert asyncio.run(get()) == 200

    def test_threads_are_all_answered(self, app: Sample) -> None:
        session = requests.Session()
        with ThreadPoolExecutor(8) as pool:
            answers = list(
                pool.map(lambda n: session.post(URL, data=str(n), timeout=PATIENCE).json(), range(200))
            )
        session.close()
        assert [answer["body"] for answer in answers] == [str(n) for n in range(200)]
        assert app.asked["/x"] == 200

    def test_the_application_is_called_by_one_thread_at_a_time(self) -> None:
        both = Barrier(2)

        def app(_: object, start_response: Callable[[str, list[tuple[str, str]]], object]) -> list[bytes]:
            with suppress(BrokenBarrierError):
                both.wait(0.1)
                start_response("500 Two at once", [])
                return []
            start_response("204 Alone", [])
            return []

        alone = Gateway(app, lambda _: b"", lambda _: 0)
        with intercept(alone, ["alone.example"]), ThreadPoolExecutor(2) as pool:
            answers = pool.map(lambda _: requests.get("http://alone.example", timeout=PATIENCE), range(2))
            assert [answer.reason for answer in answers] == ["Alone", "Alone"]


class TestBeforeAndAfter:
    def test_an_open_connection_of_before_is_spared_and_used_again_after(self, plain: Served) -> None:
        url = f"http://127.0.0.1:{plain.port}/x"
        real, inside = {"path": "/x"}, Sample()
        with requests.Session() as session, httpx.Client() as client:
            for call in (session.get, client.get):
                assert call(url).json()["path"] == real["path"]
                with intercept(gateway(inside), ["127.0.0.1"]):
                    assert call(url).json()["path"] == real["path"]
                assert call(url).json()["path"] == real["path"]
            (pool,) = session.get_adapter(url).poolmanager.pools._container.values()  # type: ignore[attr-defined]
            assert pool.num_connections == 1
        assert inside.asked == {"/x": 2}

    def test_an_async_client_of_before_is_intercepted(self, plain: Served) -> None:
        async def ask() -> list[str]:
            url, told = f"http://127.0.0.1:{plain.port}/x", []
            async with httpx.AsyncClient() as client:
                told.append((await client.get(url)).json()["body"])
                with intercept(gateway(Sample()), ["127.0.0.1"]):
                    told.append((await client.post(url, content=b"inside")).json()["body"])
                told.append((await client.get(url)).json()["body"])
            return told

        assert asyncio.run(ask()) == ["", "inside", ""]

    def test_an_exception_restores_all_the_same(self) -> None:
        before = seams()
        with pytest.raises(KeyError), intercept(gateway(), [HOST]):
            raise KeyError
        assert seams() == before

    def test_the_innermost_that_knows_a_host_counts(self) -> None:
        outer, inner = Sample(), Sample()
        with intercept(gateway(outer), [HOST, "outer.example"]):
            with intercept(gateway(inner), ["API.example."]):
                requests.get(URL, timeout=PATIENCE)
                requests.get("https://outer.example/x", timeout=PATIENCE)
            requests.get(URL, timeout=PATIENCE)
        assert (outer.asked["/x"], inner.asked["/x"]) == (2, 1)

    def test_those_that_overlap_may_end_in_any_order(self) -> None:
        before = seams()
        first, second = ExitStack(), ExitStack()
        first.enter_context(intercept(gateway(), ["first.example"]))
        second.enter_context(intercept(gateway(), ["second.example"]))
        first.close()
        assert requests.get("https://second.example/x", timeout=PATIENCE).status_code == 200
        with pytest.raises(UnexpectedHost):
            requests.get("https://first.example/x", timeout=PATIENCE)
        second.close()
        assert seams() == before
