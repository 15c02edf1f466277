"""A teacher's own course: other tables, the same engine."""

from pathlib import Path

import pytest

from stillroom.authoring import projects
from stillroom.course.course import Course
from stillroom.grading.grade import grade
from stillroom.results.record import Result
from stillroom.sandbox.runner import Runner

OTHER = Path(__file__).parent / "other-course"

MODELS = """
import sqlalchemy as sa

from app.database import Base

books = sa.Table(
    "books", Base.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("title", sa.String(80), nullable=False),
    sa.Column("price", sa.Integer, nullable=False, server_default="0"),
    sa.CheckConstraint("price>=0", name="price"),
    sa.Index("ix_books_title", sa.text("title DESC")),
)
loans = sa.Table(
    "loans", Base.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("book_id", sa.ForeignKey("books.id", ondelete="CASCADE"), nullable=False),
)
"""
REVISION = '''
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.execute("""create table books (id integer, title varchar(80) not null,
        price integer not null default 0, constraint pk_books primary key (id),
        constraint ck_books_price check ((price >= 0)))""")
    op.execute("create index ix_books_title on books (title desc)")
    op.execute("""create table loans (id integer constraint pk_loans primary key,
        book_id integer not null constraint fk_loans_book_id_books
        references books on delete cascade)""")


def downgrade():
    op.drop_table("loans")
    op.drop_table("books")
'''


def graded(root: Path, runner: Runner, old: str = "", new: str = "") -> Result:
    """Grade the right answer with *old* replaced by *new* in models and revision."""
    assert old in MODELS + REVISION
    course = Course(OTHER)
    files = projects.bare(root) | {
        "app/models.py": MODELS.replace(old, new).encode(),
        "migrations/versions/a1.py": REVISION.replace(old, new).encode(),
    }
    return grade(projects.as_submission("other", files), course, course.find("01"), runner)


def test_the_right_answer_passes(root: Path, runner: Runner) -> None:
    """Raw SQL, an inline foreign key without its column and other spellings are right."""
    result = graded(root, runner)
    assert result.verdict == "passed", result.findings
    assert result.points == 6


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        (
            "references books on delete cascade",
            "references books",
            "foreign-key-differs",
            "ON DELETE CASCADE",
        ),
        ("(price >= 0)", "(price > 0)", "check-differs", "CHECK (price > 0)"),
        ("default 0,", "default 1,", "column-default", "it is 1"),
        ("on books (title desc)", "on books (title)", "index-differs", "INDEX (title)"),
        ("index ix_books_title on books", "index by_title on books", "constraint-name", "by_title"),
        ("not null constraint fk", "constraint fk", "column-nullable", "loans.book_id"),
        ('op.drop_table("books")', "pass", "downgrade-table-extra", "books"),
        ("price>=0", "price>=1", "model-check-differs", "CHECK (price >= 1)"),
        (
            'ondelete="CASCADE"',
            'ondelete="SET NULL"',
            "model-foreign-key-differs",
            "ON DELETE SET NULL",
        ),
    ],
)
def test_a_wrong_answer_is_named(
    root: Path, runner: Runner, old: str, new: str, code: str, says: str
) -> None:
    """Every kind of difference is found on tables that the course never mentions."""
    result = graded(root, runner, old, new)
    assert [finding.code for finding in result.findings] == [code], result.findings
    assert says in result.findings[0].message


def test_the_engine_knows_no_exercise(root: Path) -> None:
    """No line of the engine knows the tables or the ids of the course."""
    for path in (root / "src" / "stillroom").rglob("*.py"):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            code = line.partition("#")[0]
            assert "users +" not in code, f"{path}:{number}"
            assert '"users"' not in code, f"{path}:{number}"
            assert "01-add" not in code, f"{path}:{number}"
