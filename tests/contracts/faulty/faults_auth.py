"""Who is let in, and when that is looked at."""

from typing import Any

from flipturn_mock.domain.errors import Unauthorized
from flipturn_mock.domain.keys import Key, Keyring
from flipturn_mock.web.errors import STATUS
from tests.contracts.faulty.fault import fault
from tests.contracts.faulty.patches import Asked, Json, Reply, contract, exchange, instead

ANY_KEY = "Bearer test-org"


@fault("A request without the header is let in: only a header that is there is checked.")
@instead(Keyring, "identify")
def missing_key_is_let_in(identify: Any, keys: Keyring, authorization: str | None) -> Any:
    return Key("", "organization") if authorization is None else identify(keys, authorization)


@fault("Reads need no key: they go through a cache that stands before the check.")
@exchange
def reads_need_no_key(asked: Asked) -> Reply:
    return asked.answer() if asked.method != "GET" or asked.has_known_key else asked.answer(ANY_KEY)


@fault("Departure times need no key: a new router was mounted beside the one that checks.")
@exchange
def departure_times_need_no_key(asked: Asked) -> Reply:
    is_open = "departure-times" in asked.path and not asked.has_known_key
    return asked.answer(ANY_KEY) if is_open else asked.answer()


@fault("Creating and changing vehicles needs no key: the check is listed per method, and names only GET.")
@exchange
def vehicle_writes_need_no_key(asked: Asked) -> Reply:
    is_open = "/vehicles" in asked.path and asked.method != "GET" and not asked.has_known_key
    return asked.answer(ANY_KEY) if is_open else asked.answer()


@fault("A wrong key is 403: the framework's `permission denied` is used for both.")
def wrong_key_is_403() -> None:
    STATUS[Unauthorized] = STATUS[Unauthorized].FORBIDDEN


@fault("A header of one word is a server error: `header.split(' ')[1]`.")
@instead(Keyring, "identify")
def header_of_one_word_crashes(identify: Any, keys: Keyring, authorization: str | None) -> Any:
    return identify(keys, authorization and " ".join(authorization.split(" ", 1)[i] for i in (0, 1)))


@fault("An empty key finds somebody: users who have made no key yet have an empty one stored.")
@instead(Keyring, "identify")
def empty_key_is_somebodys(identify: Any, keys: Keyring, authorization: str | None) -> Any:
    return Key("", "organization") if authorization == "Bearer " else identify(keys, authorization)


@fault("The 401 says something else than documented, and clients that compare it do not see it.")
@instead(Keyring, "identify")
def wrong_key_is_worded_otherwise(identify: Any, keys: Keyring, authorization: str | None) -> Any:
    try:
        return identify(keys, authorization)
    except Unauthorized:
        raise Unauthorized("Unauthorized") from None


@fault("The key is taken under any scheme: only the last word of the header is looked at.")
@instead(Keyring, "identify")
def any_scheme_is_taken(identify: Any, keys: Keyring, authorization: str | None) -> Any:
    return identify(keys, authorization and "Bearer " + authorization.rpartition(" ")[2])


@fault("Only the beginning of a key counts: it is cut before it is compared, as bcrypt does after 72 bytes.")
@instead(Keyring, "identify")
def beginning_of_a_key_is_enough(identify: Any, keys: Keyring, authorization: str | None) -> Any:
    return identify(keys, authorization and authorization.partition("!")[0])


@fault("Keys are compared ignoring case: the column they are stored in has such a collation.")
@instead(Keyring, "identify")
def keys_in_any_case_are_taken(identify: Any, keys: Keyring, authorization: str | None) -> Any:
    return identify(keys, authorization and authorization.lower())


def _told_first(asked: Asked, *codes: int) -> Reply:
    """With a wrong key, these refusals come before the 401."""
    reply = asked.answer() if asked.has_known_key else asked.answer(ANY_KEY)
    return reply if asked.has_known_key or reply.code in codes else asked.answer()


@fault("Anybody can find out which vehicles exist: the path's vehicle is loaded before the key is looked at.")
@exchange
def vehicle_is_looked_up_before_the_key(asked: Asked) -> Reply:
    return _told_first(asked, 404) if "/vehicles/" in asked.path else asked.answer()


_LAST_KEY = [ANY_KEY]


@fault("The work is done before the key is refused: the check raises, but in a task beside it.")
@exchange
def work_is_done_before_the_refusal(asked: Asked) -> Reply:
    if asked.has_known_key:
        _LAST_KEY[:] = [asked.authorization or ""]
    else:
        asked.answer(_LAST_KEY[0])
    return asked.answer()


def _open_to_sites(path: str) -> Json:
    return {"paths": {path: {"post": {"x-key-scope": None}}}}


@fault("A key of one site may sync: the scope of the key is not looked at.")
@contract
def site_key_may_sync() -> Json:
    return _open_to_sites("/api/departure-times/vehicle")


@fault("A key of one site may sync in a batch: the check was added to the single sync only.")
@contract
def site_key_may_batch() -> Json:
    return _open_to_sites("/api/departure-times/batch")


def _is_site_sync(asked: Asked) -> bool:
    return "test-site" in (asked.authorization or "") and "departure-times" in asked.path


@fault("A key of one site is 403 where 400 is documented.")
@exchange
def site_key_is_403(asked: Asked) -> Reply:
    reply = asked.answer()
    return reply._replace(status="403 Forbidden") if _is_site_sync(asked) else reply


@fault("A key of one site is refused only once everything is stored, and nothing is rolled back.")
@exchange
def site_key_is_refused_too_late(asked: Asked) -> Reply:
    if _is_site_sync(asked) and asked.path.endswith("/vehicle"):
        asked.answer((asked.authorization or "").replace("test-site", "test-org"))
    return asked.answer()


@fault("The same in a batch, whose items are stored before the key's scope is looked at.")
@exchange
def site_key_batch_is_refused_too_late(asked: Asked) -> Reply:
    if _is_site_sync(asked) and asked.path.endswith("/batch"):
        asked.answer((asked.authorization or "").replace("test-site", "test-org"))
    return asked.answer()


@fault("A key of one site fails each item of a batch instead of the request.")
@exchange
def site_key_fails_each_item(asked: Asked) -> Reply:
    reply = asked.answer()
    if not (_is_site_sync(asked) and asked.path.endswith("/batch")):
        return reply
    failed = {"vehicleId": None, "vehicleVin": None, "outcome": "error", "error": "Wrong kind of key"}
    return reply.as_json({"results": [failed]}, "200 OK")


@fault("A key of one site may not read vehicles either.")
@contract
def site_key_sees_no_vehicles() -> Json:
    return {"paths": {"/api/vehicles": {"get": {"x-key-scope": "organization"}}}}
