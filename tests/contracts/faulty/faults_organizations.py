"""Whose data it is: faults of keeping organizations apart."""

import json
from collections.abc import Callable
from typing import Any

from tests.contracts.faulty.fault import Install, fault
from tests.contracts.faulty.patches import Asked, Json, Reply, exchange

Others = list[str]
"""The keys that other organizations have called with, the latest first."""


def among_others(defect: Callable[[Asked, Others], Reply]) -> Install:
    """An exchange that also gets the keys of the others, so that it can do as if there were but one organization."""
    known: Others = []

    def changed(asked: Asked) -> Reply:
        key = asked.authorization or ""
        if key.startswith("Bearer test-org"):
            known[:] = [key, *(other for other in known if other != key)]
            return defect(asked, known[1:])
        return asked.answer()

    changed.__name__ = defect.__name__
    return exchange(changed)


def _asked_for_anybody(asked: Asked, others: Others) -> Reply:
    """The answer; what is 404 is looked for in all organizations."""
    reply = asked.answer()
    if reply.code != 404:
        return reply
    return next((found for key in others if (found := asked.answer(key)).code == 200), reply)


def _is_for_a_vehicle(asked: Asked, method: str) -> bool:
    return asked.method == method and "/vehicles/" in asked.path


@fault("A vehicle is fetched by its id alone, whoever's it is.")
@among_others
def vehicles_of_all_can_be_fetched(asked: Asked, others: Others) -> Reply:
    return _asked_for_anybody(asked, others) if _is_for_a_vehicle(asked, "GET") else asked.answer()


@fault("A vehicle is changed by its id alone, whoever's it is.")
@among_others
def vehicles_of_all_can_be_changed(asked: Asked, others: Others) -> Reply:
    return _asked_for_anybody(asked, others) if _is_for_a_vehicle(asked, "PATCH") else asked.answer()


@fault("A vehicle of another organization is 403, which tells that it exists.")
@among_others
def vehicles_of_others_are_403(asked: Asked, others: Others) -> Reply:
    reply = asked.answer()
    if reply.code != 404 or not asked.path.startswith("/api/vehicles/"):
        return reply
    exists = any(asked.answer(key, b'{"vehicle": {}}').code == 200 for key in others)
    return reply.as_json({"error": "Forbidden"}, "403 Forbidden") if exists else reply


@fault("A sync finds its vehicleId in any organization.")
@among_others
def syncs_reach_vehicles_of_all(asked: Asked, others: Others) -> Reply:
    return _asked_for_anybody(asked, others) if asked.path.endswith("-times/vehicle") else asked.answer()


@fault("A batch finds its vehicleIds in any organization; the single sync does not.")
@among_others
def batches_reach_vehicles_of_all(asked: Asked, others: Others) -> Reply:
    reply = asked.answer()
    if not asked.path.endswith("/batch") or reply.code != 200:
        return reply
    results = reply.json["results"]
    for index, item in enumerate(json.loads(asked.body)["vehicles"]):
        if str(results[index].get("error")).endswith("not found"):
            results[index] = _item_for_anybody(asked, others, item) or results[index]
    return reply.as_json({"results": results})


def _item_for_anybody(asked: Asked, others: Others, item: Json) -> Any:
    body = json.dumps({"vehicles": [item]}).encode()
    replies = [asked.answer(key, body) for key in others]
    results = [reply.json["results"][0] for reply in replies if reply.code == 200]
    return next((result for result in results if result["outcome"] == "success"), None)


@fault("Clearing by VIN clears that VIN in every organization: the DELETE has lost its condition.")
@among_others
def clearing_a_vin_clears_it_everywhere(asked: Asked, others: Others) -> Reply:
    if asked.path.endswith("-times/vehicle") and b'"departureTimes": []' in asked.body:
        for key in others:
            asked.answer(key)
    return asked.answer()


_FETCHED: dict[str, Reply] = {}


@fault("A fetched vehicle is cached by its path, without the key, until something is written.")
@exchange
def fetched_vehicles_are_cached_for_all(asked: Asked) -> Reply:
    if asked.method != "GET":
        _FETCHED.clear()
    if not (_is_for_a_vehicle(asked, "GET") and asked.has_known_key):
        return asked.answer()
    if asked.path not in _FETCHED:
        reply = asked.answer()
        return _FETCHED.setdefault(asked.path, reply) if reply.code == 200 else reply
    return _FETCHED[asked.path]
