"""The parts of a page that change while it is open; ``PARTS`` has each by the name of its template."""

from collections.abc import Callable
from dataclasses import dataclass

from stillroom.course.base import ENVIRONMENT
from stillroom.errors import StillroomError
from stillroom.project.begun import gone
from stillroom.project.events import Event
from stillroom.project.kept_work import last_kept
from stillroom.util.text import counted
from stillroom.web.views.code import code
from stillroom.web.views.console import clicks, console, prompt
from stillroom.web.views.database import history, standing, tables
from stillroom.web.views.goal import goal
from stillroom.web.views.hints import hints
from stillroom.web.views.learner import Learner
from stillroom.web.views.lesson_table import table
from stillroom.web.views.now import now
from stillroom.web.views.passed import passed
from stillroom.web.views.predict import predict
from stillroom.web.views.steps import result_of, steps


@dataclass(frozen=True)
class CourseLine:
    """An exercise in the bar at the top of the screen."""

    id: str
    title: str
    is_passed: bool
    is_here: bool


def course(learner: Learner) -> tuple[CourseLine, ...]:
    """Return every exercise, with a mark on those that have passed and on the current one."""
    passed_ids, here = learner.live.progress.passed, learner.exercise.id
    return tuple(
        CourseLine(each.id, each.title, each.id in passed_ids, each.id == here)
        for each in learner.material.course
    )


def notice(learner: Learner) -> str:
    """Return what every page has to say of the progress and the project; empty where all is well."""
    live = learner.live
    lost = gone(live.progress, learner.material.course)
    return " ".join(filter(None, (live.notice, lost, _no_environment(learner))))


def _no_environment(learner: Learner) -> str:
    if (learner.project / ENVIRONMENT).is_file():
        return ""
    return (
        f"{ENVIRONMENT} is not there, and without it no command of Alembic runs. "
        "Bring it back as it was, from Git or from a new copy of the project."
    )


@dataclass(frozen=True)
class Status:
    """What a screen reader says when something has changed."""

    command: str
    """The command that was run last, and how it ended; empty where another exercise was begun since."""
    verdict: str
    last_event: str
    state: str | None


def status(learner: Learner) -> Status:
    """Return how the last command and check have ended, the last event and the state of the database."""
    result, events = result_of(learner), learner.live.events
    if result is None:
        verdict = ""
    elif result.verdict == "passed":
        verdict = f"Check {learner.live.checks}: passed."
    else:
        number = counted(len(result.mistakes), "finding")
        first = f" {result.findings[0].message}" if result.findings else ""
        verdict = f"Check {learner.live.checks}: {number}.{first}"
    runs = console(learner).runs[-1:]
    command = "".join(f"{run.command}: {run.status.words}. {run.sentence}" for run in runs)
    if events and events[-1].kind == "begun":
        command = ""
    return Status(command, verdict, events[-1].text if events else "", learner.state)


def events(learner: Learner) -> tuple[Event, ...]:
    """Return what the learner did, the newest first."""
    return learner.live.events[::-1]


def kept(learner: Learner) -> str:
    """Return what can be taken back, as the end of a sentence; empty where nothing can."""
    try:
        last = last_kept(learner.project)
    except (StillroomError, OSError):
        return ""
    return last.left.event if last is not None else ""


PARTS: dict[str, Callable[[Learner], object]] = {
    "course": course,
    "notice": notice,
    "status": status,
    "goal": goal,
    "text": goal,
    "now": now,
    "passed": passed,
    "steps": steps,
    "hints": hints,
    "code": code,
    "console": console,
    "clicks": clicks,
    "prompt": prompt,
    "predict": predict,
    "history": history,
    "tables": tables,
    "standing": standing,
    "kept": kept,
    "events": events,
    "table": table,
}
"""What builds each part, by the name of its template and of the variable that the template reads."""
SCREEN = tuple(name for name in PARTS if name != "table")
"""The parts of the one screen."""


def parts(learner: Learner, *names: str) -> dict[str, object]:
    """Return the parts called *names*, each under its name."""
    return {name: PARTS[name](learner) for name in names}
