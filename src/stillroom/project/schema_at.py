"""The schema at one place: after a revision, at the beginning, in the models, in the own database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from stillroom.course.course import Course
from stillroom.errors import StillroomError, UnreadableDatabase
from stillroom.grading.packages import packages
from stillroom.grading.workspace import Workspace
from stillroom.project.check_on_save import trouble_words
from stillroom.project.snapshot import look, revisions
from stillroom.project.trace import Stage, traced
from stillroom.sandbox.runner import Runner
from stillroom.schema.model import Schema
from stillroom.submission.intake import Submission, take_in
from stillroom.util.text import clean, listed, nearest

SHORTEST_ID = 2  # characters of an id that is not written out


@dataclass(frozen=True)
class SchemaAt:
    """The schema at one place: a revision, ``base``, ``head``, the models, or the own database."""

    name: str
    title: str
    schema: Schema
    trouble: str | None = None
    """Why the schema is not known, or not reached; the last one that was is given."""


@dataclass(frozen=True)
class _Project:
    """What the places of one project are read from."""

    folder: Path
    submission: Submission
    course: Course
    runner: Runner
    stages: Sequence[Stage]
    """What each revision made; empty where no place needs it."""


def explore(project: Path, names: Sequence[str], course: Course, runner: Runner) -> list[SchemaAt]:
    """Return the schema at each of *names*.

    Raises StillroomError for a name that is no place in the history of *project*.
    """
    submission = take_in(project)
    needs_trace = any(name not in ("models", "database", "base") for name in names)
    stages = traced(submission, course, runner) if needs_trace else []
    explored = _Project(project, submission, course, runner, stages)
    return [
        _PLACES[name](explored) if name in _PLACES else _after(name, explored) for name in names
    ]


def _base(_project: _Project) -> SchemaAt:
    return SchemaAt("base", "base: before the first revision", Schema())


def _head(project: _Project) -> SchemaAt:
    if not project.stages:
        return SchemaAt("head", "head: there is no revision yet", Schema())
    last = project.stages[-1]
    title = f"head: {last.revision or 'not reached'} {last.message}".rstrip()
    return SchemaAt("head", title, last.schema, _message(last))


def _models(project: _Project) -> SchemaAt:
    title = "models: what app/models.py declares"
    imports = packages(project.course)
    with Workspace(project.submission, project.runner, packages=imports) as workspace:
        ended = workspace.create_models()
        if ended.trouble:
            why = f"The models cannot be loaded: {trouble_words(ended.trouble)}."
            return SchemaAt("models", title, Schema(), why)
        try:
            return SchemaAt("models", title, workspace.models.read().schema)
        except UnreadableDatabase as error:
            why = f"They cannot be read: {clean(str(error), 200)}."
            return SchemaAt("models", title, Schema(), why)


def _database(project: _Project) -> SchemaAt:
    snapshot = look(project.folder)
    trouble = "A command is at work on it." if snapshot.busy else snapshot.trouble
    title = f"database: {snapshot.database}"
    return SchemaAt("database", title, snapshot.schema or Schema(), trouble)


_PLACES: dict[str, Callable[[_Project], SchemaAt]] = {
    "base": _base,
    "head": _head,
    "models": _models,
    "database": _database,
}


def _after(name: str, project: _Project) -> SchemaAt:
    """The schema after the revision that *name* is, or is the beginning of."""
    revision = _meant(name, _known(project))
    stage = next((stage for stage in project.stages if stage.revision == revision), None)
    if stage is not None:
        title = f"{revision} {stage.message}".rstrip()
        return SchemaAt(revision, title, stage.schema, _message(stage))
    last = project.stages[-1] if project.stages else None
    why = (_message(last) if last else None) or "It cannot be reached."
    return SchemaAt(revision, revision, last.schema if last else Schema(), why)


def _message(stage: Stage) -> str | None:
    return stage.trouble.message if stage.trouble else None


def _known(project: _Project) -> list[str]:
    """The ids of the revisions: those that were run, in order, then those of the other files."""
    ran = [stage.revision for stage in project.stages if stage.revision]
    written = [file.id for file in revisions(project.submission.revision_files) if file.id]
    return list(dict.fromkeys([*ran, *written]))


def _meant(name: str, known: Sequence[str]) -> str:
    """The revision that *name* is, or is the beginning of; raises StillroomError for any other."""
    if name in known:
        return name
    begun = [id_ for id_ in known if id_.startswith(name) and len(name) >= SHORTEST_ID]
    if len(begun) == 1:
        return begun[0]
    shown = clean(name, 60)
    if begun:
        raise StillroomError(f"{shown!r} is the beginning of {listed(begun)}; write more of it")
    near = nearest(name, [*known, *_PLACES])
    meant = f"did you mean {near}?" if near else f"there are {listed([*known, *_PLACES])}"
    raise StillroomError(f"no revision is called {shown!r}: {meant}")
