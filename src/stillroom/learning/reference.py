"""The code of a reference solution beside the learner's own, for those who have passed the exercise.

No wheel carries solutions. The code is taken from where the course comes from, and else from what
the next exercise begins with, as far as that exercise lays nothing of its own over it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stillroom.course.course import Course
from stillroom.course.exercise import LEARNERS, VERSIONS, Exercise
from stillroom.course.starts import STARTER, Files, overlay, solution_of
from stillroom.errors import StillroomError
from stillroom.project.begin import start_in
from stillroom.project.kept_work import kept_at
from stillroom.project.named_course import template_of
from stillroom.project.progress import Progress
from stillroom.submission.intake import take_in
from stillroom.util import resources

_README = "README.md"


@dataclass(frozen=True)
class Compared:
    """A file in the reference solution and in the learner's own; None where one does not have it."""

    path: str
    reference: str | None
    own: str | None

    @property
    def is_same(self) -> bool:
        """Whether the two are equal, but for blanks at the ends of lines."""
        return self.reference == self.own


def compared(
    project: Path, course: Course, exercise: Exercise, progress: Progress
) -> tuple[Compared, ...]:
    """Return the files of the reference of *exercise*, which has passed, beside the learner's own.

    Behind them are the revisions that the learner wrote, which have names of their own. There is
    nothing where the reference is not at hand.
    """
    reference = _reference(project, course, exercise)
    if not reference:
        return ()
    own = _own(project, exercise, progress)
    start = start_in(project, exercise).files
    written = [
        path
        for path in own
        if path.startswith(VERSIONS) and path not in reference and path not in start
    ]
    return tuple(
        Compared(path, _code(reference, path), _code(own, path)) for path in [*reference, *written]
    )


def where_it_is(project: Path, exercise: Exercise) -> str:
    """Return the sentence that says where the reference is that is not at hand."""
    origin = template_of(project)
    where = f" It is in `{origin}`, in `solutions/{exercise.id}`." if origin else ""
    return f"Its code does not travel with your project.{where}"


def beside_own(project: Path, course: Course, exercise: Exercise, progress: Progress) -> str:
    """Return the reference of *exercise*, which has passed, and the learner's own code, as Markdown."""
    files = compared(project, course, exercise, progress)
    return "\n\n".join(part for file in files for part in _parts(file)) or where_it_is(
        project, exercise
    )


def _parts(file: Compared) -> Iterator[str]:
    if file.is_same:
        yield f"`{file.path}`: yours is the same."
        return
    for whose, text in (("the reference", file.reference), ("yours", file.own)):
        if text is not None:
            yield f"`{file.path}`, {whose}:"
            yield _fenced(text)


def _reference(project: Path, course: Course, exercise: Exercise) -> Files:
    """Return the files of the reference solution, as far as they are at hand."""
    if files := solution_of(exercise.folder):
        return files
    origin = template_of(project)
    is_ours = course.root.resolve() == resources.resource("exercises").resolve()
    if origin and is_ours:
        there = overlay(Path(origin).expanduser() / "solutions" / exercise.id)
        if files := {path: text for path, text in there.items() if path != _README}:
            return files
    following = next((each for each in course if each.definition.after == exercise.id), None)
    return _from_start(project, exercise, following) if following else {}


def _from_start(project: Path, exercise: Exercise, following: Exercise) -> Files:
    """Return what *following* begins with and *exercise* did not, but for what is its own."""
    try:
        before, after = start_in(project, exercise).files, start_in(project, following).files
    except StillroomError:
        return {}
    laid_over = overlay(following.folder / STARTER)
    return {
        path: text
        for path, text in after.items()
        if path.startswith(LEARNERS) and before.get(path) != text and path not in laid_over
    }


def _own(project: Path, exercise: Exercise, progress: Progress) -> Files:
    """Return the learner's files with which *exercise* passed: those that are there, or kept ones."""
    if exercise.id in (progress.current, progress.only):
        return take_in(project).files
    kept = kept_at(project, exercise.id)
    return kept.files() if kept else {}


def _code(files: Files, path: str) -> str | None:
    if path not in files:
        return None
    lines = files[path].decode("utf-8", "replace").splitlines()
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _fenced(text: str) -> str:
    fence = "`" * max(3, *(len(ticks) + 1 for ticks in re.findall("`+", text)), 0)
    return f"{fence}python\n{text}\n{fence}"
