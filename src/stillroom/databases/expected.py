"""The states that an exercise names, created in a scratch database of the same kind and read back."""

import sqlite3
from contextlib import closing
from functools import cache
from typing import Any

import sqlalchemy as sa

from stillroom.course.course import EMPTY, Course, Exercise
from stillroom.databases.sqlite.reflect import read_schema
from stillroom.errors import StillroomError
from stillroom.schema.compare import compare
from stillroom.schema.model import Schema
from stillroom.util.text import clean


class States:
    """The expected schemas of one exercise, by name, and the words for whatever is found."""

    def __init__(self, course: Course, exercise: Exercise) -> None:
        """Read every state that *exercise* may name; raises StillroomError for a broken one."""
        self.exact = exercise.definition.exact
        self.schemas = {EMPTY: Schema()}
        for name, metadata in course.states(exercise).items():
            try:
                self.schemas[name] = _built(metadata)
            except Exception as error:
                where = f"{exercise.folder / 'schema.py'}: state {name!r}"
                raise StillroomError(
                    f"{where} cannot be created: {clean(str(error), 200)}"
                ) from error

    def __getitem__(self, name: str) -> Schema:
        return self.schemas[name]

    def is_state(self, name: str, found: Schema) -> bool:
        """Tell whether *found* is exactly the state called *name*."""
        return not compare(self.schemas[name], found, self.exact)

    def words(self, found: Schema) -> str:
        """Return the name of the state that *found* is, or its tables and columns."""
        named = next((name for name in self.schemas if self.is_state(name, found)), None)
        return named or str(found)


@cache
def states(course: Course, exercise: Exercise) -> States:
    """Return the states of *exercise*, built once in a process; raises StillroomError."""
    return States(course, exercise)


def _built(metadata: Any) -> Schema:  # noqa: ANN401 - whatever a course author put into STATES
    with closing(sqlite3.connect(":memory:")) as connection:
        metadata.create_all(
            sa.create_engine("sqlite://", creator=lambda: connection, poolclass=sa.StaticPool)
        )
        return read_schema(connection)
