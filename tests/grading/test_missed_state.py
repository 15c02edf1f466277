"""A state that is passed over: the rows of the next one may not fit, and that is no fault of the grader."""

from pathlib import Path

from stillroom.course.course import Course
from stillroom.grading.grade import grade
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import Submission

SCHEMA = """
import sqlalchemy as sa

cellars, both = sa.MetaData(), sa.MetaData()
for metadata in (cellars, both):
    sa.Table("cellars", metadata, sa.Column("id", sa.Integer, primary_key=True))
sa.Table("barrels", both, sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("cellar_id", sa.Integer, sa.ForeignKey("cellars.id"), nullable=False))
STATES = {"cellars": cellars, "cellars + barrels": both}
"""
EXERCISE = """
title = "Barrels"
goal = "Barrels lie in cellars."
points = 1
start_findings = ["revision-missing"]
hints = ["One.", "Two.", "Three."]

[[steps]]
step = 1
command = 'alembic revision -m "add barrels"'
effect = "Writes it."
state = "cellars"

[[steps]]
step = 2
command = "alembic upgrade head"
effect = "Runs it."
state = "cellars + barrels"
points = 1

[[data]]
state = "cellars"
table = "cellars"
rows = [{ id = 7 }]

[[data]]
state = "cellars + barrels"
table = "barrels"
rows = [{ id = 1, cellar_id = 7 }]
"""
BOTH_AT_ONCE = b"""import sqlalchemy as sa
from alembic import op
revision = "one"
down_revision = None
def upgrade():
    op.create_table("cellars", sa.Column("id", sa.Integer, primary_key=True))
    op.create_table("barrels", sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("cellar_id", sa.Integer, sa.ForeignKey("cellars.id"), nullable=False))
def downgrade():
    op.drop_table("barrels")
    op.drop_table("cellars")
"""


def test_rows_that_wait_for_a_state_that_was_missed_are_left_out(
    tmp_path: Path, runner: Runner
) -> None:
    """The learner wrote the change into the revision before it: that is what is said."""
    folder = tmp_path / "01-add-barrels"
    folder.mkdir()
    (folder / "schema.py").write_text(SCHEMA, "utf-8")
    (folder / "exercise.toml").write_text(EXERCISE, "utf-8")
    course = Course(tmp_path)
    files = {"app/models.py": b"", "migrations/versions/one.py": BOTH_AT_ONCE}
    result = grade(Submission("barrels", files, {}), course, course.find("01"), runner)
    assert result.verdict == "failed", result.findings
    assert [step.status for step in result.steps] == ["failed", "blocked"]
    assert result.findings[0].file == "migrations/versions/one.py"
