"""Who is calling, and how far the key reaches."""

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from flipturn_mock.domain.errors import Unauthorized

Scope = Literal["organization", "site"]

DEFAULT_ORGANIZATION = ""
"""The organization of `test-org`; no NAME can be empty, so none can collide with it."""

ORGANIZATION_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)

_BUILT_IN = re.compile(rf"test-(org|site)(?:-({ORGANIZATION_NAME.pattern}))?", re.ASCII)
_MEANING = re.compile(rf"(org|site)(?::({ORGANIZATION_NAME.pattern}))?", re.ASCII)
_SCOPES: dict[str, Scope] = {"org": "organization", "site": "site"}


class Key(NamedTuple):
    """What an API key stands for: an organization, and all of it or one site.

    `number` tells a user's own keys apart, which are not to be seen; built-in ones have 0.
    """

    organization: str
    scope: Scope
    number: int = 0


class Keyring:
    """The keys that are let in: the built-in ones and those the user named.

    `own` maps a key to `org` or `site` of the default organization, or to `org:NAME` or `site:NAME`.
    Raises ValueError for anything else.
    """

    def __init__(self, own: Mapping[str, str]) -> None:
        self._own = {key: _own_key(meaning, number) for number, (key, meaning) in enumerate(own.items(), 1)}

    def identify(self, authorization: str | None) -> Key:
        """The key behind an Authorization header.

        Raises Unauthorized for a missing header, another scheme and an unknown key alike: the
        documents give one sentence for all of them (Pagination and errors).
        """
        if authorization is None:
            raise Unauthorized(why="there is no Authorization header")
        scheme, _, secret = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise Unauthorized(why="the Authorization header is not of the form: Bearer KEY")
        if secret in self._own:
            return self._own[secret]
        built_in = _BUILT_IN.fullmatch(secret)
        if built_in is None:
            raise Unauthorized(why="nobody has this key; test-org is one that is let in")
        return Key(built_in[2] or DEFAULT_ORGANIZATION, _SCOPES[built_in[1]])


def is_built_in(key: str) -> bool:
    """Whether everybody knows the key, so that it is no secret."""
    return _BUILT_IN.fullmatch(key) is not None


def _own_key(meaning: str, number: int) -> Key:
    match = _MEANING.fullmatch(meaning)
    if match is None:
        raise ValueError("a key stands for org, site, org:NAME or site:NAME")
    return Key(match[2] or DEFAULT_ORGANIZATION, _SCOPES[match[1]], number)
