"""Keeps keys out of everything that is written: they have names, and only the wire knows their text."""

import html
import json
import shlex
from collections.abc import Mapping
from urllib.parse import quote


class Secrets:
    """Texts that must not be shown, by the placeholder that stands for them, such as `$FLIPTURN_API_KEY`."""

    def __init__(self, texts: Mapping[str, str] | None = None) -> None:
        self._texts = dict(texts or {})
        found = {form: name for name, secret in self._texts.items() for form in _forms(secret)}
        self._forms = sorted(found.items(), key=lambda pair: -len(pair[0]))

    def __repr__(self) -> str:
        return f"Secrets({', '.join(self._texts)})"

    def reveal(self, text: str) -> str:
        """The text with every placeholder replaced by what it stands for; for the wire alone."""
        for placeholder in sorted(self._texts, key=len, reverse=True):
            text = text.replace(placeholder, self._texts[placeholder])
        return text

    def hide(self, text: str) -> str:
        """The text with every secret replaced by its placeholder, in whatever way it is escaped."""
        for form, placeholder in self._forms:
            text = text.replace(form, placeholder)
        return text

    def hide_bytes(self, data: bytes) -> bytes:
        """The same for bytes."""
        for form, placeholder in self._forms:
            data = data.replace(form.encode(), placeholder.encode())
        return data

    def hide_in(self, value: object) -> object:
        """The same for all texts in a JSON-like value."""
        if isinstance(value, str):
            return self.hide(value)
        if isinstance(value, Mapping):
            return {self.hide_in(name): self.hide_in(member) for name, member in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(self.hide_in(member) for member in value)
        return value


def _forms(secret: str) -> set[str]:
    """As it is, and as JSON, Python, HTML, a URL and a shell would write it."""
    escaped = {json.dumps(secret)[1:-1], repr(secret)[1:-1], html.escape(secret), quote(secret, safe="")}
    return {secret, *escaped, shlex.quote(secret), *(json.dumps(form)[1:-1] for form in escaped)}
