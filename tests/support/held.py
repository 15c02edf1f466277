"""A database that another program holds: SQLite tells nobody of the locks of its own process."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOLD = """
import sqlite3
held = sqlite3.connect("app.db", isolation_level=None)
held.execute({begin!r})
print(flush=True)
input()
"""


@contextmanager
def held(project: Path, begin: str) -> Iterator[None]:
    """Let another process begin a transaction in the database of *project*; it writes nothing."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD.format(begin=begin)],
        cwd=project, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as holder:  # fmt: skip
        assert holder.stdout
        holder.stdout.readline()
        try:
            yield
        finally:
            holder.communicate(b"\n")
