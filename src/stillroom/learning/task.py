"""The task of an exercise: the parts of its text that no table of it shows by itself."""

from pathlib import Path

from stillroom.util.markdown import sections

SHOWN_ELSEWHERE = ("Goal", "Steps", "Hints")


def task(path: Path) -> tuple[tuple[str, str], ...]:
    """Return the heading and the Markdown of each part of the task that the file *path* tells."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ()
    return tuple(section for section in sections(text) if section[0] not in SHOWN_ELSEWHERE)
