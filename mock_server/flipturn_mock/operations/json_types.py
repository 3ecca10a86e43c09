"""What JSON looks like in Python, once it has been read and found to fit the contract."""

from typing import Any

# The contract has judged the shape before an operation sees it; spelling it again as types would
# write every field twice.
JsonObject = dict[str, Any]
