"""A learner's progress: one small file in the project, safe to delete.

``.stillroom.json`` says which exercise is ``current``, which have ``passed``, how many ``hints`` were
seen, and, in a branch that was handed out, the ``only`` exercise it is for. Nothing is graded by it.
"""

import json
import os
import tempfile
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from stillroom.errors import StillroomError

FILE = ".stillroom.json"


class Progress(BaseModel):
    """Which exercise is current, which have passed, and how many hints were seen of each."""

    model_config = ConfigDict(extra="ignore")

    current: str | None = None
    only: str | None = None
    passed: list[str] = []
    hints: dict[str, int] = {}

    @classmethod
    def load(cls, project: Path) -> tuple["Progress", str | None]:
        """Return the progress of *project*, and a sentence if its file was damaged."""
        path = project / FILE
        try:
            return cls.model_validate(json.loads(path.read_text("utf-8"))), None
        except FileNotFoundError:
            return cls(), None
        except (OSError, ValueError, ValidationError):
            aside = path.with_name(FILE + ".damaged")
            try:
                os.replace(path, aside)
            except OSError as error:
                raise StillroomError(
                    f"{path}: cannot be read: {error}; delete it and go on"
                ) from error
            return cls(), f"{FILE} was damaged. It is kept as {aside.name}; progress starts anew."

    def save(self, project: Path) -> None:
        """Write the file as a whole or not at all."""
        write(project / FILE, self.model_dump_json(indent=2) + "\n")


def write(path: Path, text: str) -> None:
    """Write *text* to *path* as a whole or not at all; raises StillroomError."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(name, 0o666 & ~mask)
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise StillroomError(f"{path}: cannot be written: {error.strerror}") from error
