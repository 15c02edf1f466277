"""A course of three tables' worth of rules: every first finding names what is wrong, and where."""

import pytest

from stillroom.course.course import Course
from stillroom.grading.grade import grade
from stillroom.results.record import Result
from stillroom.submission.intake import Submission
from tests.support.in_process import InProcess
from tests.support.paths import TESTS

HEAD = "import sqlalchemy as sa\nfrom alembic import op\n"
GIVEN = f"""{HEAD}revision = "b1"
down_revision = None
def upgrade():
    op.create_table("berths", sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("pier", sa.String(20), nullable=False))
def downgrade():
    op.drop_table("berths")
"""
BOATS = f"""{HEAD}revision = "b2"
down_revision = "b1"
def upgrade():
    op.create_table(
        "boats",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", sa.String(60), nullable=False),
        sa.Column("crew", sa.Integer, nullable=False, server_default="1"),
        sa.Column("berth_id", sa.Integer, sa.ForeignKey("berths.id", ondelete="SET NULL")),
        sa.CheckConstraint("crew > 0", name="some_crew"),
    )
    op.create_index("ix_boats_title", "boats", ["title"])
def downgrade():
    op.drop_table("boats")
"""
SIGNS = f"""{HEAD}revision = "b3"
down_revision = "b2"
def upgrade():
    op.add_column("boats", sa.Column("call_sign", sa.String(40)))
    for row in op.get_bind().execute(sa.text("SELECT id, title FROM boats")).all():
        op.get_bind().execute(
            sa.text("UPDATE boats SET call_sign = :sign WHERE id = :id"),
            {{"sign": "SY " + row.title, "id": row.id}},
        )
    with op.batch_alter_table("boats") as batch:
        batch.alter_column("call_sign", existing_type=sa.String(40), nullable=False)
        batch.create_unique_constraint("uq_boats_call_sign", ["call_sign"])
def downgrade():
    with op.batch_alter_table("boats") as batch:
        batch.drop_constraint("uq_boats_call_sign", type_="unique")
        batch.drop_column("call_sign")
"""
MODELS = """import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column
from app.database import Base
class Berth(Base):
    __tablename__ = "berths"
    id: Mapped[int] = mapped_column(primary_key=True)
    pier: Mapped[str] = mapped_column(sa.String(20))
class Boat(Base):
    __tablename__ = "boats"
    __table_args__ = (sa.CheckConstraint("crew > 0", name="some_crew"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(60), index=True)
    crew: Mapped[int] = mapped_column(server_default="1")
    berth_id: Mapped[int | None] = mapped_column(sa.ForeignKey("berths.id", ondelete="SET NULL"))
    call_sign: Mapped[str] = mapped_column(sa.String(40), unique=True)
"""
RIGHT = {"b1": GIVEN, "b2": BOATS, "b3": SIGNS, "models": MODELS}
Change = tuple[str, str, str]
"""What to change: the file, a text in it, and what comes in its place."""


@pytest.fixture(scope="module")
def berths() -> Course:
    """The course."""
    return Course(TESTS / "diagnosis" / "berths-course")


def graded(course: Course, *changes: Change) -> Result:
    """Grade the right answer with *changes*."""
    texts = dict(RIGHT)
    for name, old, new in changes:
        assert old in texts[name]
        texts[name] = texts[name].replace(old, new)
    files = {"app/models.py": texts.pop("models").encode()}
    files |= {f"migrations/versions/{name}.py": text.encode() for name, text in texts.items()}
    return grade(Submission("boats", files, {}), course, course.find("01"), InProcess())


def test_the_right_answer_passes(berths: Course) -> None:
    """There is nothing to say."""
    result = graded(berths)
    assert (result.verdict, [finding.message for finding in result.findings]) == ("passed", [])


