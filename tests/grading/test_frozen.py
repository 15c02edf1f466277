"""Given revisions that are frozen: their layout is free, what they say is not."""

import json
import shutil
from pathlib import Path

import pytest

from stillroom.course.course import Course
from stillroom.errors import StillroomError
from stillroom.grading.grade import grade
from stillroom.results.record import Result
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import Submission
from stillroom.submission.source_tree import fingerprint, parse
from tests.support.paths import TESTS

GIVEN = """import sqlalchemy as sa
from alembic import op

revision = "given1"
down_revision = None


def upgrade():
    op.create_table("jars", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("jars")
"""


@pytest.fixture
def frozen(tmp_path: Path) -> Course:
    """A course whose exercise freezes one given revision."""
    folder = tmp_path / "course" / "01-fill-label"
    shutil.copytree(TESTS / "grading" / "jars-course" / "01-fill-label", folder)
    definition = folder / "exercise.toml"
    text = definition.read_text("utf-8")
    definition.write_text(text.replace("[[steps]]", '[begin]\nfrozen = ["given1"]\n\n[[steps]]', 1))
    prints = {"given1": fingerprint(parse("given.py", GIVEN.encode()))}
    (folder / "given.json").write_text(json.dumps(prints), "utf-8")
    return Course(tmp_path / "course")


def graded(course: Course, runner: Runner, text: str) -> Result:
    """Grade a submission with one revision."""
    files = {"app/models.py": b"", "migrations/versions/given.py": text.encode()}
    return grade(Submission("jars", files, {}), course, course.exercises[0], runner)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("\n", "\r\n"),
        ('"jars"', "'jars'"),
        ("import sqlalchemy as sa\nfrom alembic import op", "from alembic import op\nimport sqlalchemy as sa"),
        ("    op.drop_table", "    # back\n\n    op.drop_table"),
    ],
    ids=["as-given", "line-ends", "quotes", "imports", "comments"],
)  # fmt: skip
def test_the_layout_is_free(frozen: Course, runner: Runner, old: str, new: str) -> None:
    """What a formatter does is no edit."""
    result = graded(frozen, runner, GIVEN.replace(old, new) if old else GIVEN)
    assert "frozen-revision-edited" not in [finding.code for finding in result.findings]


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("sa.Integer", "sa.BigInteger", "says something else now"),
        ('op.drop_table("jars")', "pass", "says something else now"),
        ("given1", "other1", "is gone"),
    ],
    ids=["edited-upgrade", "edited-downgrade", "gone"],
)
def test_an_edit_is_named(frozen: Course, runner: Runner, old: str, new: str, part: str) -> None:
    """It is the first finding, whatever else is wrong."""
    result = graded(frozen, runner, GIVEN.replace(old, new))
    assert (result.verdict, result.findings[0].code) == ("failed", "frozen-revision-edited")
    assert part in result.findings[0].message
    assert "Revision given1" in result.findings[0].message


def test_missing_fingerprints_are_the_author_s_mistake(frozen: Course, runner: Runner) -> None:
    """The line says which command writes them."""
    (frozen.exercises[0].folder / "given.json").unlink()
    with pytest.raises(StillroomError, match=r"given\.json.*stillroom course --course .* --write"):
        graded(frozen, runner, GIVEN)
