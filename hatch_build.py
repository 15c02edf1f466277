"""Puts the course into the wheel: the exercises, and what is made of the solutions.

Of a solution, these are the text that explains it, and the computed starts of later exercises.

The code of a solution is in no wheel as such. The start of an exercise has the exercises before it
solved, so a tree without code in ``solutions/`` (that of a published course) gets no starts.
"""

import shutil
import sys
from functools import cached_property
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CourseFiles(BuildHookInterface):  # type: ignore[type-arg]  # it is configured by nothing
    """The course in the wheel: the exercises, their starts, and the texts on their solutions."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the course, its texts and its starts to what goes into the wheel."""
        if (exercises := Path(self.root, "exercises")).is_dir():  # a fork may have none yet
            build_data["force_include"][str(exercises)] = "stillroom/exercises"
        for path in sorted(Path(self.root, "solutions").glob("*/README.md")):
            build_data["force_include"][str(path)] = f"stillroom/explanations/{path.parent.name}.md"
        if version != "editable":  # there, they are computed when they are asked for
            sys.path.insert(0, str(Path(self.root, "src")))
            for exercise in sorted(Path(self.root, "exercises").glob("*/exercise.toml")):
                self._add_start(exercise.parent, build_data)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the computed files, which are in the wheel now."""
        shutil.rmtree(self._computed, ignore_errors=True)

    @cached_property
    def _computed(self) -> str:
        return mkdtemp(prefix="stillroom-starts-")

    def _add_start(self, exercise: Path, build_data: dict[str, Any]) -> None:
        from stillroom.course.starts import COMPUTED, MissingSolution, start_of

        try:
            files = start_of(exercise).files
        except MissingSolution:
            return
        for name, content in files.items():
            path = Path(self._computed, exercise.name, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            target = f"stillroom/exercises/{exercise.name}/{COMPUTED}/{name}"
            build_data["force_include"][str(path)] = target
