"""Cursor in, page out. A cursor is the base64 of the last id returned (X5)."""

import base64

from flipturn_mock.operations.json_types import JsonObject


def after_cursor(cursor: str | None) -> int:
    """The id that the page starts behind; 0 for the first page. The contract has checked the form."""
    return int(base64.b64decode(cursor)) if cursor is not None else 0


def pagination(last_id: int, has_next_page: bool) -> JsonObject:
    """The `pagination` member of every list (Pagination and errors)."""
    cursor = base64.b64encode(str(last_id).encode()).decode() if has_next_page else None
    return {"hasNextPage": has_next_page, "nextPageCursor": cursor}
