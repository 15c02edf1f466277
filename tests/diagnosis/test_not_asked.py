"""What fails and is not asked for is said to be that, before it is repaired."""

import pytest

from stillroom.course.course import Course
from stillroom.databases.base import State
from stillroom.diagnosis.context import Problem
from stillroom.diagnosis.not_asked import no_constraint, not_asked
from stillroom.diagnosis.vanished import made_before
from stillroom.schema.model import Schema
from tests.diagnosis.made_up import FOLDER, made_up, revision, revisions, schema

PLACE = (f"{FOLDER}/a.py", 4)


@pytest.mark.parametrize(
    ("call", "statement", "says"),
    [
        ("op.alter_column('users', 'name', new_column_name='email')", "ALTER TABLE users RENAME x",
         "renames users.name, and the task leaves it as it is. It adds email"),
        ("batch.alter_column('name', name='email')", "", "renames users.name"),
        ("op.create_check_constraint('x', 'users', 'name > 1')", "", "no check constraint"),
        ("op.create_foreign_key('x', 'users', 'users', ['id'], ['id'])", "", "no foreign key"),
        ("op.add_column('users', sa.Column('email', sa.String(9), server_default=0))", "", "no default of email"),
        ("op.execute(x)", "CREATE INDEX x ON users (email)", "no index on users"),
        ("op.add_column('users', sa.Column('email', sa.String(9)))", "", None),
        ("op.add_column('users', sa.Column('other', sa.String(9), server_default=0))", "", None),
        ("op.alter_column('users', 'nothing', new_column_name='email')", "", None),
    ],
)  # fmt: skip
def test_it_is_said_of_the_call_or_of_its_statement(
    course: Course, call: str, statement: str, says: str | None
) -> None:
    about = made_up(course, revisions(a=revision("1", up=call)), exercise="02-add-email")
    hint = not_asked("batch-needed", statement, PLACE, about)
    assert hint is None if says is None else hint is not None and says in hint


def test_a_call_beside_another_error_is_not_the_cause(course: Course) -> None:
    call = "op.create_check_constraint('x', 'users', 'name > 1')"
    about = made_up(course, revisions(a=revision("1", up=call)), exercise="02-add-email")
    assert not_asked("no-such-column", "", PLACE, about) is None


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ("['name']", "no unique constraint over name alone"),
        ("columns=('id', 'name')", "over id and name alone"),
        ("['contact']", None),
        ("columns", None),
    ],
)
def test_a_unique_constraint_over_other_columns_changes_no_rows(
    course: Course, columns: str, says: str | None
) -> None:
    """The rows are right, and the columns of the constraint are not."""
    call = f"batch.create_unique_constraint('x', {columns})"
    about = made_up(course, revisions(a=revision("1", up=call)), exercise="08-unique-email")
    hint = not_asked("rows-break-constraint", "INSERT INTO x SELECT", PLACE, about)
    assert hint is None if says is None else hint is not None and says in hint


def test_what_made_a_table_before_is_named(course: Course) -> None:
    about = made_up(course, revisions(a=revision("1")), timeline=[("1", schema(users="id"))])
    problem = Problem("upgrade", about.exercise.steps[0], State(schema(users="id")), revision="2")
    assert "Revision 1 created it" in (made_before("table-exists", "users", problem, about) or "")
    assert made_before("table-exists", "orders", problem, about) is None
    assert made_before("column-exists", "users", problem, about) is None


def test_where_no_constraint_is_none_can_be_dropped(course: Course) -> None:
    about = made_up(course, revisions(a=revision("1", up="batch.drop_constraint(None)")))
    problem = Problem("upgrade", about.exercise.steps[0], State(Schema()), revision="1")
    assert no_constraint("constraint-needs-name", PLACE, problem, about)
    assert no_constraint("constraint-needs-name", None, problem, about) is None
    assert no_constraint("wrong-arguments", PLACE, problem, about) is None
