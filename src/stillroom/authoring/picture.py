"""Draws the picture of the README from a real grading, so that it can be drawn again at any time."""

import io
import re
from pathlib import Path

from rich.console import Console
from rich.text import Text

from stillroom.authoring import projects
from stillroom.course.course import Course
from stillroom.grading.grade import grade
from stillroom.reports.base import About
from stillroom.reports.results import terminal
from stillroom.sandbox.runner import Runner

WIDTH = 100  # characters


def shown(root: Path, course: Course, runner: Runner) -> str:
    """Return what the terminal shows, in colour, for the untouched start of the last exercise."""
    exercise = course.exercises[-1]
    submission = projects.as_submission("my-project", projects.start(root, exercise))
    command = f"$ stillroom grade my-project --exercise {exercise.id}\n"
    result = grade(submission, course, exercise, runner)
    # The versions are those of one machine: the picture would be old with each new release.
    result = result.model_copy(update={"versions": {}})
    return command + terminal.render([result], About(WIDTH, colour=True)).rstrip()


def draw(text: str) -> str:
    """Return *text* as an SVG that loads nothing from elsewhere."""
    console = Console(record=True, width=WIDTH, height=25, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(text))
    svg = console.export_svg(title="stillroom grade", unique_id="stillroom")
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL).rstrip() + "\n"
