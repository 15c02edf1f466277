"""Two courses with composite keys, moved data, views and triggers: what the first finding says of a wrong answer."""

from collections.abc import Callable

import pytest

from stillroom.authoring.projects import Files, as_submission
from stillroom.course.course import Course
from stillroom.grading.grade import grade
from stillroom.results.finding import Finding
from stillroom.results.record import Result
from tests.support.in_process import InProcess
from tests.support.paths import TESTS

LOANS = "library 02 a2_add_loans"
CONDITION = "library 03 a3_rename_state"
TRIPS = "ferry 01 f1_add_trips"
DAYS = "ferry 02 f2_real_days"
PORTS = "ferry 03 f3_ports"
OPEN = "ferry 04 f4_open"
FOLLOWS = "\n\ndef downgrade"
Change = tuple[str, str]
"""A text of the solution, and what stands in its place."""


@pytest.fixture(scope="module")
def solved() -> Callable[[str], tuple[Course, str, Files]]:
    """For the name of a case: its course, the exercise, and the files of the solution."""
    courses = {
        name: Course(TESTS / "diagnosis" / f"{name}-course") for name in ("library", "ferry")
    }
    database = TESTS.parent / "template" / "app" / "database.py"

    def of(case: str) -> tuple[Course, str, Files]:
        name, number, _ = case.split()
        course, files = courses[name], {"app/database.py": database.read_bytes()}
        for exercise in course.exercises:
            if exercise.id[:2] <= number:
                files |= exercise.solution
        return course, number, files

    return of


def graded(
    solved: Callable[[str], tuple[Course, str, Files]],
    case: str,
    *changes: Change,
    file: str | None = None,
) -> tuple[Result, dict[str, str]]:
    """Grade the solution with *changes* in its revision, or in *file*."""
    course, number, files = solved(case)
    path = file or f"migrations/versions/{case.split()[2]}.py"
    text = files[path].decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    files = {**files, path: text.encode()}
    result = grade(as_submission(case, files), course, course.find(number), InProcess())
    return result, {name: content.decode() for name, content in files.items()}


def line_of(finding: Finding, files: dict[str, str]) -> str:
    """The text of the line that *finding* names."""
    assert finding.file is not None
    assert finding.line is not None
    return files[finding.file].splitlines()[finding.line - 1]


@pytest.mark.parametrize("case", [LOANS, CONDITION, TRIPS, DAYS, PORTS, OPEN])
def test_the_solution_passes(solved: Callable[[str], tuple[Course, str, Files]], case: str) -> None:
    """There is nothing to say."""
    result, _ = graded(solved, case)
    assert (result.verdict, result.findings) == ("passed", ())


MOVED = """    op.execute(
        "INSERT INTO loans (isbn, number, borrower, due) "
        "SELECT isbn, number, borrower, due FROM copies WHERE borrower IS NOT NULL"
    )
"""
IN_PLACE = '    op.drop_column("copies", "due")\n    op.drop_column("copies", "borrower")\n'
IN_BATCH = '    with op.batch_alter_table("copies") as batch_op:\n        batch_op.drop_column("due")\n        batch_op.drop_column("borrower")\n'
EMPTIED = '    op.execute("DELETE FROM copies")\n'
CHECK = 'batch_op.drop_constraint(op.f("ck_copies_state")'
DROPS_KEYS = '        batch_op.drop_constraint(op.f("fk_trips_to_id_ports"), type_="foreignkey")\n'
AGAIN = '    with op.batch_alter_table("{0}", recreate="always") as batch_op:\n        batch_op.alter_column("{1}")\n'

