"""The commands that ask at the terminal: quiz, recall, predict."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stillroom.cli.learn import begin
from stillroom.cli.options import CourseOption, PlainOption, ProjectOption

if TYPE_CHECKING:
    from stillroom.course.lesson import Question
    from stillroom.learning.quiz import Answered
    from stillroom.project.advice import Advice
    from stillroom.tui.markdown_terminal import MarkdownTerminal


class Level(StrEnum):
    """How hard a question is."""

    easy = "easy"
    medium = "medium"
    hard = "hard"


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
    from stillroom.project.advice import NextStep, advice

    screen, _, lesson, progress = begin(course, project, plain)
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
    """Answer again what was not right. A question comes back, each time later, until you know it."""
    from datetime import date

    from stillroom.learning.recall import coming, due
    from stillroom.project.advice import NextStep, advice
    from stillroom.util.text import counted

    screen, _, lesson, progress = begin(course, project, plain)
    today = date.today()
    if questions := due(progress, lesson, today):
        _ask(screen, questions, _noting(project), advice("What was not right comes back."))
    elif later := coming(progress, lesson, today):
        day, number = later
        screen.line(f"Nothing is due today. On {day}: {counted(number, 'question')}.")
    else:
        nothing = advice("Nothing waits here. Questions come here from: ", NextStep("quiz"))
        screen.advice(nothing)


def predict(
    course: CourseOption = None, project: ProjectOption = Path(), plain: PlainOption = False
) -> None:
    """Say in which state each row of the table leaves the database."""
    from stillroom.learning import predict as predictions
    from stillroom.project.advice import NextStep, advice
    from stillroom.project.progress_file import changed

    screen, lessons, _, progress = begin(course, project, plain)

    def note(question: "Question", option: int) -> "Answered":
        with changed(project) as noted:
            return predictions.answer(noted, question, option)

    questions = predictions.chosen(progress, lessons)
    _ask(
        screen, questions, note, advice("What was not right is asked again: ", NextStep("predict"))
    )


def _noting(project: Path) -> "Callable[[Question, int], Answered]":
    """Notes an answer of the quiz in the progress of *project*."""
    from datetime import date

    from stillroom.learning import quiz
    from stillroom.project.progress_file import changed

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
        screen.advice(if_wrong)
