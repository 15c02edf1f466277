"""A database that is older than Alembic: a baseline is written and stamped, and then it goes on."""

import pytest

from stillroom.course.course import Course
from stillroom.grading.grade import grade
from stillroom.results.record import Result
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import Submission
from tests.support.paths import TESTS

BASELINE = """import sqlalchemy as sa
from alembic import op
revision = "base1"
down_revision = None
def upgrade():
    op.create_table("shelves", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(20), nullable=False))
def downgrade():
    op.drop_table("shelves")
"""
EMPTY = BASELINE.replace("    op.create_table", "    lambda: op.create_table")
CHANGE = """import sqlalchemy as sa
from alembic import op
revision = "change"
down_revision = "base1"
def upgrade():
    op.add_column("shelves", sa.Column("number", sa.Integer))
def downgrade():
    op.drop_column("shelves", "number")
"""


@pytest.fixture(scope="module")
def jars() -> Course:
    """A course whose second exercise begins with a database that Alembic has never seen."""
    return Course(TESTS / "grading" / "jars-course")


def graded(course: Course, runner: Runner, *revisions: str) -> Result:
    """Grade *revisions* on the exercise."""
    versions = {
        f"migrations/versions/{number}.py": text.encode() for number, text in enumerate(revisions)
    }
    files = {"app/models.py": b"", **versions}
    return grade(Submission("shelves", files, {}), course, course.find("02"), runner)


def test_the_baseline_is_stamped_and_only_the_change_runs(jars: Course, runner: Runner) -> None:
    """The rows of the old database are there to the end; from nothing, all revisions run too.

    The way back ends at the revision that was stamped, and not before it.
    """
    result = graded(jars, runner, BASELINE, CHANGE)
    assert [finding.message for finding in result.findings] == []
    assert [step.found for step in result.steps] == [
        "shelves",
        "shelves",
        "numbered shelves",
        "shelves",
    ]
    assert result.steps[2].values[0].status == "passed"


@pytest.mark.parametrize(
    ("revisions", "step", "code", "part"),
    [
        ([], 1, "nothing-done", "nothing has been done"),
        ([EMPTY, CHANGE], 2, None, "shelves"),
        ([BASELINE.replace("20", "30"), CHANGE], 2, "column-type", "shelves.name is VARCHAR(30), but VARCHAR(20)"),
        ([BASELINE], 3, None, "shelves.number"),
        ([BASELINE, CHANGE.replace('op.add_column("shelves"', 'op.execute("DELETE FROM shelves"); op.add_column("shelves"')],
         3, "rows-lost", "1 row of shelves"),
        ([BASELINE, CHANGE.replace('op.drop_column("shelves", "number")', "pass")], 4, None, "shelves.number"),
    ],
    ids=["nothing", "empty-baseline", "other-baseline", "no-change", "rows-lost", "no-way-back"],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_row(
    jars: Course, runner: Runner, revisions: list[str], step: int, code: str | None, part: str
) -> None:
    """A baseline must build what is there; the change must keep the rows."""
    result = graded(jars, runner, *revisions)
    failed = [row.step for row in result.steps if row.status == "failed"]
    assert (result.verdict, failed) == ("failed", [step]), result.findings
    assert result.points < result.max_points, (
        "the last row gives no points, and yet not all are there"
    )
    assert code in (None, result.findings[0].code), result.findings[0]
    assert part in result.findings[0].message
    if step == 2:
        assert result.findings[0].file == "migrations/versions/0.py"


@pytest.mark.parametrize("number", [0, 1], ids=["baseline", "change"])
def test_rows_on_a_new_machine_are_a_finding(jars: Course, runner: Runner, number: int) -> None:
    """An empty database gets tables, and no rows: neither from the baseline nor from what follows."""
    insert = "    op.execute(\"INSERT INTO shelves (name) SELECT 'Top' WHERE NOT EXISTS (SELECT 1 FROM shelves)\")\n"
    revisions = [BASELINE, CHANGE]
    revisions[number] = revisions[number].replace("def downgrade", f"{insert}def downgrade")
    result = graded(jars, runner, *revisions)
    finding = result.findings[0]
    revision = ["base1", "change"][number]
    assert (finding.code, finding.message) == (
        "rows-added",
        f"1 row of shelves came from revision {revision} in an empty database: the task adds none.",
    )
    assert (finding.file, finding.line) == (f"migrations/versions/{number}.py", [7, 7][number])
