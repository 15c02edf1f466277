"""The lines of a learner's file around the one that a finding names."""

from dataclasses import dataclass
from pathlib import Path

from stillroom.util.text import indented

LINES_AROUND = 2  # shown before and after the line that a finding names
LARGEST_FILE = 200_000  # bytes of a file that is shown


@dataclass(frozen=True)
class ExcerptLine:
    """One line of a learner's file."""

    number: int
    text: str
    is_named: bool
    """Whether it is the line that the finding names."""


def excerpt(project: Path, file: str | None, line: int | None) -> tuple[ExcerptLine, ...]:
    """Return *line* of *file* with those around it; nothing where it cannot be shown."""
    if file is None or line is None:
        return ()
    path = project / file
    try:
        # The grader gave the name of the file; but a link in the project might lead anywhere.
        is_inside = path.resolve().is_relative_to(project.resolve())
        if not is_inside or not path.is_file() or path.stat().st_size > LARGEST_FILE:
            return ()
        lines = path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return ()
    first = max(0, line - 1 - LINES_AROUND)
    return tuple(
        ExcerptLine(number, indented(text), number == line)
        for number, text in enumerate(lines[first : line + LINES_AROUND], first + 1)
    )
