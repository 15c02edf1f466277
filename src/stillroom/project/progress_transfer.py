"""Progress that is taken from one project to another: written to a file, and read from one."""

import os
from pathlib import Path

from stillroom.errors import StillroomError
from stillroom.project.progress import FILE, LARGEST, UnusableProgress, parse_progress
from stillroom.project.progress_file import (
    free_name,
    load_progress,
    locked,
    read_or_set_aside,
    save_progress,
)
from stillroom.util.files import write


def export(project: Path, file: Path) -> None:
    """Write the progress of *project* to the new file *file*; raises StillroomError."""
    if os.path.lexists(file):
        raise StillroomError(f"{file}: is there already; name a new file")
    progress, _ = load_progress(project)
    write(file, progress.text())


def import_(project: Path, file: Path) -> str | None:
    """Put the progress that was exported to *file* in the place of that of *project*.

    Returns the name under which the earlier progress is kept, or None if there was none.
    Raises StillroomError, and changes nothing, if the file is no progress file.
    """
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise StillroomError(f"{file}: cannot be read: {error.strerror}") from error
    return import_content(project, content, str(file))


def import_content(project: Path, content: bytes, name: str) -> str | None:
    """Do as ``import_`` with the *content* of a file; *name* is what messages call it."""
    try:
        imported = parse_progress(content)
    except UnusableProgress as error:
        raise StillroomError(
            f"{name}: {error.why}; import a file that stillroom progress export wrote"
        ) from error
    if not imported.model_fields_set:
        raise StillroomError(
            f"{name}: holds no progress; import a file that stillroom progress export wrote"
        )
    with locked(project):
        earlier, _ = read_or_set_aside(project)
        # These belong to the project, not to the learner.
        imported.only, imported.stuck, imported.done = earlier.only, earlier.stuck, earlier.done
        kept = None
        if (project / FILE).exists():
            kept = free_name(project, "earlier")
            write(kept, earlier.text())
        save_progress(imported, project)
        return kept.name if kept else None