WRONG: list[tuple[list[Change], str, str, int, str]] = [
    ([("b2", "String(60)", "String(30)")], "column-type", "b2", 9, "boats.title is VARCHAR(30), but VARCHAR(60) was expected"),
    ([("b2", '    op.create_index("ix_boats_title", "boats", ["title"])\n', "")], "index-missing", "b2", 9, "boats needs INDEX (title)"),
    ([("b2", ', sa.ForeignKey("berths.id", ondelete="SET NULL")', "")], "foreign-key-missing", "b2", 11, "FOREIGN KEY (berth_id) REFERENCES berths (id)"),
    ([("b2", "crew > 0", "crew >= 0")], "check-differs", "b2", 12, "has CHECK (crew >= 0)"),
    ([("b2", '        sa.CheckConstraint("crew > 0", name="some_crew"),\n', '        sa.CheckConstraint("crew > 0", name="some_crew"),\n        sa.Column("flag", sa.Text),\n')],
     "column-extra", "b2", 13, "boats.flag"),
    ([("b2", ', server_default="1"', "")], "column-default", "b2", 10, "boats.crew has no server default"),
    ([(name, '"boats"', '"boat"') for name in ("b2", "b3")] + [("b3", " boats", " boat")], "table-misspelt", "b2", 7, "called boat, but boats was expected"),
    ([("b2", '"boats"', '"boat"')], "table-misspelt", "b2", 7, "Revision b3 needs boats, and fails."),
    ([("b2", BOATS[BOATS.index("    op.create_table") : BOATS.index("def downgrade")], "    pass\n")], "upgrade-empty", "b2", 5, "The table boats is missing. Revision b3 needs boats"),
    ([("b2", BOATS[BOATS.index("    op.create_table") : BOATS.index("def downgrade")],
       "    from app.models import Base\n    Base.metadata.create_all(op.get_bind())\n"),
      ("b3", SIGNS[SIGNS.index("    op.add_column") : SIGNS.index("def downgrade")], "    pass\n")], "create-all-in-revision", "b2", 7, "without passing boats"),
    ([("b2", '    op.drop_table("boats")', "    pass")], "downgrade-empty", "b2", 15, "downgrade() of revision b2 is empty"),
    ([("b3", "SY ", "MV ")], "value-wrong", "b3", 9, "boats.call_sign is 'MV Gull "),
    ([("b3", "    with op.batch_alter_table(\"boats\") as batch:\n        batch.alter", "    op.execute(\"DELETE FROM boats WHERE id = 5\")\n    with op.batch_alter_table(\"boats\") as batch:\n        batch.alter")],
     "rows-lost", "b3", 12, "1 row of boats was in the database before revision b3 and is gone now: with id 5"),
    ([("b3", 'batch.create_unique_constraint("uq_boats_call_sign", ["call_sign"])', "pass"), ("b3", 'batch.drop_constraint("uq_boats_call_sign", type_="unique")', "pass")],
     "unique-missing", "b3", 6, "boats needs UNIQUE (call_sign)"),
    ([("b3", '        batch.create_unique_constraint("uq', '    with op.batch_alter_table("boats") as other:\n        pass\n    other.create_unique_constraint("uq')],
     "unique-missing", "b3", 16, "uses other below its with block"),
    ([("b2", 'ForeignKey("berths.id"', 'ForeignKey("berth.id"')], "foreign-key-differs", "b2", 11, "Revision b3 needs berth, and fails."),
    ([("b3", "String(40)", "String(44)")], "column-type", "b3", 6, "boats.call_sign is VARCHAR(44)"),
    ([("models", "sa.String(40), unique=True", "sa.String(40)")], "model-unique-missing", "models", 15, "boats needs UNIQUE (call_sign)"),
    ([("models", ", index=True", "")], "model-index-missing", "models", 12, "boats needs INDEX (title)"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "code", "file", "line", "says"),
    WRONG,
    ids=[f"{number}-{code}" for number, (_, code, *_) in enumerate(WRONG)],
)
def test_a_wrong_answer_is_told_where_it_is_wrong(
    berths: Course, changes: list[Change], code: str, file: str, line: int, says: str
) -> None:
    """The table and the column or constraint are named, and the line of the revision that did it."""
    result = graded(berths, *changes)
    first = result.findings[0]
    path = "app/models.py" if file == "models" else f"migrations/versions/{file}.py"
    assert (result.verdict, first.code, first.file) == ("failed", code, path), first
    assert says in first.message
    assert first.line == line
