"""What the watch says of a project, as lines with a style: for the whole screen and for plain mode."""

from collections.abc import Iterator
from typing import NamedTuple

from stillroom.project.advice import NextStep, for_terminal
from stillroom.project.events import Event
from stillroom.project.lesson_progress import FollowedStep
from stillroom.project.snapshot import Snapshot
from stillroom.results.record import Result
from stillroom.tui.session import Session
from stillroom.util.text import clean, counted, listed


class Line(NamedTuple):
    """A line of any length, and how it looks."""

    text: str
    style: str = ""


STATUS = {"": "", "earlier": "was there", "met": "seen", "differs": "differs"}
VERDICTS = {
    "passed": ("PASSED", "bold green"),
    "failed": ("NOT YET", "bold red"),
    "error": ("NO VERDICT", "bold yellow"),
}
AGREEMENT = {True: "; the models agree", False: "; the models differ", None: ""}


def database(snapshot: Snapshot, state: str, agree: bool | None) -> Line:
    """Return where the database is: its file, its state, its version, and whether the models agree."""
    if snapshot.trouble:
        return Line(snapshot.trouble, "yellow")
    version = listed(snapshot.versions) if snapshot.versions else "base"
    if snapshot.versions and set(snapshot.versions) == set(snapshot.heads):
        version += " (head)"
    missing = "" if snapshot.exists else " (no file yet)"
    agreement = AGREEMENT[agree]
    return Line(f"{snapshot.database}{missing}: {state}, at {version}{agreement}", "bold")


def row(followed: FollowedStep, *, is_next: bool) -> tuple[str, str, str, str, str]:
    """Return the cells of the row in which a step of the lesson is shown."""
    return (
        ">" if is_next else "",
        str(followed.step.step),
        clean(followed.step.command),
        clean(followed.step.state),
        f"{clean(followed.state)}  {STATUS[followed.status]}" if followed.status else "",
    )


def event(event: Event) -> str:
    """Return what happened, with the step of the lesson that it is."""
    step = f" (step {event.step})" if event.step is not None else ""
    return f"{event.text}{step}"


def result(result: Result | None, checking: bool) -> Iterator[Line]:
    """Yield what the last check says: the verdict, and the first finding with its place."""
    if result is None:
        yield Line("Check: under way" if checking else "Check: none yet", "dim")
        return
    word, style = VERDICTS[result.verdict]
    again = "  (checking again)" if checking else ""
    points = f"{result.points} of {counted(result.max_points, 'point')}"
    yield Line(f"Check {result.exercise}: {word}, {points}{again}", style)
    findings = result.mistakes or result.findings
    if findings and result.verdict != "passed":
        first = findings[0]
        place = f"{first.place}: " if first.file else ""
        command = for_terminal()(NextStep("check"))
        more = f" ({len(findings) - 1} more: {command})" if len(findings) > 1 else ""
        yield Line(f"{place}{first.message}{more}")


def summary(session: Session) -> str:
    """Return one line on what was done in the session."""
    events = session.watcher.events
    passed = [event.exercise for event in events if event.kind == "passed"]
    parts = [f"{counted(len(events), 'event')} seen"]
    if passed:
        parts.append(f"passed: {listed(passed)}")
    if session.asked:
        parts.append(f"quiz: {session.right} of {session.asked} right")
    return f"The watch has ended: {'; '.join(parts)}. The database is at: {session.watcher.state}."
