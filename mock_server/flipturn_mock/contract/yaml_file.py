"""YAML files of the mock's own, parsed once and for all: reading what was parsed takes a tenth of the time.

As Python does with its byte code, the result is kept beside the code, and only as long as the file
stays the same. Where that cannot be written, every start parses anew.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

_KEPT = Path(__file__).with_name("__pycache__")


def load_yaml_file(path: Path) -> Any:
    """The value of a YAML file that JSON can say; it may be changed by whoever asked."""
    status = path.stat()
    source = [str(path), status.st_mtime_ns, status.st_size]
    kept = _KEPT / f"{path.name}.json"
    try:
        content = json.loads(kept.read_bytes())
        if content["source"] == source:
            return content["value"]
    except (OSError, ValueError, KeyError, TypeError):
        pass  # not there, or not whole
    return _parse(path, kept, source)


def _parse(path: Path, kept: Path, source: list[Any]) -> Any:
    # Imported late: most starts need no YAML.
    from flipturn_mock.contract.yaml_text import parse_yaml

    value = parse_yaml(path.read_text(encoding="utf-8"))
    if not sys.dont_write_bytecode:
        _keep(kept, {"source": source, "value": value})
    return value


def _keep(kept: Path, content: Any) -> None:
    new = kept.with_name(f"{kept.name}.{os.getpid()}")
    try:
        kept.parent.mkdir(exist_ok=True)
        new.write_text(json.dumps(content), encoding="utf-8")
        new.replace(kept)  # at once, since others may read it
    except OSError:
        pass  # a folder that cannot be written
