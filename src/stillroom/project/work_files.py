"""The files of a project that are the learner's work."""

import os
from collections.abc import Iterator
from pathlib import Path

from stillroom.course.base import ENVIRONMENT
from stillroom.submission.elsewhere import MOST_ENTRIES
from stillroom.submission.intake import TAKEN


def work_files(project: Path) -> Iterator[Path]:
    """Yield the files of *project* that are the learner's work, and the folders they are in."""
    looked_at = 0
    for top in TAKEN:
        for place, folders, names in os.walk(project / top):
            folders[:] = sorted(
                folder
                for folder in folders
                if folder != "__pycache__" and not folder.startswith(".")
            )
            looked_at += len(folders) + len(names)
            if looked_at > MOST_ENTRIES:
                break
            yield Path(place)
            yield from (Path(place, name) for name in sorted(names) if name.endswith(".py"))
    yield project / ENVIRONMENT
