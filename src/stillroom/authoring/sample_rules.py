"""The rules of the samples of a course of one's own: each gets the verdict and the findings that it names."""

from collections.abc import Iterator
from pathlib import Path

from stillroom.authoring import samples
from stillroom.authoring.place import place_of
from stillroom.course.course import Course
from stillroom.databases.runnable import why_not_here
from stillroom.errors import StillroomError
from stillroom.grading.grade import grade
from stillroom.results.record import Result
from stillroom.sandbox.runner import Runner
from stillroom.util.files import write
from stillroom.util.text import listed


def broken(root: Path, course: Course, runner: Runner) -> Iterator[str]:
    """Yield a sentence for each sample that is not graded as it says; *root* has the starter."""
    for folder in samples.folders_in(place_of(course).samples):
        try:
            sample = samples.read(root, course, folder)
        except StillroomError as error:
            yield str(error)
            continue
        if why_not_here(sample.exercise):
            continue
        result = grade(sample.submission, course, sample.exercise, runner)
        path = folder / samples.FILE
        if result.verdict != sample.verdict:
            yield f"{path}: verdict is {sample.verdict}, but the sample is graded {_told(result)}"
        elif sample.findings and [*map(samples.expected, result.findings)] != [*sample.findings]:
            yield (
                f"{path}: the findings are not those that it gets, {_told(result)}; "
                "run stillroom course --write, and read what changes"
            )


def write_findings(root: Path, course: Course, runner: Runner) -> None:
    """Write into each sample the findings that it gets now; the verdict stays as its author wrote it."""
    for folder in samples.folders_in(place_of(course).samples):
        sample = samples.read(root, course, folder)
        if why_not_here(sample.exercise):
            continue
        result = grade(sample.submission, course, sample.exercise, runner)
        path = folder / samples.FILE
        write(path, samples.with_findings(path.read_text("utf-8"), result, sample.submission))


def _told(result: Result) -> str:
    codes = [finding.code for finding in result.findings]
    return f"{result.verdict} with {listed(codes, 'no finding')}"
