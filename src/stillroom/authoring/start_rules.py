"""The rules of an exercise's start: what its author lays over must be needed, and must not fight."""

from collections.abc import Iterator
from pathlib import Path

from stillroom.authoring import projects
from stillroom.course.exercise import VERSIONS, Exercise
from stillroom.course.starts import Files, Start, overlay, solutions
from stillroom.submission.revisions import History
from stillroom.util.text import clean


def broken_start(root: Path, exercise: Exercise) -> Iterator[str]:
    """Yield a sentence for each rule that the start of *exercise*, or its solution, breaks.

    Raises MissingSolution where the start cannot be computed.
    """
    before = exercise.before.over(projects.bare(root))
    laid_over = Start({}, tuple(exercise.definition.begin.without)).over(before)
    for name, content in overlay(exercise.starter).items():
        if laid_over.get(name) == content:
            yield f"{exercise.starter / name}: the same without it; take it away"
    start = projects.start(root, exercise)
    yield from _double(exercise, start)
    yield from _idle(exercise, start)


def _double(exercise: Exercise, start: Files) -> Iterator[str]:
    """Yield a sentence for each revision id that two files of the start have."""
    paths: dict[str, str] = {}
    history = History.of_files(
        {path: text for path, text in start.items() if path.startswith(VERSIONS)}
    )
    for file in history:
        if file.revision is None:
            continue
        other = paths.setdefault(file.revision, file.path)
        if other != file.path:
            own, given = sorted(
                (file.path, other), key=lambda path: not (exercise.starter / path).exists()
            )
            yield (
                f"{exercise.starter / own}: revision {clean(file.revision, 60)!r} is in {given} too; "
                "give the file the same name, or leave the other out by begin.without"
            )


def _idle(exercise: Exercise, start: Files) -> Iterator[str]:
    """Yield a sentence for each file of the solution that changes nothing."""
    folder = solutions(exercise.folder.parent) / exercise.id
    if not exercise.solution:
        yield f"{folder}: changes nothing"
    for name, content in exercise.solution.items():
        if start.get(name) == content:
            yield f"{folder / name}: the same as in the exercise's start; take it away"
