"""The list of vehicles, a page at a time (Vehicles; Pagination and errors)."""

from itertools import pairwise
from typing import Any

import pytest

from flipturn_contracts.harness.api import Api
from flipturn_contracts.harness.broken import holds, not_observable, same
from flipturn_contracts.harness.clause import clause
from flipturn_contracts.harness.outcomes import chosen, twice

PAGES = "Pagination and errors"
MANY_VEHICLES = pytest.mark.usefixtures("many_vehicles")
MANY = 120
"""Enough for several pages of any usual size."""
NEWCOMERS = 20


def _several(api: Api) -> list[dict[str, Any]]:
    pages = api.pages()
    if len(pages) < 2:
        not_observable("all vehicles fit on one page")
    return pages


def _ids(page: dict[str, Any]) -> list[int]:
    return [vehicle["id"] for vehicle in page["data"]]


@clause("paging.complete", "Following the cursors shows every vehicle once.", PAGES)
def test_complete(vehicles: Api) -> None:
    created = {vehicles.create(name=f"Vehicle {number}")["id"] for number in range(MANY)}
    listed = [vehicle["id"] for vehicle in vehicles.vehicles()]
    same("The ids that are listed more than once", twice(listed), [])
    same("The created vehicles that are not listed", sorted(created - set(listed)), [])


@clause("paging.no-repeats", "No vehicle is on two pages.", PAGES)
@MANY_VEHICLES
def test_no_repeats(api: Api) -> None:
    listed = [one for page in _several(api) for one in _ids(page)]
    same("The ids that are listed more than once", twice(listed), [])


@clause("paging.last-page", "The last page has `hasNextPage: false` and `nextPageCursor: null`.", PAGES)
def test_last_page(api: Api) -> None:
    [pagination] = chosen([api.pages()[-1]["pagination"]], "hasNextPage", "nextPageCursor")
    same("Its pagination", pagination, {"hasNextPage": False, "nextPageCursor": None})


@clause("paging.cursor-while-more", "A page that is not the last has a text as `nextPageCursor`.", PAGES)
def test_cursor_while_more(vehicles: Api) -> None:
    for number in range(MANY):
        vehicles.create(name=f"Vehicle {number}")
    for page in _several(vehicles)[:-1]:
        cursor = page["pagination"]["nextPageCursor"]
        holds(
            "the cursor of a page with others after it is a text",
            isinstance(cursor, str) and cursor != "",
            cursor,
        )


@clause("paging.same-page-again", "The same cursor leads to the same page.", PAGES)
def test_same_page_again(vehicles: Api) -> None:
    for number in range(MANY):
        vehicles.create(name=f"Vehicle {number}")
    pages = _several(vehicles)
    for former, page in pairwise(pages):
        again = vehicles.page(former["pagination"]["nextPageCursor"])
        same("The ids on the page", _ids(again), _ids(page))


@clause(
    "paging.while-vehicles-are-added",
    "Vehicles that are created while the pages are followed make no other appear twice or not at all.",
    PAGES,
)
def test_while_vehicles_are_added(vehicles: Api) -> None:
    created = {vehicles.create(name=f"Vehicle {number}")["id"] for number in range(MANY)}
    page = vehicles.page()
    listed = _ids(page)
    for number in range(2 * MANY):
        if not page["pagination"]["hasNextPage"]:
            break
        if number < NEWCOMERS:  # one for each page would never end where a page is one vehicle
            vehicles.create(name=f"Newcomer {number}")
        page = vehicles.page(page["pagination"]["nextPageCursor"])
        listed += _ids(page)
    same("The ids that are listed more than once", twice(listed), [])
    same("The vehicles of the beginning that are not listed", sorted(created - set(listed)), [])


@clause(
    "paging.shape", "A page is `data` and `pagination`, and every vehicle in it has every field.", "Vehicles"
)
def test_shape(api: Api) -> None:
    page = api.page()
    holds("the page has data and pagination", {"data", "pagination"} <= page.keys(), sorted(page))
    for vehicle in page["data"]:
        same("The fields that are missing", sorted(FIELDS - vehicle.keys()), [])


FIELDS = {"id", "name", "make", "model", "vin", "licensePlate", "hasTelematics", "customer", "accessIds"}
