"""What is SQLite's stands in databases/sqlite/ alone: nothing else names it, or its library."""

import re
from pathlib import Path

import stillroom

PACKAGE = Path(stillroom.__file__).parent
WORD = re.compile("sqlite", re.IGNORECASE)


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
    assert naming() == set()
