"""What a key has asked for, as lines: a hint, a list, a question. ``OVERLAYS`` has one for each mode."""

from collections.abc import Callable, Iterator

from stillroom.learning.task import task_text
from stillroom.project.advice import NextStep, for_terminal
from stillroom.tui import key_bindings
from stillroom.tui.markdown_terminal import WIDEST, MarkdownTerminal
from stillroom.tui.session import Mode, Session
from stillroom.tui.words import Line
from stillroom.util.text import clean


def overlay(session: Session) -> list[Line]:
    """Return what is shown in the place of the table; nothing while the project is followed."""
    return list(OVERLAYS[session.mode](session))


def _nothing(_session: Session) -> Iterator[Line]:
    yield from ()


def _task(session: Session) -> Iterator[Line]:
    """The task from the first line on that is to be shown, as many lines as there is room for."""
    terminal = MarkdownTerminal(plain=False)
    terminal.colour, terminal.width = False, min(session.width, WIDEST)
    title = f"{session.exercise.id}: {session.exercise.title}"
    lines = terminal.rendered(task_text(session.exercise), title).splitlines()
    if session.top >= len(lines):
        session.top = 0
    end = session.top + session.room - 1
    yield from (Line(line) for line in lines[session.top : end])
    yield Line("t more of it   esc back" if len(lines) >= session.room else "esc back", "dim")


def _hint(session: Session) -> Iterator[Line]:
    yield from (Line(text) for text in session.shown_hint.splitlines())
    yield Line("h next hint   esc back", "dim")


def _exercises(session: Session) -> Iterator[Line]:
    current, passed = session.exercise, session.progress.passed
    for exercise in session.course:
        state = "passed" if exercise.id in passed else "not yet"
        mark, style = (">", "bold") if exercise.id == current.id else (" ", "")
        yield Line(f"{mark} {exercise.id}  {clean(exercise.title)}: {state}", style)
    command = for_terminal()(NextStep("start", "ID"))
    yield Line(f"Another one: {command}, in another terminal.   esc back", "dim")


def _keys(_session: Session) -> Iterator[Line]:
    for key, meaning in key_bindings.meanings():
        yield Line(f"{key:<4} {meaning}")


def _quiz(session: Session) -> Iterator[Line]:
    question, answered = session.question, session.answered
    if question is None:
        return
    yield Line(f"Quiz ({question.level})", "dim")
    yield Line(clean(question.text), "bold")
    for number, (_, option) in enumerate(session.options, 1):
        is_solution = answered is not None and option == answered.solution
        mark, style = ("  (right)", "green") if is_solution else ("", "")
        yield Line(f"{number}  {clean(option.text)}{mark}", style)
    if answered is None:
        yield Line("1 to 4 answer   h hint   esc back", "dim")
    else:
        yield from _verdict(session)


def _verdict(session: Session) -> Iterator[Line]:
    """What there is to say of the answer, and how many were right so far."""
    answered = session.answered
    if answered is None:
        return
    yield Line("Right.", "bold green") if answered.right else Line("Not right.", "bold red")
    yield Line(clean(answered.why))
    if not answered.right:
        yield Line(clean(answered.explanation))
    score = f"{session.right} of {session.asked} right"
    yield Line(f"{score}   Enter: the next question   esc back", "dim")


def _confirm_reset(_session: Session) -> Iterator[Line]:
    yield Line("Forget what this session has seen?", "bold")
    yield Line("The events and the rows of the table begin anew. No file is changed. y or n")


def _confirm_start(session: Session) -> Iterator[Line]:
    yield Line(f"Begin {session.exercise.id} again, with its files and its database?", "bold")
    yield Line("What is there gives way, and is kept: u takes it back. y or n")


OVERLAYS: dict[Mode, Callable[[Session], Iterator[Line]]] = {
    "follow": _nothing,
    "task": _task,
    "hint": _hint,
    "list": _exercises,
    "keys": _keys,
    "quiz": _quiz,
    "answered": _quiz,
    "confirm-reset": _confirm_reset,
    "confirm-start": _confirm_start,
}