WRONG: list[tuple[str, Change, str, str, str, str]] = [
    # the case, the change, the code; what the line, the message and the hint have
    (LOANS, (MOVED, ""), "value-row-missing", "def upgrade", "loans", "A new table has no rows."),
    (LOANS, ("borrower IS NOT NULL", "borrower != NULL"), "value-row-missing", "INSERT", "missing", "Nothing is equal to NULL"),
    (LOANS, (" WHERE borrower IS NOT NULL", ""), "not-null-rows", "op.execute(", "copies a row", "Which rows does it copy"),
    (LOANS, (" AND loans.number = copies.number", ""), "value-wrong", "UPDATE copies", "but NULL was expected", "leaves it NULL"),
    (LOANS, ("loans.isbn = copies.isbn AND ", ""), "value-wrong", "UPDATE copies", "copies.borrower", "what this line writes"),
    (LOANS, (IN_PLACE, IN_BATCH), "index-missing", "batch_alter_table", "has not copied it", "an index over an expression"),
    (LOANS, (IN_PLACE, IN_PLACE + EMPTIED), "rows-break-constraint", "DELETE", "without their parent", "Here the rows go away"),
    (LOANS, ('["copies.isbn", "copies.number"]', '["copies.number", "copies.isbn"]'),
     "rows-break-constraint", "ForeignKeyConstraint", "without their parent", "Compare the foreign key"),
    (LOANS, ('    op.drop_table("loans")\n', ""), "downgrade-table-extra", "def downgrade", "loans", "no more and no less"),
    (CONDITION, (CHECK, 'batch_op.drop_constraint(op.f("ck_copies_sate")'), "constraint-not-found", "ck_copies_sate", "no constraint", "Compare"),
    (CONDITION, (CHECK, 'batch_op.drop_constraint("ck_state"'), "constraint-not-found", '"ck_state"', "naming convention", "op.f"),
    (CONDITION, ("WHERE condition = 'in'", ""), "value-wrong", "UPDATE copies", "'out' was expected", "what this line writes"),
    (CONDITION, ('    op.drop_index("ix_copies_lost", table_name="copies")\n    with op.batch_alter_table("copies") as batch_op:\n        ' + CHECK,
                 '    op.execute("UPDATE copies SET state = \'shelf\'")\n    op.drop_index("ix_copies_lost", table_name="copies")\n    with op.batch_alter_table("copies") as batch_op:\n        ' + CHECK),
     "rows-break-constraint", "UPDATE", "what a constraint forbids", "there already"),
    (TRIPS, (FOLLOWS, "    op.execute(\"INSERT INTO trips (id, \\\"from\\\", day) VALUES (77, 'Kiel', '01.01.2025')\")\n" + FOLLOWS),
     "rows-added", "INSERT", "the task adds none", "leaves the rows"),
    (TRIPS, (FOLLOWS, "    op.execute(\"INSERT INTO trips (id, \\\"from\\\", day) VALUES (5, 'Kiel', '01.01.2025')\")\n" + FOLLOWS),
     "rows-added", "INSERT", "the task adds none", "leaves the rows"),
    (TRIPS, ('["trips.id"]', '["trips.seats"]'), "foreign-key-differs", "trips.seats", "not unique.", "PRIMARY KEY"),
    (TRIPS, ('    op.drop_table("tickets")\n', ""), "downgrade-table-extra", "def downgrade", "tickets", "no more and no less"),
    (DAYS, ('existing_type=sa.Boolean(), existing_server_default=sa.text("0")', "existing_type=sa.Boolean(), server_default=None"),
     "column-default", "new_column_name", "tickets.paid", "server default"),
    (PORTS, ('"ports", ["to_id"], ["id"]', '"port", ["to_id"], ["id"]'), "foreign-key-differs", '"port"', "The nearest name is ports", "letter by letter"),
    (PORTS, ("UNION", "UNION ALL"), "rows-break-constraint", "INSERT", "what a constraint forbids", "Which rows does the line write"),
    (PORTS, ('SELECT "from" FROM trips UNION SELECT "to" FROM trips WHERE "to" IS NOT NULL', 'SELECT DISTINCT "from" FROM trips'),
     "value-wrong", "UPDATE trips", "'kiel' was expected", "look at upgrade() too"),
    (OPEN, ("CREATE VIEW", "CREATE TABLE"), "view-missing", "CREATE TABLE", "a table of that name", "A table keeps rows"),
    (OPEN, ("VIEW open_trips", "VIEW opentrips"), "view-missing", "def upgrade", "opentrips in its place", "letter by letter."),
    (OPEN, (FOLLOWS, AGAIN.format("tickets", "passenger") + FOLLOWS), "trigger-missing", "batch_alter_table", "has not copied it", "a trigger"),
    (OPEN, (FOLLOWS, AGAIN.format("trips", "note") + FOLLOWS), "column-in-use", "batch_alter_table", "view open_trips still uses the table", "dropped before"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("case", "change", "code", "line", "says", "hint"),
    WRONG,
    ids=[f"{number}-{code}" for number, (_, _, code, *_) in enumerate(WRONG)],
)
def test_a_wrong_answer_is_told_where_it_is_wrong(
    solved: Callable[[str], tuple[Course, str, Files]],
    case: str,
    change: Change,
    code: str,
    line: str,
    says: str,
    hint: str,
) -> None:
    """The finding names the fault, the line that did it, and what to look at next."""
    result, files = graded(solved, case, change)
    first = result.findings[0]
    assert (result.verdict, first.code) == ("failed", code), first
    assert line in line_of(first, files), first
    assert says in first.message
    assert hint in first.hint
    assert "PRAGMA" not in first.message
    assert "declares the same" not in first.hint  # it does not


KEY = 'sa.PrimaryKeyConstraint("isbn", "number", name=op.f("pk_copies"))'


@pytest.mark.parametrize("columns", ['"number", "isbn"', '"isbn"'])
def test_a_key_is_told_at_its_own_line(
    solved: Callable[[str], tuple[Course, str, Files]], columns: str
) -> None:
    """And not at a column that another table has as well."""
    wrong = KEY.replace('"isbn", "number"', columns)
    result, files = graded(solved, "library 01 a1_add_shelves", (KEY, wrong))
    assert result.findings[0].code == "primary-key"
    assert wrong in line_of(result.findings[0], files)


def test_a_given_revision_that_was_edited_is_told_as_that(
    solved: Callable[[str], tuple[Course, str, Files]],
) -> None:
    """Where the next revision fails for what it lacks."""
    gone = '        sa.Column("borrower", sa.String(length=40), nullable=True),\n'
    given = "migrations/versions/a1_add_shelves.py"
    result, _ = graded(solved, LOANS, (gone, ""), file=given)
    first = result.findings[0]
    assert (first.code, first.file) == ("applied-revision-edited", given)
    assert "copies.borrower" in first.message


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        (("condition: Mapped", "state: Mapped"), "no-such-column", "CheckConstraint"),
        (('server_default="shelf"', 'server_default="in"'), "model-column-default", "condition: "),
    ],
)
def test_a_wrong_model_is_told_at_its_column(
    solved: Callable[[str], tuple[Course, str, Files]], change: Change, code: str, line: str
) -> None:
    """Not at a check that has the same name, and no revision is blamed for it."""
    result, files = graded(solved, CONDITION, change, file="app/models.py")
    first = result.findings[0]
    assert first.code == code
    assert line in line_of(first, files)
    assert "upgrade()" not in f"{first.message} {first.hint}"
