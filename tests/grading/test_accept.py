"""A check that is written otherwise and means the same, where the author accepts it."""

from pathlib import Path

import pytest

from stillroom.course.course import Course
from stillroom.databases.expected import States
from stillroom.errors import StillroomError
from stillroom.grading.grade import grade
from stillroom.results.record import Result
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import Submission

SCHEMA = """
import sqlalchemy as sa

tubs, old = sa.MetaData(), sa.MetaData()
sa.Table("tubs", tubs, sa.Column("id", sa.Integer, primary_key=True), sa.Column("litres", sa.Integer),
    sa.CheckConstraint("litres > 0"), sa.CheckConstraint("id < 1000"))
sa.Table("tubs", old, sa.Column("id", sa.Integer, primary_key=True), sa.Column("litres", sa.Integer),
    sa.CheckConstraint("litres > -1"))
STATES = {"tubs": tubs, "old tubs": old}
"""
EXERCISE = """
title = "Tubs"
goal = "A tub holds something."
points = 2
start_findings = ["nothing-done"]
hints = ["One.", "Two.", "Three."]

[[steps]]
step = 1
command = "alembic upgrade head"
effect = "Makes the table."
state = "tubs"
points = 1

[[steps]]
step = 1
command = "compare the models"
run = "models"
effect = "The same."
state = "tubs"
points = 1
"""
ACCEPT = """
[[accept]]
state = "tubs"
table = "tubs"
check = "litres > 0"
also = ["litres >= 1", "NOT (litres < 1)"]
"""
MODELS = """import sqlalchemy as sa
from app.database import Base
sa.Table("tubs", Base.metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("litres", sa.Integer),
    sa.CheckConstraint("{model}", name="litres"), sa.CheckConstraint("id < 1000", name="id"))
"""
REVISION = """import sqlalchemy as sa
from alembic import op
revision = "one"
down_revision = None
def upgrade():
    op.create_table("tubs", sa.Column("id", sa.Integer, primary_key=True), sa.Column("litres", sa.Integer),
        sa.CheckConstraint("{revision}", name="litres"), sa.CheckConstraint("{id}", name="id"))
def downgrade():
    op.drop_table("tubs")
"""


def course_with(folder: Path, text: str) -> Course:
    """Return a course of one exercise."""
    place = folder / "01-tubs"
    place.mkdir(exist_ok=True)
    (place / "schema.py").write_text(SCHEMA, "utf-8")
    (place / "exercise.toml").write_text(text, "utf-8")
    return Course(folder)


def graded(
    course: Course, runner: Runner, revision: str, model: str, of_id: str = "id < 1000"
) -> Result:
    """Grade a project with these checks in the revision and in the models."""
    files = {
        "app/models.py": MODELS.format(model=model).encode(),
        "migrations/versions/one.py": REVISION.format(revision=revision, id=of_id).encode(),
    }
    return grade(Submission("tubs", files, {}), course, course.exercises[-1], runner)


@pytest.mark.parametrize(
    ("revision", "model"),
    [
        ("litres > 0", "litres > 0"),
        ("litres >= 1", "litres > 0"),
        ("litres > 0", "( Litres>=1 )"),
        ("not(litres<1)", "litres >= 1"),
    ],
)
def test_each_spelling_passes(tmp_path: Path, runner: Runner, revision: str, model: str) -> None:
    """In revisions and in models; blanks and letter case do not count there either."""
    result = graded(course_with(tmp_path, EXERCISE + ACCEPT), runner, revision, model)
    assert result.verdict == "passed", result.findings
    assert result.findings == ()
    assert {step.found for step in result.steps} == {"tubs"}


@pytest.mark.parametrize(
    ("accept", "revision", "of_id"),
    [
        ("", "litres >= 1", "id < 1000"),
        (ACCEPT, "litres >= 2", "id < 1000"),
        (ACCEPT, "litres >= 1", "id < 1001"),
        (ACCEPT, "litres >= 1", "litres >= 1"),
    ],
    ids=["not accepted", "another condition", "another check", "twice"],
)
def test_nothing_else_passes(
    tmp_path: Path, runner: Runner, accept: str, revision: str, of_id: str
) -> None:
    """The one spelling stands for the one check."""
    course = course_with(tmp_path, EXERCISE + accept)
    assert graded(course, runner, revision, "litres > 0", of_id).verdict == "failed"


def test_what_an_earlier_exercise_accepts_is_right_later(tmp_path: Path) -> None:
    """But not where a later one expects just that spelling."""
    course_with(tmp_path, EXERCISE + ACCEPT)
    for number, schema in (("02", ""), ("03", SCHEMA.replace("litres > -1", "litres >= 1"))):
        later = tmp_path / f"{number}-tubs"
        later.mkdir()
        state = "tubs" if not schema else "newer"
        text = EXERCISE.replace('state = "tubs"', f'state = "{state}"')
        (later / "exercise.toml").write_text(text, "utf-8")
        if schema:
            named = schema.replace('{"tubs": tubs, "old tubs": old}', '{"newer": old}')
            (later / "schema.py").write_text(named, "utf-8")
    course = Course(tmp_path)
    spellings = [States(course, exercise).spellings for exercise in course]
    both = {("tubs", "litres >= 1"): "litres > 0", ("tubs", "not(litres < 1)"): "litres > 0"}
    assert spellings == [both, both, {("tubs", "not(litres < 1)"): "litres > 0"}]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('state = "tubs"\ntable', 'state = "tub"\ntable', r"accept\[0\]\.state: 'tub' is defined by no schema\.py; did you mean 'tubs'\?"),
        ('table = "tubs"', 'table = "tub"', r"accept\[0\]\.table: 'tub' is no table of 'tubs'; did you mean 'tubs'\?"),
        ('check = "litres > 0"', 'check = "litre > 0"', r"accept\[0\]\.check: 'litre > 0' is no check of tubs at 'tubs'; did you mean 'litres > 0'\?"),
        ('"litres >= 1"', '"LITRES>0"', r"accept\[0\]\.also: 'LITRES>0' is check itself; take it out"),
        ('"litres >= 1"', '"id < 1000"', r"accept\[0\]\.also: 'id < 1000' is what the state 'tubs' expects"),
        ('also = ["litres >= 1", "NOT (litres < 1)"]', "also = []", r"accept\[0\]\.also"),
        ("also =", "too =", r"accept.*too.*"),
    ],
)  # fmt: skip
def test_a_broken_accept_is_one_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    """File, key, what is wrong, and the nearest that is there, when the course is read."""
    assert old in ACCEPT
    with pytest.raises(StillroomError, match=message) as raised:
        course_with(tmp_path, EXERCISE + ACCEPT.replace(old, new))
    assert "\n" not in str(raised.value)


def test_a_spelling_that_is_no_sql_is_one_line(tmp_path: Path) -> None:
    """It is said as soon as the states are made."""
    course = course_with(tmp_path, EXERCISE + ACCEPT.replace('"litres >= 1"', '"litres >>> 1"'))
    with pytest.raises(StillroomError, match=r"accept\[0\]: 'litres >>> 1' is no condition: "):
        States(course, course.exercises[0])
