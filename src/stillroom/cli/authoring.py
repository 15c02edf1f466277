"""Making a course: check its rules, begin an exercise, publish branches, show it."""

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stillroom.cli.options import CohortExerciseOption, CourseOption, PlainOption
from stillroom.errors import StillroomError
from stillroom.sandbox.tiers import Tier

if TYPE_CHECKING:
    from stillroom.course.course import Course


def _course(named: Path | None) -> "Course":
    from stillroom.cli.course_here import course_here

    course = course_here(named)
    if course is None:
        raise StillroomError(
            f"{Path.cwd()}: there is no course here; name its folder with --course DIR"
        )
    return course


def demo(course: CourseOption = None) -> None:
    """For authors: show every exercise, solved and graded."""
    from rich.console import Console

    from stillroom.authoring.demo import run
    from stillroom.course.starter import starter_of

    lessons = _course(course)
    width = None if sys.stdout.isatty() else int(os.environ.get("COLUMNS", "120"))
    console = Console(width=width, highlight=False, no_color="NO_COLOR" in os.environ or None)
    if not run(starter_of(lessons), lessons, console):
        raise typer.Exit(1)


def course(
    course: CourseOption = None,
    write: Annotated[
        bool, typer.Option("--write", help="Write the tables of steps and of findings first.")
    ] = False,
    no_proof: Annotated[
        bool,
        typer.Option(
            "--no-proof",
            help="The rules alone: derive no wrong answers from the solutions.",
        ),
    ] = False,
    plain: PlainOption = False,
) -> None:
    """For authors: check the course, and prove its exercises."""
    from stillroom.authoring import rules, sample_rules
    from stillroom.authoring.place import place_of
    from stillroom.course.starter import starter_of
    from stillroom.grading.check_course import check_course
    from stillroom.sandbox.runner import Runner
    from stillroom.util.text import counted

    lessons = _course(course)
    root = starter_of(lessons)
    if todos := list(rules.todos(lessons)):
        typer.echo("\n".join(todos), err=True)
        raise typer.Exit(2)
    check_course(lessons)
    is_repository = place_of(lessons).is_repository
    if write:
        _write_steps(root, lessons)
    if write and is_repository:
        _write_codes(root / "docs" / "findings.md")
    with Runner() as runner:
        if write and not is_repository:
            sample_rules.write_findings(root, lessons, runner)
        broken = list(rules.broken(root, lessons, runner))
    for sentence in broken:
        typer.echo(sentence, err=True)
    if broken:
        raise typer.Exit(1)
    number = counted(len(lessons.ids), "exercise")
    typer.echo(f"{number} {'keeps' if len(lessons.ids) == 1 else 'keep'} every rule of the course.")
    if not no_proof:
        _prove(root, lessons, plain)


def _write_steps(root: Path, lessons: "Course") -> None:
    """Write the table of steps of every exercise, and what is given where that is frozen."""
    from stillroom.authoring import rules
    from stillroom.course import given
    from stillroom.util.files import write

    for exercise in lessons:
        readme = exercise.folder / "README.md"
        write(readme, rules.with_steps(readme.read_text("utf-8"), exercise))
        if exercise.definition.begin.frozen:
            write(exercise.folder / given.FILE, rules.with_given(root, exercise))


def _write_codes(page: Path) -> None:
    """Write the tables of codes into *page*, where it is there."""
    from stillroom.authoring import findings
    from stillroom.util.files import write

    if page.exists():
        write(page, findings.with_codes(page.read_text("utf-8")))


def _prove(root: Path, lessons: "Course", plain: bool) -> None:
    """Prove every exercise; what is to be mended ends with status 1."""
    from stillroom.authoring.proving.prove import Tick, prove, reference
    from stillroom.cohort.progress_bar import shown
    from stillroom.cohort.warmed_runners import WarmedRunners
    from stillroom.databases.runnable import why_not_here
    from stillroom.sandbox.tiers import TIME_LIMIT, Tier

    with ExitStack() as opened:
        runners = opened.enter_context(WarmedRunners(TIME_LIMIT, Tier.self_check))

        def begin(total: int) -> Tick:
            bar = opened.enter_context(shown(total, plain))
            return lambda: bar.advance(graded=True)

        reasons = {exercise: why_not_here(exercise) for exercise in lessons}
        for reason in filter(None, reasons.values()):
            typer.echo(f"Not proven: {reason}.")
        references = {
            exercise: reference(root, exercise)
            for exercise, reason in reasons.items()
            if reason is None
        }
        outcome = prove(lessons, references, runners, os.cpu_count() or 1, begin)
    for note in outcome.notes:
        typer.echo(f"Note: {note}")
    for sentence in outcome.sentences:
        typer.echo(sentence, err=True)
    if outcome.sentences:
        raise typer.Exit(1)
    typer.echo(outcome.words)


