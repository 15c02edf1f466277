"""The demonstration: a starter, every exercise solved and graded, and the table of the lesson."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from stillroom.authoring import projects
from stillroom.course.course import Course
from stillroom.course.table import lesson_exercises
from stillroom.databases.runnable import why_not_here
from stillroom.grading.grade import grade
from stillroom.reports.words import MARKS
from stillroom.results.record import Result
from stillroom.results.step import Step
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import take_in


def run(root: Path, course: Course, console: Console) -> bool:
    """Generate a starter, solve and grade every exercise, print the table; tell if all passed."""
    with tempfile.TemporaryDirectory(prefix="stillroom-demo-") as folder, Runner() as runner:
        project = Path(folder) / "project"
        console.print("Generating a starter ...")
        projects.render_here(root, project)
        results = []
        for exercise in course:
            if reason := why_not_here(exercise):
                console.print(f"Left out: {reason}.")
                continue
            console.print(f"Solving and grading {exercise.id} ...")
            projects.lay(projects.solved(root, exercise), project)
            results.append(grade(take_in(project, exercise.id), course, exercise, runner))
    lesson = {exercise.id for exercise in lesson_exercises(course)}
    console.print(_table([result for result in results if result.exercise in lesson]))
    for result in results:
        verdict = f"{result.verdict}, {result.points} of {result.max_points} points"
        console.print(f"{result.exercise}  {verdict}  ({result.seconds:.2f} s)")
    passed = all(result.verdict == "passed" for result in results)
    number = sum(result.verdict == "passed" for result in results)
    console.print(f"\n{number} of {len(results)} exercises passed.")
    return passed


def rows(results: Sequence[Result]) -> list[Step]:
    """Return the first row of every step number over *results*: the lesson's own table."""
    first: dict[int, Step] = {}
    for result in results:
        for step in result.steps:
            first.setdefault(step.step, step)
    return [first[number] for number in sorted(first)]


def _table(results: Sequence[Result]) -> Table:
    table = Table(
        title="One project, from the first revision to the last",
        box=box.SIMPLE_HEAD,
        title_justify="left",
    )
    for name in ("Step", "Command or action", "What it does", "Expected", "Found", "Result"):
        table.add_column(name, overflow="fold")
    for step in rows(results):
        table.add_row(
            str(step.step), step.command, step.effect, step.expected, step.seen, MARKS[step.status]
        )
        for look in step.values:
            table.add_row("", look.what, "", look.expected, look.seen, MARKS[look.status])
    return table
