"""Whole proofs, of a small course about barrels: what is refused, what survives, what is declared."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from stillroom.authoring.proving.prove import Outcome, Tick, prove
from stillroom.authoring.proving.wrong_answers import Reference
from stillroom.cohort.warmed_runners import WarmedRunners
from stillroom.course.course import Course
from stillroom.errors import StillroomError
from stillroom.sandbox.tiers import Tier
from tests.support.in_process import RunnersInProcess
from tests.support.paths import TESTS

SCHEMA = """
import sqlalchemy as sa

before, after = sa.MetaData(), sa.MetaData()
sa.Table("barrels", before, sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("wine", sa.String(30), nullable=False))
sa.Table("barrels", after, sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("wine", sa.String(30), nullable=False), sa.Column("label", sa.String(30)))
STATES = {"barrels": before, "labelled barrels": after}
"""
EXERCISE = """
title = "Label the barrels"
goal = "Every barrel has a label."
points = 2
start_findings = ["revision-missing"]
hints = ["One.", "Two.", "Three."]

[[steps]]
step = 1
command = 'alembic revision -m "add label"'
effect = "Writes it."
state = "barrels"

[[steps]]
step = 2
command = "alembic upgrade head"
effect = "Runs it."
state = "labelled barrels"
points = 2

[[data]]
state = "barrels"
table = "barrels"
rows = [{ id = 1, wine = "Riesling {token}" }, { id = 2, wine = "Malbec" }]
"""
LOOKS = """
[[expect]]
state = "labelled barrels"
table = "barrels"
rows = [{ id = 1, label = "Riesling {token}" }, { id = 2, label = "Malbec" }]
"""
WAY_BACK = """
[[steps]]
step = 3
command = "alembic downgrade -1"
effect = "Undoes it."
state = "barrels"
"""
REVISION = """import sqlalchemy as sa
from alembic import op

revision = "two"
down_revision = "one"


def upgrade():
    op.add_column("barrels", sa.Column("label", sa.String(30)))
    op.execute("UPDATE barrels SET label = wine")
    op.execute("UPDATE barrels SET wine = wine")


def downgrade():
    op.drop_column("barrels", "label")
"""
GIVEN = """import sqlalchemy as sa
from alembic import op

revision = "one"
down_revision = None


def upgrade():
    op.create_table("barrels", sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("wine", sa.String(30), nullable=False))


def downgrade():
    op.drop_table("barrels")
