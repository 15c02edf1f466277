"""The code of a reference solution beside the learner's own, for those who have passed the exercise.

No wheel carries solutions. The code is taken from where the course comes from, and else from what
the next exercise begins with, as far as that exercise lays nothing of its own over it.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from stillroom.course.course import Course
from stillroom.course.exercise import LEARNERS, VERSIONS, Exercise
from stillroom.course.starts import STARTER, Files, overlay, solution_of
from stillroom.errors import StillroomError
from stillroom.project.begin import start_in
from stillroom.project.kept_work import kept_at
from stillroom.project.progress import Progress
from stillroom.submission.intake import take_in
from stillroom.util import resources

ANSWERS = ".copier-answers.yml"
_ORIGIN = re.compile(r"^_src_path: *['\"]?(.+?)['\"]? *$", re.MULTILINE)
_README = "README.md"


def beside_own(project: Path, course: Course, exercise: Exercise, progress: Progress) -> str:
    """Return the reference of *exercise*, which has passed, and the learner's own code, as Markdown."""
    reference = _reference(project, course, exercise)
    if not reference:
        origin = _origin(project)
        where = f" It is in `{origin}`, in `solutions/{exercise.id}`." if origin else ""
        return f"Its code does not travel with your project.{where}"
    own = _own(project, exercise, progress)
    parts = [part for path in reference for part in _file(path, reference, own)]
    return "\n\n".join([*parts, *_own_revisions(project, exercise, reference, own)])


def _file(path: str, reference: Files, own: Files) -> Iterator[str]:
    if path in own and _text(own[path]) == _text(reference[path]):
        yield f"`{path}`: yours is the same."
        return
    yield f"`{path}`, the reference:"
    yield _code(reference[path])
    if path in own:
        yield f"`{path}`, yours:"
        yield _code(own[path])


def _own_revisions(
    project: Path, exercise: Exercise, reference: Files, own: Files
) -> Iterator[str]:
    """The revisions that the learner wrote, which have names of their own."""
    start = start_in(project, exercise).files
    for path in own:
        if path.startswith(VERSIONS) and path not in reference and path not in start:
            yield f"`{path}`, yours:"
            yield _code(own[path])


def _reference(project: Path, course: Course, exercise: Exercise) -> Files:
    """Return the files of the reference solution, as far as they are at hand."""
    if files := solution_of(exercise.folder):
        return files
    origin = _origin(project)
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


def _origin(project: Path) -> str:
    """Return where the project comes from, as Copier has noted it; empty where it has not."""
    try:
        noted = _ORIGIN.search((project / ANSWERS).read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        return ""
    return noted[1] if noted else ""


def _text(content: bytes) -> str:
    return "\n".join(line.rstrip() for line in content.decode("utf-8", "replace").splitlines())


def _code(content: bytes) -> str:
    text = _text(content).strip("\n")
    fence = "`" * max(3, *(len(ticks) + 1 for ticks in re.findall("`+", text)), 0)
    return f"{fence}python\n{text}\n{fence}"
