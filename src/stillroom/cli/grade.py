"""Grading what others have made: one or more submissions, a whole class, and how safe that is here."""

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stillroom.cli.options import (
    AnonymousOption,
    BranchOption,
    ClassListOption,
    CohortExerciseOption,
    CourseOption,
    ExerciseOption,
    FormatOption,
    IsolationOption,
    JobsOption,
    OutputOption,
    PlainOption,
    ProjectOption,
    ResultsOption,
    SchedulerOption,
    SecondsOption,
    SubmissionsArgument,
    SummaryFormatOption,
)
from stillroom.cli.output import (
    check_writable,
    refuse_scope,
    show_progress,
    show_results,
    show_summary,
)
from stillroom.reports.base import FIRST
from stillroom.sandbox.tiers import TIME_LIMIT, Tier
from stillroom.util.terminal import colour

if TYPE_CHECKING:
    from stillroom.course.course import Course
    from stillroom.results.record import Result
    from stillroom.sandbox.runner import Runner
    from stillroom.submission.intake import Submission


def grade(
    submissions: Annotated[
        list[str],
        typer.Argument(metavar="SUBMISSION", help="Projects: folders, archives, Git repositories."),
    ],
    exercise: ExerciseOption = None,
    course: CourseOption = None,
    format_: FormatOption = FIRST,
    output: OutputOption = None,
    plain: PlainOption = False,
    seconds: SecondsOption = TIME_LIMIT,
    require: IsolationOption = None,
    branch: BranchOption = None,
) -> None:
    """Grade projects on one exercise. They are never written to."""
    from stillroom.cohort.warmed_runners import WarmedRunners

    with WarmedRunners(seconds, _tier(require, len(submissions))) as runners:
        runners.start()  # while the rest of the program is imported, that of the report too
        check_writable(output, format_)
        refuse_scope(format_, len(submissions))
        from stillroom.cohort.grade_several import in_parallel
        from stillroom.cohort.grader import result_of
        from stillroom.course.course import Course
        from stillroom.grading.grade import grade as grade_one
        from stillroom.project.check import furthest
        from stillroom.project.named_course import refuse_another_course
        from stillroom.submission.handed_in import Missed, Wanted, several

        lessons = Course(course)
        if course is None:
            refuse_another_course(Path(name) for name in submissions)
        requested = lessons.find(exercise) if exercise else None
        contents = several(submissions, Wanted(branch))

        def graded(submission: "Submission | Missed", runner: "Runner") -> "Result":
            if isinstance(submission, Missed):
                return result_of(submission, requested or lessons.exercises[0])
            chosen = requested or furthest(lessons, submission, runner)
            return grade_one(submission, lessons, chosen, runner)

        progress = partial(show_progress, total=len(contents))
        results = in_parallel(contents, graded, runners, os.cpu_count() or 1, progress)
    raise typer.Exit(show_results(results, format_, output, plain, ""))


def cohort(
    submissions: SubmissionsArgument,
    exercise: CohortExerciseOption,
    results: ResultsOption,
    jobs: JobsOption = None,
    scheduler: SchedulerOption = None,
    course: CourseOption = None,
    format_: SummaryFormatOption = FIRST,
    plain: PlainOption = False,
    seconds: SecondsOption = TIME_LIMIT,
    require: IsolationOption = Tier.filter,
    branch: BranchOption = None,
    anonymous: AnonymousOption = False,
    roster: ClassListOption = None,
) -> None:
    """Grade a whole class. Run it again after an interruption: it goes on where it stopped."""
    from stillroom.cohort.grade_cohort import Cohort, grade_cohort
    from stillroom.cohort.grading_config import GradingConfig
    from stillroom.cohort.pseudonyms import pseudonyms
    from stillroom.cohort.sources import unpacked
    from stillroom.course.course import Course
    from stillroom.submission.handed_in import Wanted

    lessons = Course(course)
    workers = jobs or os.cpu_count() or 1
    with unpacked(submissions) as place:
        if course is None:
            _say_which_course(lessons, place, results)
        config = GradingConfig(lessons, lessons.find(exercise), seconds, _tier(require, 2))
        summary = grade_cohort(
            Cohort(
                place,
                config,
                results,
                workers,
                scheduler,
                plain,
                Wanted(branch, is_for_all=True),
                is_anonymous=anonymous,
                class_list=roster,
            )
        )
    if anonymous:
        from stillroom.cohort.kept_results import read_kept

        summary = pseudonyms(results).summary(summary, read_kept(results).results)
    raise typer.Exit(show_summary(summary, format_, plain, results))


def _say_which_course(lessons: "Course", submissions: Path, results: Path) -> None:
    """Say which course is used where some projects name another one; raise where all of them do."""
    from stillroom.cohort.sources import gather
    from stillroom.project.named_course import courses_named, refuse_another_course
    from stillroom.util.text import clean, listed

    projects = [
        source.path
        for source in gather(submissions, results)
        if source.path and (source.path / "pyproject.toml").is_file()
    ]
    refuse_another_course(projects)
    if names := courses_named(projects):
        typer.echo(
            f"Graded with the course {clean(lessons.title)!r}. Some projects belong to {listed(names)}: "
            "name the folder of that course with --course DIR.",
            err=True,
        )


def doctor(
    require: IsolationOption = None, plain: PlainOption = False, seconds: SecondsOption = TIME_LIMIT
) -> None:
    """Show how learners' code is isolated on this machine. It says what is blocked, what is not, and why."""
    from stillroom.reports import doctor as report
    from stillroom.sandbox.runner import Runner

    with Runner(seconds, _tier(require, 1)) as runner:
        typer.echo(report.render(runner.isolation, colour=colour() and not plain), nl=False)


def list_(course: CourseOption = None, project: ProjectOption = Path()) -> None:
    """List the exercises of the course."""
    from stillroom.course.given import given_revisions
    from stillroom.course.lesson_files import read_lesson
    from stillroom.databases.runnable import why_not_here
    from stillroom.grading.check_course import check_course
    from stillroom.project.named_course import course_of
    from stillroom.util.text import clean

    lessons = course_of(project, course)
    check_course(lessons)
    read_lesson(lessons)  # what is wrong in it is told here, too
    for exercise in lessons:
        given_revisions(exercise)
    for exercise in lessons:
        if title := lessons.track_titles.get(exercise.id):
            typer.echo(clean(title))
        typer.echo(f"{exercise.id}  {exercise.title}  ({exercise.definition.points} points)")
        if reason := why_not_here(exercise):
            typer.echo(f"    {reason}.")


def _tier(required: Tier | None, submissions: int) -> Tier:
    """The weakest tier that will do: strangers' work is not graded without a boundary."""
    return required or (Tier.filter if submissions > 1 else Tier.self_check)