"""
START = {"app/models.py": b"", "migrations/versions/one.py": GIVEN.encode()}
SOLVED = {**START, "migrations/versions/two.py": REVISION.encode()}


@pytest.fixture
def isolated() -> Iterator[WarmedRunners]:
    """Processes of their own, as every proof of a course has them."""
    with WarmedRunners(20.0, Tier.self_check) as warmed:
        yield warmed


@pytest.fixture
def runners() -> RunnersInProcess:
    """No process at all: every answer here follows from a solution that stands in this folder."""
    return RunnersInProcess(20.0, Tier.self_check)


def proven(
    folder: Path,
    runners: WarmedRunners,
    exercise: str,
    survivors: str = "",
    solved: Mapping[str, bytes] = SOLVED,
    jobs: int = 1,
) -> tuple[Outcome, list[int]]:
    """Return what the proof of *exercise* comes to, and how much progress was told."""
    place = folder / "01-label-barrels"
    place.mkdir()
    (place / "schema.py").write_text(SCHEMA, "utf-8")
    (place / "exercise.toml").write_text(exercise, "utf-8")
    if survivors:
        (place / "survivors.toml").write_text(survivors, "utf-8")
    course = Course(folder)
    progress = [0, 0]

    def begin(total: int) -> Tick:
        progress[0] = total
        return tick

    def tick() -> None:
        progress[1] += 1

    references = {course.find("01"): Reference(START, solved, ())}
    return prove(course, references, runners, jobs, begin), progress


def test_a_table_that_nothing_fills_is_told(tmp_path: Path, runners: WarmedRunners) -> None:
    """Of its rows nothing would be proven, and that must not be silent."""
    odd = 'op.create_table("odd", sa.Column("code", sa.String(9), sa.CheckConstraint("length(code) = 7", name="code"), nullable=False))'
    solved = {**START, "migrations/versions/two.py": REVISION.replace(
        'op.execute("UPDATE barrels SET wine = wine")', odd).encode()}  # fmt: skip
    outcome, _ = proven(tmp_path, runners, EXERCISE, solved=solved)
    assert [line for line in outcome.sentences if "no row could be made up for odd" in line]


@pytest.mark.long
@pytest.mark.parametrize(
    ("folder", "words"),
    [("course/other-course", "1 exercise, "), ("grading/jars-course", "2 exercises, ")],
)
def test_the_courses_of_the_suite_are_proven(
    runners: WarmedRunners, folder: str, words: str
) -> None:
    """They have all that the format knows, and their solutions lie inside of them."""
    course = Course(TESTS / folder)
    references = {
        exercise: Reference(start, start | exercise.solution, ())
        for exercise in course
        for start in ({"app/models.py": b"", **exercise.start.files},)
    }
    outcome = prove(course, references, runners, 1, lambda _: lambda: None)
    assert outcome.sentences == ()
    assert outcome.words.startswith(words)
    assert outcome.refused > 50


def test_an_exercise_that_looks_everywhere_is_proven(
    tmp_path: Path, isolated: WarmedRunners
) -> None:
    """Each wrong answer is refused; what does the same as the solution is not counted as one."""
    table, steps = EXERCISE.index("\n[[data]]"), EXERCISE
    outcome, (total, judged) = proven(
        tmp_path, isolated, steps[:table] + WAY_BACK + steps[table:] + LOOKS, jobs=2
    )
    assert outcome.sentences == ()
    # Setting a column to itself does nothing, so that leaving it out is right, and so is losing
    # values of a column that is dropped right after.
    assert total == judged == outcome.refused + 2 + len(outcome.notes)
    assert [note.partition(",")[0] for note in outcome.notes] == [
        "01-label-barrels: its rows have keys that a learner can know"
    ]
    assert outcome.refused > 15
    assert outcome.words == (
        f"1 exercise, {outcome.refused} wrong answers derived, all refused; 0 declared survivors."
    )


def test_what_nobody_looks_at_survives_and_can_be_declared(
    tmp_path: Path, runners: WarmedRunners
) -> None:
    """The key that would refuse it is named; a declared survivor is counted, a stale one is told."""
    declared = """
[[survivor]]
names = ["two downgrade: *", "two: left out"]
reason = "Nobody goes back here."
"""
    outcome, (total, judged) = proven(tmp_path, runners, EXERCISE, declared)
    assert outcome.declared == 1, "of a function that nothing looks at, one is tried"
    holes, stale = outcome.sentences
    assert holes.splitlines()[0] == (
        "01-label-barrels: 4 wrong answers may pass: "
        "No [[expect]] looks at barrels.label at the state 'labelled barrels': add one."
    )
    assert [line.strip() for line in holes.splitlines()[1::2]] == [
        "two upgrade: execute UPDATE barrels SET label = wine left out",
        "two upgrade: barrels.label emptied at the end",
        "two upgrade: barrels.label given a constant at the end",
        "two upgrade: barrels.label shifted by a row at the end",
    ]
    assert "After the upgrade to two, barrels.label has other values" in holes.splitlines()[2]
    assert stale.endswith(
        "01-label-barrels/survivors.toml: 'two: left out' passes no more; take it out"
    )
    assert total == judged


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[survivors]]\n", r"survivors\.toml: survivors: .*did you mean survivor"),
        ('[[survivor]]\nnames = ["x"]\n', r"survivors\.toml: survivor\[0\]\.reason"),
        ('[[survivor]]\nnames = []\nreason = "x"\n', r"survivors\.toml: survivor\[0\]\.names"),
        (
            '[[survivor]]\nnames = ["two downgrade: emptyed"]\nreason = "x"\n',
            r"survivors\.toml: survivor\[0\]\.names\[0\]: no wrong answer is called 'two downgrade: emptyed'; did you mean 'two downgrade: emptied'",
        ),
        ("[[survivor]\n", r"survivors\.toml: not valid TOML"),
    ],
)
def test_a_broken_file_of_survivors_is_one_line(
    tmp_path: Path, runners: WarmedRunners, text: str, message: str
) -> None:
    """It is read before anything is graded."""
    with pytest.raises(StillroomError, match=message) as raised:
        proven(tmp_path, runners, EXERCISE, text)
    assert "\n" not in str(raised.value)
