"""None where a name belongs is told as that, whatever comes of it, at the line of the call."""

import pytest

from stillroom.course.course import Course
from stillroom.databases.base import State
from stillroom.diagnosis.context import Problem
from stillroom.diagnosis.errors.explain import explain
from stillroom.results.finding import Finding
from stillroom.sandbox.outcome import ReportedError
from tests.diagnosis.made_up import FOLDER, made_up, revision, revisions

NO_INDEX = ReportedError("OperationalError", "no such index: ix_users_x", frames=((f"{FOLDER}/a.py", 4),))  # fmt: skip


def told(course: Course, code: str, error: ReportedError = NO_INDEX) -> Finding:
    """Return what is said of *error* in a revision whose upgrade() is *code*, from line 4 on."""
    about = made_up(course, revisions(a=revision("1", up=code.replace("\n", "\n    "))))
    return explain(
        Problem("upgrade", about.exercise.steps[-1], State(), revision="1", trouble=error), about
    )


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("op.drop_index(None, 'users')", "a name"),
        ("op.drop_index(None)", "a name"),
        ("op.create_index('ix', None, ['name'])", "a name"),
        ("op.create_index('ix', table_name=None, columns=['name'])", "a name"),
        ("op.create_index(\n    'ix',\n    None, ['name'])", "a name"),
        ("op.create_index('ix', 'users', None)", "a column"),
        ("op.create_index('ix', 'users', [None])", "a column"),
        ("batch_op.create_unique_constraint('u', None)", "a column"),
        ("op.bulk_insert(None, [{}])", "a table"),
        ("op.execute(None)", "SQL"),
    ],
)
def test_an_argument_that_may_not_be_none_is_told(course: Course, code: str, what: str) -> None:
    """One rule for all operations, by their signatures."""
    finding = told(course, code)
    assert (finding.code, finding.line) == ("wrong-arguments", 4)
    assert f"None stands where {what} was expected." in finding.message


@pytest.mark.parametrize("code", ["op.drop_constraint(None, 'users')", "b.drop_constraint(None)"])
def test_a_constraint_that_is_dropped_without_its_name_is_told(course: Course, code: str) -> None:
    error = ReportedError("NotImplementedError", "No support for ALTER of constraints in SQLite", frames=NO_INDEX.frames)  # fmt: skip
    finding = told(course, code, error)
    assert (finding.code, finding.line) == ("constraint-needs-name", 4)
    assert "A constraint is dropped without its name" in finding.message


def test_a_batch_that_ends_with_the_error_has_it_in_its_block(course: Course) -> None:
    """Batch mode runs the operations at the end of its block, and Python names its first line."""
    block = "with op.batch_alter_table('users', schema=None) as b:\n    b.add_column(x)\n"
    finding = told(course, f"{block}    b.drop_index(None)")
    assert (finding.code, finding.line) == ("wrong-arguments", 6)
    unnamed = ReportedError("ValueError", "Constraint must have a name", frames=NO_INDEX.frames)
    finding = told(course, f"{block}    b.drop_constraint(None)", unnamed)
    assert (finding.line, "dropped without its name" in finding.message) == (6, True)


@pytest.mark.parametrize(
    "code",
    [
        "op.create_index(None, 'users', ['name'])",
        "op.drop_index('ix', None)",
        "op.drop_index('ix', table_name=None, schema=None)",
        "op.alter_column('users', 'name', existing_type=None, server_default=None)",
        "print(None)",
        "op.nothing(None)",
        "for x in op.get_bind():\n    op.drop_table(None)",
    ],
)
def test_none_where_it_may_stand_is_no_mistake(course: Course, code: str) -> None:
    """A default, or a name that the convention makes; and calls elsewhere."""
    assert told(course, code).code == "index-missing-in-database"


def test_rows_that_break_a_constraint_are_told_as_that(course: Course) -> None:
    error = ReportedError("IntegrityError", "UNIQUE constraint failed: users.name", frames=NO_INDEX.frames, code="SQLITE_CONSTRAINT_UNIQUE")  # fmt: skip
    assert told(course, "op.execute(None)", error).code == "rows-break-constraint"
