"""What the watch has to say, as lines with a style: the same for the whole screen and in plain mode."""

from collections.abc import Iterator
from typing import NamedTuple

from stillroom.project.events import Event
from stillroom.project.lesson_progress import Met, frontier
from stillroom.project.next_step import NextStep, for_terminal
from stillroom.project.snapshot import Snapshot
from stillroom.results.record import Result
from stillroom.tui.session import NUMBERS, Session
from stillroom.util.text import clean, counted, listed


class Line(NamedTuple):
    """A line of any length, and how it looks."""

    text: str
    style: str = ""


KEYS = {
    "h": "hint",
    "z": "quiz",
    "n": "next",
    "l": "list",
    "r": "reset",
    "?": "keys",
    "q": "quit",
}
_MEANING = {
    "h": "a hint for the exercise; once more for the next one",
    "z": "a question of the quiz; answer with 1 to 4, h gives its hint",
    "n": "the next thing to do; when an exercise has passed, the next exercise",
    "l": "the exercises, and which have passed",
    "r": "forget what this session has seen; it asks first",
    "?": "this list",
    "esc": "back to the table",
    "q": "end the watch",
}
STATUS = {"": "", "there": "was there", "met": "seen", "differs": "differs"}


def database(snapshot: Snapshot, state: str) -> Line:
    """Return where the database is: its file, its state, its version, and whether the models agree."""
    if snapshot.trouble:
        return Line(snapshot.trouble, "yellow")
    version = listed(snapshot.versions) if snapshot.versions else "base"
    if snapshot.versions and set(snapshot.versions) == set(snapshot.heads):
        version += " (head)"
    agree = {True: "; the models agree", False: "; the models differ", None: ""}[snapshot.agree]
    made = "" if snapshot.exists else " (no file yet)"
    return Line(f"{snapshot.database}{made}: {state}, at {version}{agree}", "bold")


def row(met: Met, *, is_next: bool) -> tuple[str, str, str, str, str]:
    """Return the cells of a row of the lesson's table."""
    return (
        ">" if is_next else "",
        str(met.row.step),
        clean(met.row.command),
        clean(met.row.state),
        f"{clean(met.found)}  {STATUS[met.status]}" if met.status else "",
    )


def place(session: Session) -> int | None:
    """Return the place of the row that comes next in the table."""
    return frontier(session.follower.table)


def event(one: Event) -> str:
    """Return what happened, with the row of the table that it is."""
    step = f" (step {one.row})" if one.row is not None else ""
    return f"{one.text}{step}"


def result(found: Result | None, checking: bool) -> Iterator[Line]:
    """Yield what the last check says: the verdict, and the first finding with its place."""
    if found is None:
        yield Line("Check: under way" if checking else "Check: none yet", "dim")
        return
    word = {"passed": "PASSED", "failed": "NOT YET", "error": "NO VERDICT"}[found.verdict]
    style = {"passed": "bold green", "failed": "bold red", "error": "bold yellow"}[found.verdict]
    again = "  (checking again)" if checking else ""
    points = f"{found.points} of {counted(found.max_points, 'point')}"
    yield Line(f"Check {found.exercise}: {word}, {points}{again}", style)
    shown = found.mistakes or found.findings
    if shown and found.verdict != "passed":
        first = shown[0]
        where = f"{first.file}:{first.line or 1}: " if first.file else ""
        more = (
            f" ({len(shown) - 1} more: {for_terminal()(NextStep('check'))})"
            if len(shown) > 1
            else ""
        )
        yield Line(f"{where}{first.message}{more}")


def overlay(session: Session) -> list[Line]:
    """Return what a key has asked for; nothing while the project is followed."""
    return list(_OVERLAYS[session.mode](session)) if session.mode in _OVERLAYS else []


def _hint(session: Session) -> Iterator[Line]:
    yield Line(session.text)
    yield Line("h next hint   esc back", "dim")


def _list(session: Session) -> Iterator[Line]:
    passed = session.progress.passed
    for exercise in session.course:
        state = "passed" if exercise.id in passed else "not yet"
        here = exercise.id == session.exercise.id
        mark = ">" if here else " "
        yield Line(
            f"{mark} {exercise.id}  {clean(exercise.title)}: {state}", "bold" if here else ""
        )
    command = for_terminal()(NextStep("start", "ID"))
    yield Line(f"Another one: {command}, in another terminal.   esc back", "dim")


def _keys(_session: Session) -> Iterator[Line]:
    for key, meaning in _MEANING.items():
        yield Line(f"{key:<4} {meaning}")


def _quiz(session: Session) -> Iterator[Line]:
    question = session.question
    if question is None:
        return
    yield Line(f"Quiz ({question.level})", "dim")
    yield Line(clean(question.text), "bold")
    chosen = session.answered
    for number, (_, option) in zip(NUMBERS, session.options, strict=False):
        is_right = chosen is not None and option == chosen.solution
        mark = "  (right)" if is_right else ""
        yield Line(f"{number}  {clean(option.text)}{mark}", "green" if is_right else "")
    if chosen is None:
        yield Line("1 to 4 answer   h hint   esc back", "dim")
        return
    yield Line(
        "Right." if chosen.right else "Not right.", "bold green" if chosen.right else "bold red"
    )
    yield Line(clean(chosen.why))
    if not chosen.right:
        yield Line(clean(chosen.explanation))
    score = f"{session.right} of {session.asked} right"
    yield Line(f"{score}   Enter: the next question   esc back", "dim")


def _reset(_session: Session) -> Iterator[Line]:
    yield Line("Forget what this session has seen?", "bold")
    yield Line("The events and the rows of the table begin anew. No file is changed. y or n")


def _lay(session: Session) -> Iterator[Line]:
    yield Line(f"Lay the starting files of {session.exercise.id} into the project too?", "bold")
    yield Line("Its revisions give way to these. It refuses when work would be lost. y or n")


_OVERLAYS = {
    "hint": _hint,
    "list": _list,
    "keys": _keys,
    "quiz": _quiz,
    "answered": _quiz,
    "reset": _reset,
    "lay": _lay,
}


def summary(session: Session) -> str:
    """Return one line on what was done in the session."""
    found = session.follower.events
    passed = [one.text.split(" ", 1)[0] for one in found if one.kind == "passed"]
    parts = [f"{counted(len(found), 'event')} seen"]
    if passed:
        parts.append(f"passed: {listed(passed)}")
    if session.asked:
        parts.append(f"quiz: {session.right} of {session.asked} right")
    return f"The watch has ended: {'; '.join(parts)}. The database is at: {session.follower.state}."
