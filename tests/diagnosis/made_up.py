"""Made-up submissions for the tests of a diagnosis: no process runs, and no database is opened."""

from collections.abc import Mapping, Sequence

from stillroom.course.course import Course
from stillroom.course.steps import LessonStep
from stillroom.databases.base import State
from stillroom.databases.expected import states
from stillroom.diagnosis.context import Context
from stillroom.schema.model import Column, Schema, Table
from stillroom.submission.intake import Submission

FOLDER = "migrations/versions"


def revision(name: str, parent: str | None = None, up: str = "pass", down: str = "pass") -> bytes:
    """Return the file of a revision: its ids in lines 1 and 2, the bodies in lines 4 and 6."""
    return (
        f"revision = {name!r}\ndown_revision = {parent!r}\n"
        f"def upgrade():\n    {up}\ndef downgrade():\n    {down}\n"
    ).encode()


def revisions(**texts: bytes) -> dict[str, bytes]:
    """Return the files of revisions, each by the name of its file."""
    return {f"{FOLDER}/{name}.py": text for name, text in texts.items()}


def made_up(
    course: Course,
    files: Mapping[str, bytes],
    *,
    exercise: str = "03-downgrade",
    timeline: Sequence[tuple[str, Schema]] = (),
    declared: Schema | None = None,
    environment: bytes | None = None,
) -> Context:
    """Return the context of *files* whose revisions led to the schemas of *timeline*."""
    about = course.find(exercise)
    states_on_the_way = [(name, State(schema)) for name, schema in timeline]
    order = [name for name, _ in states_on_the_way if name != "downgrade"]
    return Context(
        Submission("made-up", dict(files), {}, environment),
        about,
        states(course, about),
        order,
        states_on_the_way,
        lambda: None if declared is None else State(declared),
    )


def schema(**tables: str) -> Schema:
    """Return a schema of *tables*: each name to the names of its columns, between blanks."""
    return Schema(
        {
            name: Table(name, tuple(Column(column, "TEXT", True) for column in columns.split()))
            for name, columns in tables.items()
        }
    )


def step(about: Context, command: str) -> LessonStep:
    """Return the row of the exercise with *command*."""
    return next(row for row in about.exercise.steps if row.command == command)
