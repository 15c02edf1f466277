"""Every rule by which an error is recognised, in the order in which they are asked.

The first rule that matches speaks. What refuses an error speaks before what only passes it on:
SQLAlchemy before Alembic and Alembic before the database, so that a text about Alembic's own table
is Alembic's. Python's own errors come last: their texts match much.
"""

from collections.abc import Iterator, Sequence

from stillroom.databases.error_rule import MEND_SCRIPT_AND_RERUN, ErrorRule
from stillroom.diagnosis.errors import alembic, habits, isolation, python, sqlalchemy

FALLBACK = ErrorRule(
    "code-error", "(?s).*", r"(?s)(?P<what>.*)", "{kind}: {what}", MEND_SCRIPT_AND_RERUN
)


def rules(of_database: Sequence[ErrorRule]) -> Iterator[ErrorRule]:
    """Yield all rules, those of one kind of database among them."""
    yield from isolation.RULES
    yield from habits.RULES
    yield from sqlalchemy.RULES
    yield from alembic.RULES
    yield from of_database
    yield from python.RULES
    yield FALLBACK
