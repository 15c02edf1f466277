"""What the tests of the ways to learn share: the environment of a learner, and what is typed and kept."""

import os
from datetime import date
from pathlib import Path

from stillroom.course.lesson import Question
from stillroom.learning import quiz
from stillroom.project.progress import Progress
from stillroom.project.progress_file import load_progress

TODAY = date(2026, 3, 10)


def environment(**more: str) -> dict[str, str]:
    """The environment of a learner, whatever that of the tests is."""
    dropped = (
        "GITHUB_",
        "STILLROOM_",
        "COLUMNS",
        "LINES",
        "FORCE_COLOR",
        "PAGER",
        "LESS",
        "NO_COLOR",
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return kept | {"TERM": "xterm-256color", "STILLROOM_FACE": "nox"} | more


def saved(project: Path) -> Progress:
    """The progress of *project*."""
    return load_progress(project)[0]


def place(question: Question, right: bool) -> str:
    """What to type for the right option of *question*, or for the first wrong one."""
    shown = [option.right for _, option in quiz.options(question)]
    return str(shown.index(right) + 1)
