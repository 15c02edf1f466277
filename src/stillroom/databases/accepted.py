"""The accepted spellings of checks, as a kind of database keeps them."""

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import CheckConstraint, MetaData

from stillroom.course.accept import Accept
from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.databases.base import Backend
from stillroom.errors import StillroomError, error_words
from stillroom.schema.model import Schema
from stillroom.schema.spellings import Spellings
from stillroom.util.text import clean


def accepted_spellings(
    course: Course, exercise: Exercise, backend: Backend, schemas: Mapping[str, Schema]
) -> Spellings:
    """Return what *exercise*, and each one before it, accepts; raises StillroomError.

    *schemas* are the states that *backend* can create. A spelling that *exercise* itself expects somewhere is not taken over from an earlier one.
    """
    spellings: dict[tuple[str, str], str] = {}
    states = course.states(exercise)
    for each, index, accept in course.accepted(exercise):
        if accept.state not in schemas:
            continue
        metadata = states[accept.state]
        where = f"{each.folder / 'exercise.toml'}: accept[{index}]"
        check = _kept(where, accept.check, accept, metadata, backend)
        expected = _expected(exercise, accept.table, schemas)
        for text in accept.also:
            spelled = _kept(where, text, accept, metadata, backend)
            if spelled not in expected:
                spellings[accept.table, spelled] = check
    return spellings


def _expected(exercise: Exercise, table: str, schemas: Mapping[str, Schema]) -> set[str]:
    """Return the expressions that *table* has in a state of the steps of *exercise*."""
    named = [schemas[step.state] for step in exercise.steps if step.state in schemas]
    found = [schema.tables.get(table) for schema in named]
    return {check.expression for each in found if each for check in each.checks}


def _kept(where: str, condition: str, accept: Accept, metadata: MetaData, backend: Backend) -> str:
    """Return *condition* as *backend* keeps it, where it is one more check of the table."""
    copy = MetaData(naming_convention=metadata.naming_convention)
    for table in metadata.tables.values():
        table.to_metadata(copy)
    copy.tables[accept.table].append_constraint(CheckConstraint(condition, name="accepted"))
    try:
        more = _expressions(backend, copy, accept.table) - _expressions(
            backend, metadata, accept.table
        )
    except Exception as error:
        raise StillroomError(
            f"{where}: {condition!r} is no condition: {clean(error_words(error), 200)}"
        ) from error
    return next(iter(more), condition)


def _expressions(backend: Backend, metadata: MetaData, table: str) -> Counter[str]:
    checks: Sequence[str] = [
        check.expression for check in backend.expected(metadata).tables[table].checks
    ]
    return Counter(checks)
