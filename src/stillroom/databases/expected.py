"""The states that an exercise names, created in a scratch database of the same kind and read back."""

from functools import cache

from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.course.steps import EMPTY
from stillroom.databases.accepted import accepted_spellings
from stillroom.databases.base import Backend
from stillroom.databases.registry import default_backend
from stillroom.databases.runnable import why_not_here
from stillroom.errors import StillroomError, error_words
from stillroom.schema.compare import compare
from stillroom.schema.model import Schema
from stillroom.schema.spellings import respelled
from stillroom.util.text import clean


class States:
    """The expected schemas of one exercise by name, and the words for any schema."""

    def __init__(self, course: Course, exercise: Exercise, backend: Backend | None = None) -> None:
        """Read every state that *exercise* may name; raises StillroomError for a broken one.

        They are made on *backend*; None stands for the default one.
        """
        self.backend = backend or default_backend()
        self.exact = exercise.definition.exact
        self.schemas = {EMPTY: Schema()}
        for name, metadata in course.states(exercise).items():
            if why_not_here(course.defining(name, exercise), self.backend):
                continue  # it may not even be possible to create it
            try:
                self.schemas[name] = self.backend.expected(metadata)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # a course's own listeners may raise anything
                where = f"{course.defining(name, exercise).folder / 'schema.py'}: state {name!r}"
                raise StillroomError(
                    f"{where} cannot be created: {clean(error_words(error), 200)}"
                ) from error
        self.spellings = accepted_spellings(course, exercise, self.backend, self.schemas)

    def __getitem__(self, name: str) -> Schema:
        return self.schemas[name]

    def is_state(self, name: str, schema: Schema) -> bool:
        """Tell whether *schema* is exactly the state called *name*."""
        return not compare(self.schemas[name], self.respelled(schema), self.exact)

    def respelled(self, schema: Schema) -> Schema:
        """Return *schema* with the checks that the course accepts in the spelling that it expects."""
        return respelled(schema, self.spellings)

    def words(self, schema: Schema) -> str:
        """Return the name of the state that *schema* is, or its tables and columns."""
        state = next((name for name in self.schemas if self.is_state(name, schema)), None)
        return state or str(schema)


@cache
def states(course: Course, exercise: Exercise) -> States:
    """Return the states of *exercise*, built once in a process; raises StillroomError."""
    return States(course, exercise)
