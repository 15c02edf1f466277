"""The ways to learn at the terminal: read, predict, quiz, recall, explain, summary, and the progress."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stillroom.cli.options import CourseOption, PlainOption, ProjectOption

if TYPE_CHECKING:
    from stillroom.course.course import Course
    from stillroom.course.lesson import Lesson, Question
    from stillroom.learning.quiz import Answered
    from stillroom.project.next_step import Advice
    from stillroom.project.progress import Progress
    from stillroom.tui.markdown_terminal import MarkdownTerminal


class Level(StrEnum):
    """How hard a question is."""

    easy = "easy"
    medium = "medium"
    hard = "hard"


def read(
    section: Annotated[
        str | None,
        typer.Argument(metavar="[SECTION]", help="What to read; without it, what there is."),
    ] = None,
    course: CourseOption = None,
    project: ProjectOption = Path(),
    plain: PlainOption = False,
) -> None:
    """Read the lesson: its sections, its table, the commands, the glossary."""
    from stillroom.learning import reading
    from stillroom.project.next_step import NextStep, for_terminal
    from stillroom.project.progress import changed

    screen, lessons, lesson, progress = _begin(course, project, plain)
    if section is None:
        _overview(screen, lesson, progress)
        return
    chapter = reading.find(lesson, section)
    text = reading.markdown(chapter, lesson, lessons, 0 if plain else screen.width)
    chapters = reading.chapters(lesson)
    following = chapters[chapters.index(chapter) + 1 :][:1]
    after = "".join(
        f"\n\nNext: `{for_terminal()(NextStep('read', later.id))}`" for later in following
    )
    screen.paged(screen.rendered(text + after, chapter.title))
    with changed(project) as noted:
        if chapter.id not in noted.read:
            noted.read.append(chapter.id)


def quiz(
    level: Annotated[
        Level | None, typer.Option("--level", help="Only questions of this level.")
    ] = None,
    number: Annotated[
        int | None, typer.Option("--number", metavar="N", min=1, help="At most N questions.")
    ] = None,
    course: CourseOption = None,
    project: ProjectOption = Path(),
    plain: PlainOption = False,
) -> None:
    """Answer questions. Those without an answer come first; wrong answers come back in recall."""
    from stillroom.learning.quiz import chosen
    from stillroom.project.next_step import NextStep, advice

    screen, _, lesson, progress = _begin(course, project, plain)
    questions = chosen(lesson.questions, progress, level.value if level else None, number)
    if not questions:
        screen.line(f"There are no questions{f' of the level {level}' if level else ''} here.")
        return
    _ask(
        screen,
        questions,
        _noting(project),
        advice("What was not right comes back: ", NextStep("recall")),
    )


def recall(
    course: CourseOption = None, project: ProjectOption = Path(), plain: PlainOption = False
) -> None:
    """Answer again what was not right, at growing distances, until it is known."""
    from datetime import date

    from stillroom.learning.recall import coming, due
    from stillroom.project.next_step import NextStep, advice
    from stillroom.util.text import counted

    screen, _, lesson, progress = _begin(course, project, plain)
    today = date.today()
    if questions := due(progress, lesson, today):
        _ask(screen, questions, _noting(project), advice("What was not right comes back."))
    elif later := coming(progress, lesson, today):
        day, number = later
        screen.line(f"Nothing is due today. On {day}: {counted(number, 'question')}.")
    else:
        nothing = advice("Nothing waits here. Questions come here from: ", NextStep("quiz"))
        screen.line(nothing.spelled())


def predict(
    course: CourseOption = None, project: ProjectOption = Path(), plain: PlainOption = False
) -> None:
    """Say, for each row of the lesson's table, which state the database is in after it."""
    from stillroom.learning import predict as predictions
    from stillroom.project.next_step import NextStep, advice
    from stillroom.project.progress import changed

    screen, lessons, _, progress = _begin(course, project, plain)

    def note(question: "Question", option: int) -> "Answered":
        with changed(project) as noted:
            return predictions.answer(noted, question, option)

    questions = predictions.chosen(progress, lessons)
    _ask(
        screen, questions, note, advice("What was not right is asked again: ", NextStep("predict"))
    )


def explain(
    exercise: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="The exercise; without it, the one passed last."),
    ] = None,
    course: CourseOption = None,
    project: ProjectOption = Path(),
    plain: PlainOption = False,
) -> None:
    """Explain the reference solution of an exercise that has passed: why, an alternative, a trap."""
    from stillroom.learning.explain import NotPassed, explanation, last_passed

    screen, lessons, _, progress = _begin(course, project, plain)
    chosen = lessons.find(exercise) if exercise else last_passed(lessons, progress)
    try:
        explained = explanation(lessons, chosen, progress)
    except NotPassed as error:
        screen.line(str(error))
        return
    text = "\n\n".join(f"**{heading}**\n\n{part}" for heading, part in explained.parts)
    screen.paged(screen.rendered(text, f"{explained.exercise}: {explained.title}"))


