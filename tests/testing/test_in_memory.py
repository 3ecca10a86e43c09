"""A connection in memory, call by call."""

import errno
import time

import pytest

from flipturn_mock.testing.in_memory import InMemoryConnection, connect
from tests.serving.sample import Sample, gateway, late
from tests.serving.wire import CLOSE, parsed

GET = b"GET /x HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture
def app() -> Sample:
    return Sample()


@pytest.fixture
def connection(app: Sample) -> InMemoryConnection:
    return connect(gateway(app), "http", "x", 80)


def read_all(connection: InMemoryConnection) -> bytes:
    received = b""
    while chunk := connection.receive(100):
        received += chunk
    return received


def test_a_connection_is_kept_until_the_client_wants_otherwise(connection: InMemoryConnection) -> None:
    for _ in range(2):
        connection.send(GET + b"\r\n")
        assert connection.is_readable
        assert parsed(connection.receive(65536))[0] == 200
        assert not connection.is_readable
    connection.send(GET + CLOSE + b"\r\n")
    assert parsed(read_all(connection))[0] == 200
    assert connection.is_readable, "a pool must see that it has ended"
    assert connection.receive(1) == b""


def test_a_request_may_come_byte_by_byte_and_its_answer_be_read_so(connection: InMemoryConnection) -> None:
    for byte in GET + CLOSE + b"\r\n":
        connection.send(bytes([byte]))
    assert b"".join(iter(lambda: connection.receive(1), b"")).endswith(b"}")


def test_the_work_is_done_when_the_request_is_complete(app: Sample, connection: InMemoryConnection) -> None:
    connection.send(late(b"GET /x", delay=3600) + b"\r\n")
    assert app.asked["/x"] == 1


def test_a_client_does_not_wait_for_what_it_will_not_live_to_see(connection: InMemoryConnection) -> None:
    connection.send(late(b"GET /x", delay=3600) + b"\r\n")
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        connection.receive(1, timeout=3599.95)
    assert time.monotonic() - began < 60
    assert connection.receive(8, timeout=1) == b"HTTP/1.1", "what it waited for counts as waited"


def test_a_client_that_has_asked_nothing_is_told_that_nothing_will_come(
    connection: InMemoryConnection,
) -> None:
    connection.send(GET)
    with pytest.raises(TimeoutError, match="before it has a whole request"):
        connection.receive(1)


def test_a_reset_is_what_it_is_on_a_socket(connection: InMemoryConnection) -> None:
    connection.send(late(b"GET /x", ending="CONNECTION_RESET_BY_PEER", fraction=0) + b"\r\n")
    assert connection.receive(65536).startswith(b"HTTP/1.1 200")
    for call in (lambda: connection.receive(1), lambda: connection.send(GET)):
        with pytest.raises(ConnectionResetError) as reset:
            call()
        assert reset.value.errno == errno.ECONNRESET


def test_nothing_is_answered_behind_an_end(app: Sample, connection: InMemoryConnection) -> None:
    connection.send(late(b"GET /first", ending="EMPTY_RESPONSE") + b"\r\n" + GET + b"\r\n")
    assert read_all(connection) == b""
    assert app.asked == {"/first": 1}


def test_a_closed_connection_takes_nothing_more(app: Sample, connection: InMemoryConnection) -> None:
    connection.close()
    with pytest.raises(OSError, check=lambda error: error.errno == errno.EBADF):
        connection.send(GET + b"\r\n")
    assert not app.asked


def test_what_is_not_sound_is_refused_as_over_a_socket(connection: InMemoryConnection) -> None:
    connection.send(b"nonsense\r\n\r\n")
    assert parsed(read_all(connection))[0] == 400


def test_a_body_that_ends_early_is_answered(connection: InMemoryConnection) -> None:
    connection.send(GET.replace(b"GET", b"POST") + b"Content-Length: 9\r\n\r\n1234")
    connection.send_end()
    assert parsed(read_all(connection))[1]["Connection"] == "close"
