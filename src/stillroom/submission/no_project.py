"""Why there is no project to grade: nothing is there, it came too late, or nothing says which is meant."""

from collections.abc import Sequence
from datetime import datetime

from stillroom.errors import StillroomError
from stillroom.util.text import clean, listed


class NoProject(StillroomError):
    """There is no project to grade; the text says what is missing."""


class TooLate(NoProject):
    """All of a project was committed after the last moment that counts."""

    def __init__(self, commits: int, before: datetime) -> None:
        """Name the number of *commits* that came later than *before*."""
        super().__init__(f"no project was committed up to {moment_words(before)}")
        self.commits, self.before = commits, before


def moment_words(moment: datetime) -> str:
    """Return *moment* as a roster would write it."""
    return f"{moment:%Y-%m-%d %H:%M}"


class SeveralProjects(StillroomError):
    """There is more than one project, and nothing says which one is meant."""

    def __init__(self, folders: Sequence[str]) -> None:
        """Name the *folders* of the projects."""
        names = listed([f"{clean(name, 60)}/" for name in folders[:3]])
        super().__init__(f"{len(folders)} projects are here: {names}; hand in one")
