"""Faults of the suite or of a library: told in one sentence, with all details in a log that holds no key."""

import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

from flipturn_contracts.harness.secrets import Secrets

LOG = "flipturn-contracts.log"


def traceback_of(error: BaseException | None, where: str) -> str:
    """Where it happened, and the whole traceback; it shows no values of variables."""
    return "".join([f"{where}\n", *traceback.format_exception(error)])


def fault_sentence(texts: Sequence[str], secrets: Secrets, folder: Path | str | None = None) -> str:
    """Write the log, into the folder of the report if there is one; the sentence says where it is."""
    count = f"{len(texts)} faults" if len(texts) > 1 else "a fault"
    told = f"Not everything could be judged, because of {count} in the suite or a library, not in the server"
    try:
        log = Path(folder or tempfile.mkdtemp(prefix="flipturn-contracts-")) / LOG
        log.write_text(secrets.hide("\n".join(texts)), encoding="utf-8")
    except OSError as error:
        return f"{told}; the log could not be written: {error.strerror}"
    return f"{told}; details: {log}"
