"""What is SQLite's stands in databases/sqlite/ alone: nothing else names it, or its library."""

import re
from pathlib import Path

import stillroom

PACKAGE = Path(stillroom.__file__).parent
WORD = re.compile("sqlite", re.IGNORECASE)

ALLOWED: dict[str, str] = {
    "diagnosis/practices.py": "a driver whose connection no revision should open",
    "sandbox/worker/seccomp.py": "not moved yet",
    "sandbox/worker/warm.py": "not moved yet",
}
"""Modules that may say the word, each with the reason."""


def naming() -> set[str]:
    """Return the files of the package, outside of ``databases/sqlite/``, that say the word."""
    own = PACKAGE / "databases" / "sqlite"
    return {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file()
        and path.suffix != ".pyc"
        and not path.is_relative_to(own)
        and WORD.search(path.read_bytes().decode("utf-8", "replace"))
    }


def test_only_its_own_folder_names_the_database() -> None:
    assert naming() - set(ALLOWED) == set()


def test_every_module_that_may_name_it_does() -> None:
    assert set(ALLOWED) - naming() == set(), "take these off the list"