def new(
    name: Annotated[
        str, typer.Argument(metavar="ID", help="The new exercise, such as 05-add-orders.")
    ],
    course: CourseOption = None,
) -> None:
    """For authors: begin an exercise. Its folders fit the rules of the course."""
    from stillroom.authoring.new import new as begin
    from stillroom.authoring.place import course_place
    from stillroom.cli.course_here import folder_here

    folder = course or folder_here()
    if folder is None:
        raise StillroomError(
            f"{Path.cwd()}: there is no course here; name its folder with --course DIR, "
            "a new or empty one too"
        )
    for path in begin(folder, name):
        typer.echo(f"wrote {_shown(path)}")
    place = course_place(folder)
    check = "nox -s course --" if place.is_repository else f"stillroom course --course {folder}"
    exercise, solution = _shown(place.exercises / name), _shown(place.solutions / name)
    todo = [
        f"Replace every TODO in {exercise} and {solution}.",
        f"Write samples of right and wrong answers below {_shown(place.samples / name)}.",
        *(["Name the exercise in the table of README.md."] if place.is_repository else []),
        f"Write the tables and check the rules: {check} --write",
    ]
    for number, sentence in enumerate(todo, 1):
        typer.echo(f"{number}. {sentence}")


def _shown(path: Path) -> Path:
    """Return *path* as it is called from the current folder, if it is in there."""
    whole, here = path.resolve(), Path.cwd()
    return whole.relative_to(here) if whole.is_relative_to(here) else whole


def picture() -> None:
    """For authors: draw docs/terminal.svg again from a real grading."""
    from stillroom.authoring.picture import draw, shown
    from stillroom.course.course import Course
    from stillroom.sandbox.runner import Runner
    from stillroom.util.files import write as write_file

    root = Path.cwd()
    if not (root / "copier.yml").exists():
        raise StillroomError(f"{root}: copier.yml is not here; run this in the course repository")
    with Runner() as runner:
        picture = draw(shown(root, Course(root / "exercises"), runner))
        write_file(root / "docs" / "terminal.svg", picture)


def branches(
    destination: Annotated[
        Path | None,
        typer.Argument(metavar="DEST", help="The folder of the Git repository to write."),
    ] = None,
    exercise: Annotated[
        str | None,
        typer.Option("--exercise", "--only", metavar="ID", help="Publish this exercise alone."),
    ] = None,
    remote: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Push the branches to this repository instead."),
    ] = None,
    overwrite: Annotated[
        bool,
        typer.Option("--overwrite", help="Replace branches there with commits of somebody else."),
    ] = False,
    squash: Annotated[
        bool, typer.Option("--squash", help="Make each branch one commit with nothing behind it.")
    ] = False,
    course: CourseOption = None,
) -> None:
    """For authors: write a Git repository, one branch per exercise."""
    from stillroom.authoring.branches import publish, publish_to
    from stillroom.util.text import listed

    if (destination is None) == (remote is None):
        raise StillroomError("branches: name either a folder DEST or --remote URL")
    lessons = _course(course)
    only = lessons.find(exercise).id if exercise else None
    pushed = None
    if remote is not None:
        names, pushed = publish_to(lessons, remote, only, overwrite=overwrite, squash=squash)
    elif destination is not None:
        names = publish(lessons, destination, only, squash=squash)
    for branch in names:
        typer.echo(branch)
    if pushed and len(pushed.moved) < len(names):
        moved = f"moved: {listed(pushed.moved)}; every other" if pushed.moved else "every"
        typer.echo(f"Note: {moved} branch is as it was", err=True)
    if pushed and pushed.note:
        typer.echo(f"Note: {pushed.note}", err=True)


def gradescope(
    destination: Annotated[
        Path, typer.Argument(metavar="ZIP", help="The archive to write, such as autograder.zip.")
    ],
    exercise: CohortExerciseOption,
    course: CourseOption = None,
    require: Annotated[
        Tier,
        typer.Option(
            "--require-isolation",
            metavar="TIER",
            help="The weakest isolation with which it grades.",
        ),
    ] = Tier.filter,
) -> None:
    """For teachers: write an exercise's autograder for Gradescope."""
    from stillroom.authoring.gradescope import write_autograder

    lessons = _course(course)
    write_autograder(lessons, lessons.find(exercise), require, destination)
    typer.echo(f"wrote {destination}: upload it as the autograder of the assignment")
