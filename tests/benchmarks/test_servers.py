"""What every server is asked is what the mock takes, and what the canned ones answer is what it answers."""

import json

from tests.benchmarks.bare import flask_app
from tests.benchmarks.servers import GET, GET_ANSWER, POST, POST_ANSWER
from tests.support import Mock


def test_the_canned_answers_are_those_of_the_mock(mock: Mock) -> None:
    assert mock.ok(GET.method, GET.path) == GET_ANSWER
    assert mock.ok(POST.method, POST.path, json.loads(POST.body)) == POST_ANSWER


def test_bare_flask_gives_the_canned_answers() -> None:
    client = flask_app().test_client()
    assert client.get(GET.path).json == GET_ANSWER
    assert client.post(POST.path, data=POST.body, headers=POST.headers).json == POST_ANSWER