def summary(
    course: CourseOption = None, project: ProjectOption = Path(), plain: PlainOption = False
) -> None:
    """Show what is done, what is weak, and the one next thing."""
    from stillroom.learning.overview import summary as summed_up

    screen, lessons, lesson, progress = _begin(course, project, plain)
    overview = summed_up(progress, lesson, lessons)
    screen.line(lesson.title, "bold")
    screen.line(
        f"Exercises: {overview.passed} of {len(overview.exercises)} passed, {overview.points} of {overview.max_points} points."
    )
    for exercise in overview.exercises:
        screen.line(
            f"- {exercise.id}, {exercise.title}: {'passed' if exercise.passed else 'not yet'}"
        )
    screen.line(f"Sections read: {overview.read} of {overview.sections}.")
    screen.line(
        f"Questions: {overview.right} right, {overview.wrong} not yet, {overview.open} without an answer."
    )
    for idea in overview.weak:
        screen.line(f"- Look again at: {idea.title} ({idea.wrong} not yet)")
    screen.line(f"Predictions right: {overview.predicted}.")
    screen.line(f"Next: {overview.next.spelled()}", "bold")


progress_app = typer.Typer(
    help="Keep your progress in a file, or take it from one.", no_args_is_help=True
)


@progress_app.command("export")
def export_progress(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file.")],
    project: ProjectOption = Path(),
) -> None:
    """Write your progress to a new file."""
    from stillroom.project.progress import export
    from stillroom.util.text import clean

    export(project, file)
    typer.echo(clean(f"Your progress is in {file}. To use it: stillroom progress import FILE"))


@progress_app.command("import")
def import_progress(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that export wrote.")],
    project: ProjectOption = Path(),
) -> None:
    """Replace your progress by that of a file; the earlier progress is kept beside it."""
    from stillroom.project.progress import import_
    from stillroom.util.text import clean

    backup = import_(project, file)
    earlier = f" The earlier progress is kept as {backup}." if backup else ""
    typer.echo(clean(f"Your progress is now that of {file}.{earlier}"))


def _begin(
    course: Path | None, project: Path, plain: bool
) -> "tuple[MarkdownTerminal, Course, Lesson, Progress]":
    """What every way to learn begins with; says it if the progress file had to be set aside."""
    from stillroom.course.course import Course
    from stillroom.course.lesson import read_lesson
    from stillroom.project.progress import Progress
    from stillroom.tui.markdown_terminal import MarkdownTerminal

    screen, lessons = MarkdownTerminal(plain), Course(course)
    progress, notice = Progress.load(project)
    if notice:
        screen.line(notice)
    return screen, lessons, read_lesson(lessons), progress


def _overview(screen: "MarkdownTerminal", lesson: "Lesson", progress: "Progress") -> None:
    from stillroom.learning.reading import chapters
    from stillroom.project.next_step import NextStep, for_terminal

    all_chapters = chapters(lesson)
    marks = [" (read)" if chapter.id in progress.read else "" for chapter in all_chapters]
    listed = [
        f"{number}. `{chapter.id}`: {chapter.title}{mark}"
        for number, (chapter, mark) in enumerate(zip(all_chapters, marks, strict=True), 1)
    ]
    unread = next(
        (chapter for chapter in all_chapters if chapter.id not in progress.read), all_chapters[0]
    )
    command = for_terminal()(NextStep("read", unread.id))
    parts = (lesson.welcome, "\n".join(listed), f"Read one of them: `{command}`")
    screen.paged(screen.rendered("\n\n".join(part for part in parts if part), lesson.title))


def _noting(project: Path) -> "Callable[[Question, int], Answered]":
    """Notes an answer of the quiz in the progress of *project*."""
    from datetime import date

    from stillroom.learning import quiz
    from stillroom.project.progress import changed

    def note(question: "Question", option: int) -> "Answered":
        with changed(project) as progress:
            return quiz.answer(progress, question, option, date.today())

    return note


def _ask(
    screen: "MarkdownTerminal",
    questions: "list[Question]",
    note: "Callable[[Question, int], Answered]",
    if_wrong: "Advice",
) -> None:
    from stillroom.tui.questions import ask

    tally = ask(screen, questions, note)
    screen.line(tally.words, "bold")
    if tally.wrong:
        screen.line(if_wrong.spelled())
