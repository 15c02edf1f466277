"""A course: the exercises of a folder, read once and checked on the way in."""

import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from stillroom.course import starts
from stillroom.course.about import (
    Track,
    about_file,
    course_name,
    course_title,
    in_tracks,
    read_about,
)
from stillroom.course.accept import Accept
from stillroom.course.exercise import Exercise
from stillroom.course.location import exercise_folders, exercises_folder
from stillroom.course.references import broken_order, broken_references
from stillroom.errors import StillroomError
from stillroom.util.resources import resource
from stillroom.util.text import clean, listed, nearest


class Course:
    """All exercises of a folder that is laid out like ``exercises/``, in teaching order."""

    def __init__(self, root: Path | None = None) -> None:
        """Read every exercise below *root*: by default STILLROOM_COURSE, else the course's own.

        *root* may also be a folder that holds ``exercises``. Raises StillroomError.
        """
        self.root = exercises_folder(root or _own_exercises())
        folders = exercise_folders(self.root)
        if not folders:
            raise StillroomError(
                f"{self.root}: no exercises here; each is a folder with exercise.toml. "
                "The first one is begun with: stillroom new --course DIR 01-NAME"
            )
        self.about = read_about(self.root)
        self.exercises = [Exercise(folder) for folder in folders]
        self._check_numbers()
        self._check_order()
        self.tracks = self._in_tracks()
        self._check_references()

    def __iter__(self) -> Iterator[Exercise]:
        return iter(self.exercises)

    @property
    def title(self) -> str:
        """The name of the course for people."""
        return course_title(self.about, self.root)

    @property
    def name(self) -> str:
        """What a project remembers the course by; raises StillroomError where there is none."""
        return course_name(self.about, self.root)

    @property
    def is_own(self) -> bool:
        """Whether it is the course that comes with the package: the template makes projects for it."""
        own = resource("exercises")  # there is none where it was published with another course
        return own.is_dir() and self.root == exercises_folder(own)

    @property
    def ids(self) -> list[str]:
        """The ids of the exercises, in teaching order."""
        return [exercise.id for exercise in self.exercises]

    @property
    def track_titles(self) -> dict[str, str]:
        """The title of each track by the id of its first exercise; none where there are not several."""
        titles = {each[0].id: track.title for track, each in self.tracks if each}
        return titles if len(titles) > 1 else {}

    @property
    def solutions(self) -> Path:
        """The folder of the reference solutions, whether it is there or not."""
        return starts.solutions(self.root)

    def find(self, name: str) -> Exercise:
        """Return the exercise called *name*, by its id or by its number alone.

        Raises StillroomError that names the nearest exercise.
        """
        for exercise in self.exercises:
            if name in (exercise.id, exercise.number, exercise.number.lstrip("0")):
                return exercise
        near = nearest(name, self.ids)
        meant = f"did you mean {near}?" if near else f"there are {listed(self.ids)}"
        raise StillroomError(f"no exercise is called {clean(name, 60)!r}: {meant}")

    def after(self, exercise: Exercise) -> Exercise | None:
        """Return the exercise that follows *exercise*, or None at the end of the course."""
        following = self.exercises[self.exercises.index(exercise) + 1 :]
        return following[0] if following else None

    def states(self, exercise: Exercise) -> dict[str, Any]:
        """Return every state that *exercise* may name: name to MetaData, without ``empty``."""
        return {
            name: state
            for defining in self._up_to(exercise)
            for name, state in defining.states.items()
        }

    def accepted(self, exercise: Exercise) -> list[tuple[Exercise, int, Accept]]:
        """Return what *exercise* and those before it accept, each with its place in their files."""
        return [
            (each, index, accept)
            for each in self._up_to(exercise)
            for index, accept in enumerate(each.definition.accept)
        ]

    def defining(self, state: str, exercise: Exercise) -> Exercise:
        """Return the exercise whose definition of *state* counts for *exercise*."""
        return next(
            earlier for earlier in reversed(self._up_to(exercise)) if state in earlier.states
        )

    def _up_to(self, exercise: Exercise) -> list[Exercise]:
        return self.exercises[: self.exercises.index(exercise) + 1]

    def _check_numbers(self) -> None:
        """A number alone names an exercise, so each stands once."""
        for exercise, following in pairwise(self.exercises):
            if exercise.number == following.number:
                raise StillroomError(
                    f"{following.folder}: the number {following.number} is that of {exercise.id} too; "
                    "give one of the two another number"
                )

    def _in_tracks(self) -> list[tuple[Track, list[Exercise]]]:
        """Each track with its exercises, in teaching order."""
        tracks = self.about.tracks
        parts = in_tracks(about_file(self.root), tracks, self.ids)
        return [
            (track, [self.find(name) for name in names])
            for track, names in zip(tracks, parts, strict=True)
        ]

    def _check_order(self) -> None:
        """Each exercise starts from one that stands before it."""
        for exercise, sentence in broken_order(self.exercises):
            raise StillroomError(f"{exercise.folder / 'exercise.toml'}: after: {sentence}")

    def _check_references(self) -> None:
        """Whatever an exercise names is there."""
        for exercise in self.exercises:
            for key, sentence in broken_references(exercise, self.states(exercise)):
                raise StillroomError(f"{exercise.folder / 'exercise.toml'}: {key}: {sentence}")


def _own_exercises() -> Path:
    """The exercises of STILLROOM_COURSE, of the installed package, or of this checkout.

    Raises StillroomError where there are none.
    """
    if named := os.environ.get("STILLROOM_COURSE"):
        return Path(named)
    own = resource("exercises")
    if not own.is_dir():  # it was published with another course
        raise StillroomError(
            "this stillroom brings no course of its own; name one: [tool.stillroom] in "
            "pyproject.toml, or --course DIR"
        )
    return own
