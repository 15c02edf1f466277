"""The trusted files of the starter, on which every submission is graded."""

from functools import cache

from stillroom.errors import GraderFault
from stillroom.util.files import read_folder
from stillroom.util.resources import resource

ENVIRONMENT = "migrations/env.py"
"""The course's own takes the place of the learner's, which is looked at and never run."""


@cache
def base_files() -> dict[str, bytes]:
    """Return the trusted files of the starter that need no rendering: path to content."""
    base = resource("starter") / "template"
    files = {
        f"{part}/{name}": content
        for part in ("app", "migrations")
        for name, content in read_folder(base / part).items()
        if name.endswith((".py", ".mako"))
    }
    if ENVIRONMENT not in files:
        raise GraderFault(
            f"{base}: the starter's {ENVIRONMENT} is missing; install stillroom again"
        )
    return files
