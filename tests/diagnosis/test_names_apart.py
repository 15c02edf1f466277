"""What the models and the database call by different names: it passes, and alembic check sees it."""

import pytest

from stillroom.course.course import Course
from stillroom.diagnosis.names_apart import names_apart
from stillroom.schema.model import Check, Column, Index, Part, Schema, Table, Unique
from tests.diagnosis.made_up import made_up, revision, revisions

PARTS = (Part("name"),)
Constraint = Unique | Index | Check


def users(constraint: Constraint) -> Schema:
    """Return a table with one constraint."""
    table = Table(
        name="users",
        columns=(Column("name", "VARCHAR(50)", nullable=False),),
        uniques=(constraint,) if isinstance(constraint, Unique) else (),
        indexes=(constraint,) if isinstance(constraint, Index) else (),
        checks=(constraint,) if isinstance(constraint, Check) else (),
    )
    return Schema(tables={"users": table})


@pytest.mark.parametrize(
    ("declared", "found", "says"),
    [
        (Unique(name="a", parts=PARTS), Unique(name="b", parts=PARTS), "is called a in"),
        (Index(name="a", parts=PARTS), Index(name="b", parts=PARTS), "is called a in"),
        (Check(name="c_a", expression="x"), Check(name="c_c_a", expression="x"), "is called c_a in"),
        (Unique(name="a", parts=PARTS), Index(name="a", parts=PARTS, unique=True), "is a constraint in app/models.py, and an index in the database."),
        (Index(name="a", parts=PARTS, unique=True), Unique(name="a", parts=PARTS), "is an index in app/models.py, and a constraint in the database."),
        (Unique(name="a", parts=PARTS), Unique(name="a", parts=PARTS), ""),
        (Unique(name="a", parts=PARTS), Unique(parts=PARTS), ""),
        (Unique(name="a", parts=PARTS), Index(name="b", parts=PARTS), ""),
    ],
)  # fmt: skip
def test_it_is_advice(course: Course, declared: Constraint, found: Constraint, says: str) -> None:
    """One finding, which costs nothing, where the names or the kinds differ."""
    files = revisions(a=revision("0001"))
    context = made_up(course, files, timeline=[("0001", users(found))], declared=users(declared))
    told = names_apart(context)
    assert [finding.advice for finding in told] == ([True] if says else [])
    assert says in "".join(finding.message for finding in told)
