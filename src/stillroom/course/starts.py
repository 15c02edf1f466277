"""The start of an exercise, computed: the exercise before it solved, and ``starter/`` laid over.

Everything is said as files that are laid over the bare starter, so that a start can be computed
where the bare starter is not at hand. The build of the wheel runs this module too, so it imports
nothing but the standard library and helpers that do the same.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from stillroom.errors import StillroomError
from stillroom.util.files import read_folder

Files = dict[str, bytes]
"""Path in the project, with slashes, to content."""

COMPUTED = "start"
"""The folder of an exercise in which a wheel carries the computed files."""
STARTER = "starter"
"""The folder of an exercise with what its author lays over the exercise before it, solved."""


class MissingSolution(StillroomError):
    """The reference solution that a start is computed from is not there."""


@dataclass(frozen=True)
class Start:
    """What an exercise begins with, compared with the bare starter."""

    files: Files
    """The files that differ from the bare starter."""
    without: tuple[str, ...] = ()
    """Patterns of the paths that are not there, but for those in ``files``."""

    def over(self, project: Mapping[str, bytes]) -> Files:
        """Return the files of *project* after this start was laid over them."""
        kept = {path: content for path, content in project.items() if not self.leaves_out(path)}
        return kept | self.files

    def leaves_out(self, path: str) -> bool:
        """Tell whether the file at *path* of a project is not there at the start."""
        return path not in self.files and matches(path, self.without)


def start_of(exercise: Path) -> Start:
    """Return the start of the exercise in the folder *exercise*, whose course was checked.

    Raises MissingSolution where the solution of an exercise before it is not there.
    """
    if (exercise / COMPUTED).is_dir():
        return Start(read_folder(exercise / COMPUTED), without(exercise))
    earlier, patterns = before(exercise), _without(exercise)
    files = {path: text for path, text in earlier.files.items() if not matches(path, patterns)}
    return Start(files | overlay(exercise / STARTER), (*earlier.without, *patterns))


def before(exercise: Path) -> Start:
    """Return the exercise that the one in *exercise* comes after, solved; raises as ``start_of``."""
    folder = _after(exercise)
    if folder is None:
        return Start({})
    start, solution = start_of(folder), solution_of(folder)
    # A course that shows no solutions has to copy whole starts, as all courses did once.
    if not solution and not (exercise / STARTER).is_dir():
        raise MissingSolution(
            f"{solutions(folder.parent) / folder.name}: no solution is here, and {exercise.name} "
            "starts from it; write it"
        )
    return Start(start.files | solution, start.without)


def solution_of(exercise: Path) -> Files:
    """Return the files of the reference solution of the exercise in the folder *exercise*."""
    files = overlay(solutions(exercise.parent) / exercise.name)
    files.pop("README.md", None)
    return files


def solutions(course: Path) -> Path:
    """Return the folder of solutions of the course in *course*: inside it, else beside it."""
    inside = course / "solutions"
    return inside if inside.is_dir() else course.resolve().parent / "solutions"


def overlay(folder: Path) -> Files:
    """Return the files that *folder* lays over a project; none where there is no such folder."""
    return read_folder(folder) if folder.is_dir() else {}


def matches(path: str, patterns: tuple[str, ...]) -> bool:
    """Tell whether *path* matches one of *patterns*, in which ``*`` stands for slashes too."""
    return any(fnmatchcase(path, pattern) for pattern in patterns)


def without(exercise: Path) -> tuple[str, ...]:
    """Return the patterns of all exercises up to *exercise*."""
    folder = _after(exercise)
    return (*(without(folder) if folder else ()), *_without(exercise))


def _without(exercise: Path) -> tuple[str, ...]:
    return tuple(_read(exercise).get("begin", {}).get("without", ()))


def _after(exercise: Path) -> Path | None:
    after = _read(exercise).get("after")
    return exercise.parent / after if after else None


def _read(exercise: Path) -> dict[str, Any]:
    return tomllib.loads((exercise / "exercise.toml").read_text("utf-8"))
