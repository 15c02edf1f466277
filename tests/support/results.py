"""Reading a cohort's folder of results."""

import json
from pathlib import Path
from typing import Any


def records(results: Path) -> dict[str, dict[str, Any]]:
    """Return the records of a folder by submission, without what differs from run to run."""
    by_submission = {}
    for path in (results / "results").iterdir():
        record = json.loads(path.read_text("utf-8"))
        del record["seconds"], record["cohort"]["checksum"]
        by_submission[record["submission"]] = record
    return by_submission


def identities(results: Path) -> dict[str, tuple[int, int]]:
    """Return what shows that a result file was not written again."""
    files = (results / "results").glob("*.json")
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in files}


def left_behind(results: Path) -> list[str]:
    """Return the temporary files in a folder of results."""
    return [path.name for path in results.rglob(".*")]
