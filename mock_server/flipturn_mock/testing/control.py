"""The way to a mock's control plane: one call, and one kind of error for all that can go wrong."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

JsonObject = dict[str, Any]

Send = Callable[[str, str, bytes], tuple[int, bytes]]
"""Method, target and body (empty for none) -> status and body; raises ControlError if there is no answer."""


class ControlError(Exception):
    """The mock refused what a test wants of it, or cannot be reached.

    Args:
        sentence: The message. If the mock refused, it is the mock's own sentence.
        status: The HTTP status of the mock's answer, None if there was none.
    """

    def __init__(self, sentence: str, status: int | None = None) -> None:
        super().__init__(sentence)
        self.status = status


class Control:
    """The control plane as one organization uses it; a handle has it as `control`.

    `send` carries the calls. `organization` is the name, None for the default organization.
    """

    def __init__(self, send: Send, organization: str | None) -> None:
        self._send = send
        self._query = {} if organization is None else {"organization": organization}

    def call(self, method: str, path: str, body: Any = None, **query: str | int) -> JsonObject:
        """Ask the control plane for something that has no method of its own.

        Args:
            method: The HTTP method, such as `GET`.
            path: The path after `/__admin`, such as `/state`.
            body: What is sent as JSON; None sends no body.
            **query: Parameters of the URL. The organization is among them already.

        Returns:
            The JSON object of the answer.

        Raises:
            ControlError: The mock refused it, or cannot be reached.
        """
        __tracebackhide__ = True
        target = f"/__admin{quote(path)}"
        if parameters := urlencode(self._query | query):
            target += f"?{parameters}"
        status, content = self._send(method, target, b"" if body is None else json.dumps(body).encode())
        answer = _parsed(content)
        if status >= 400 or answer is None:
            raise ControlError(_sentence(status, answer), status)
        return answer


def _parsed(content: bytes) -> JsonObject | None:
    try:
        answer = json.loads(content)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _sentence(status: int, answer: JsonObject | None) -> str:
    if answer is None or not isinstance(answer.get("error"), str):
        return f"What answers here with {status} is not the control plane of a Flipturn mock"
    sentence: str = answer["error"]
    return sentence
