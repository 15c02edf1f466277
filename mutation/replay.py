"""The test command of a mutant: every recorded grading again, then the tests of the parts.

    python -m mutation.replay RECORDINGS

Ends with status 0 when all is as it was, and with 1 at the first difference.
"""

import os
import pickle
import resource
import sys
import warnings
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

import stillroom
from mutation.recordings import Recording, same_again
from stillroom.course.course import Course
from stillroom.databases.base import State
from stillroom.databases.sqlite.store import SqliteStore
from stillroom.util.text import clean

ROOT = Path(__file__).parents[1]

# What asks the comparison and the diagnosis without a learner's project.
TESTS = (
    "schema",
    "diagnosis",
    "submission",
    "databases/sqlite",
    "databases/test_backends.py",
    "databases/test_row_changes.py",
)

# A mutant that loops must not eat the machine: bytes of memory, seconds of processor time.
LIMITS = {resource.RLIMIT_AS: 4_000_000_000, resource.RLIMIT_CPU: 90}


def main(path: Path) -> int:
    """Return the exit status for the code as it is on the disk."""
    recordings: dict[str, Recording] = pickle.loads(path.read_bytes())  # noqa: S301 - our own
    noticed = path.with_suffix(".noticed")
    # The samples that noticed the most mutants so far come first, and the small tests after them.
    counts = Counter(noticed.read_text().split("\n") if noticed.exists() else [])
    sharp = [name for name, _ in counts.most_common() if name in recordings]
    rest = [name for name in recordings if name not in counts]
    for name in _different(recordings, sharp) or _tests_fail() or _different(recordings, rest):
        print(f"{name}: not as it was")  # noqa: T201 - Cosmic Ray keeps it
        with noticed.open("a") as file:
            file.write(f"{name}\n")
        return 1
    return 0


def _different(recordings: dict[str, Recording], names: list[str]) -> list[str]:
    """The first of *names* that is graded differently now; empty when none is."""
    course = Course(ROOT / "exercises")
    with ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings(action="error"))
        for name, replacement in SHORTCUTS.items():
            stack.enter_context(patch(name, replacement))
        return list(islice((name for name in names if not same_again(recordings[name], course)), 1))


class _Quick:
    """Leaves out what needs the whole repository, and random examples: they differ by the day."""

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items[:] = [
            item
            for item in items
            if "root" not in item.fixturenames and item.get_closest_marker("hypothesis") is None
        ]


def _tests_fail() -> list[str]:
    import pytest  # most mutants do not come this far

    tests = [str(path) for name in TESTS if (path := ROOT / "tests" / name).exists()]
    failed = pytest.main(["-x", "-q", "-p", "no:cacheprovider", *tests], plugins=[_Quick()])
    return ["the tests"] if failed else []


def _remembering(read: Callable[[SqliteStore], State]) -> Callable[[SqliteStore], State]:
    """Read every database file once: the same file gives the same state."""
    states: dict[frozenset[tuple[str, bytes]], State] = {}

    def remembered(database: SqliteStore) -> State:
        content = frozenset(database.handover().items())
        if database.unreadable is not None:
            return read(database)
        if content not in states:
            states[content] = read(database)
        return states[content]

    return remembered


# What is the same for every sample is done once, and what only a child would look at not at all.
SHORTCUTS = {
    "stillroom.databases.sqlite.store.SqliteStore.read": _remembering(SqliteStore.read),
    "stillroom.results.lines.clean": cache(clean),
}


if __name__ == "__main__":
    if not Path(stillroom.__file__).is_relative_to(ROOT):
        raise SystemExit(f"{stillroom.__file__} would be tested, and not the copy in {ROOT}")
    os.chdir(ROOT)
    for limit, value in LIMITS.items():
        resource.setrlimit(limit, (value, value))
    raise SystemExit(main(Path(sys.argv[1])))
