"""Which wrong answers follow from a solution: each kind, on tables that the course does not know."""

import ast

import pytest

from stillroom.authoring.proving.models import completed, model_changes
from stillroom.authoring.proving.operations import function_changes
from stillroom.authoring.proving.source import Change, Source
from stillroom.authoring.proving.sql_text import condition_changes, statement_changes
from stillroom.authoring.proving.trace import Moment, Trace
from stillroom.authoring.proving.values import value_changes
from stillroom.authoring.proving.wrong_answers import Reference, wrong_answers
from stillroom.databases.base import State
from stillroom.schema.model import Column, PrimaryKey, Schema, Table

pytestmark = pytest.mark.fast

HEAD = "import sqlalchemy as sa\nfrom alembic import op\n\n\n"


def changed(body: str) -> dict[str, str]:
    """Return the changes of an ``upgrade()`` with *body*: words to the body that they make."""
    source = Source(f'{HEAD}def upgrade():\n    """Go on."""\n    {body}\n')
    function = next(node for node in source.tree.body if isinstance(node, ast.FunctionDef))
    return {
        change.words: after(source, change).rpartition('"""Go on."""')[2].strip()
        for change in function_changes(source, function)
    }


def after(source: Source, change: Change) -> str:
    """Return the text after *change*, which is a program and another one."""
    text = source.edited(change.edits)
    assert ast.dump(ast.parse(text)) != ast.dump(source.tree), change.words
    return text


CASES = [
    ('op.add_column("jars", sa.Column("lid", sa.String(20)))', {
        "add_column jars.lid left out": "pass",
        "jars.lid: String(20) becomes Text": 'op.add_column("jars", sa.Column("lid", sa.Text()))',
        "jars.lid: String(20) becomes String(21)": 'op.add_column("jars", sa.Column("lid", sa.String(21)))',
        "jars.lid: nullable=True becomes False": 'op.add_column("jars", sa.Column("lid", sa.String(20), nullable=False))',
        "jars.lid: server_default added": 'op.add_column("jars", sa.Column("lid", sa.String(20), server_default="0"))',
    }),
    ('op.add_column("jars", sa.Column("n", sa.Integer, nullable=False, server_default="7", unique=True))', {
        "jars.n: nullable=False becomes True": None,
        "jars.n: server_default left out": 'op.add_column("jars", sa.Column("n", sa.Integer, nullable=False, unique=True))',
        "jars.n: server_default becomes 8": None,
        "jars.n: unique left out": 'op.add_column("jars", sa.Column("n", sa.Integer, nullable=False, server_default="7"))',
        "jars.n: Integer becomes BigInteger": None,
    }),
    ('op.create_table("jars", sa.Column("id", sa.Integer, primary_key=True), sa.Column("shelf", sa.ForeignKey("shelves.id", ondelete="CASCADE")), sa.UniqueConstraint("id", "shelf"), sa.CheckConstraint("id > 0"))', {
        "create_table jars left out": "pass",
        "jars.id left out": None,
        "jars.id: primary_key left out": None,
        "jars.shelf: foreign key left out": None,
        "jars.shelf: ondelete left out": None,
        "jars.shelf: ondelete=CASCADE becomes SET NULL": None,
        "jars: UniqueConstraint id shelf left out": None,
        "jars: UniqueConstraint id shelf: over id shelf without the last column": None,
        "jars: CheckConstraint id > 0 left out": None,
        "jars: CheckConstraint id > 0: id > 0 becomes id >= 0": None,
        "jars: CheckConstraint id > 0: id > 0 becomes id > 1": None,
    }),
    ('op.create_index("ix_jars", "jars", ["lid"])', {
        "create_index ix_jars.jars left out": "pass",
        "create_index ix_jars.jars: over lid downwards": 'op.create_index("ix_jars", "jars", [sa.text("lid DESC")])',
        "create_index ix_jars.jars: made unique": 'op.create_index("ix_jars", "jars", ["lid"], unique=True)',
    }),
    ('op.create_index("ix_jars", "jars", [sa.text("lid DESC")], unique=True, sqlite_where=sa.text("id > 3"))', {
        "create_index ix_jars.jars: over lid DESC upwards": None,
        "create_index ix_jars.jars: unique=True becomes False": None,
        "create_index ix_jars.jars: sqlite_where left out": None,
    }),
    ('op.create_foreign_key("fk", "jars", "shelves", ["shelf"], ["id"])', {
        "create_foreign_key fk.jars shelves: ondelete=CASCADE added": None,
    }),
    ('with op.batch_alter_table("jars") as batch:\n        batch.alter_column("lid", nullable=False, new_column_name="cap")\n        batch.drop_column("old")', {
        "alter_column jars.lid left out": None,
        "alter_column jars.lid: nullable left out": None,
        "alter_column jars.lid: new_column_name left out": None,
        "drop_column jars.old left out": None,
    }),
    ('op.alter_column("jars", "lid", type_=sa.String(30), server_default="x")', {
        "alter_column jars.lid: String(30) becomes String(31)": None,
        "alter_column jars.lid: server_default becomes X": None,
    }),
    ('op.execute(sa.text("UPDATE jars SET lid = \'red\' WHERE lid IS NULL"))', {
        "execute UPDATE jars SET lid = 'red' WHERE lid IS NULL left out": "pass",
        "UPDATE jars SET lid = 'red' WHERE lid IS NULL becomes UPDATE jars SET lid = 'red'": None,
        "UPDATE jars SET lid = 'red' WHERE lid IS NULL becomes UPDATE jars SET lid = 'redx' WHERE lid IS NULL": None,
    }),
    ('bind = op.get_bind()\n    for row in bind.execute(sa.text("SELECT id FROM jars")):\n        first, _, last = row.name.partition(" ")\n        bind.execute(sa.text("UPDATE jars SET a = :a WHERE id = :id"), {"a": last or None})', {
        "execute UPDATE jars SET a = :a WHERE id = :id left out": None,
        "partition() becomes rpartition()": None,
        "last or None without None": None,
    }),
    ('op.bulk_insert(jars, [{"id": 1}, {"id": 2}])', {
        "bulk_insert left out": "pass",
        "bulk_insert: without its last row": 'op.bulk_insert(jars, [{"id": 1}])',
    }),
    ('op.drop_column("jars", "lid")\n    op.drop_table("shelves")', {
        "emptied": "pass",
        "drop_column jars.lid left out": 'pass\n    op.drop_table("shelves")',
        "drop_table shelves left out": None,
    }),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), CASES, ids=[body[:40] for body, _ in CASES])
def test_what_follows_from_an_operation(body: str, expected: dict[str, str | None]) -> None:
    """Each is named, is a program of its own, and changes that one place."""
    found = changed(body)
    assert set(expected) <= set(found)
    for words, text in expected.items():
        assert text is None or found[words] == text


def test_a_primary_key_is_never_made_not_null() -> None:
    """It is so already."""
    assert not any("nullable" in words for words in changed(CASES[2][0]) if "jars.id" in words)


MODELS = """from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from app.database import Base


class Jar(Base):
    __tablename__ = "jars"
    __table_args__ = (UniqueConstraint("shelf", "number"), {"comment": "x"})

    id: Mapped[int] = mapped_column(primary_key=True)
    shelf: Mapped[str] = mapped_column(String(20))
    number: Mapped[int]
    lids: Mapped[list["Lid"]] = relationship()
"""
BEFORE = MODELS.replace("    number: Mapped[int]\n", "").replace(
    '    __table_args__ = (UniqueConstraint("shelf", "number"), {"comment": "x"})\n', ""
)


def test_only_what_the_solution_declares_is_made_wrong() -> None:
    """The new column, an annotation alone, and the new constraint; not what was there before."""
    source, before = completed(Source(MODELS)), completed(Source(BEFORE))
    found = {change.words: after(source, change) for change in model_changes(source, before)}
    assert set(found) == {
        "Jar: UniqueConstraint shelf number left out",
        "Jar: UniqueConstraint shelf number: over shelf number without the last column",
        "Jar.number left out",
        "Jar.number: int becomes BigInteger",
        "Jar.number: nullable=False becomes True",
        "Jar.number: server_default added",
    }
    assert (
        "number: Mapped[int] = mapped_column(BigInteger)"
        in found["Jar.number: int becomes BigInteger"]
    )
    assert "import BigInteger" in found["Jar.number: int becomes BigInteger"]
    assert (
        '__table_args__ = ({"comment": "x"},)'
        in found["Jar: UniqueConstraint shelf number left out"]
    )


@pytest.mark.parametrize(
    ("sql", "others"),
    [
        ("fee >= 0", ["fee > 0", "fee >= 1"]),
        ("kind IN ('a', 'b')", ["kind IN ('ax', 'b')", "NOT (kind IN ('a', 'b'))"]),
        ("name <> 'a = b'", ["name = 'a = b'", "name <> 'a = bx'"]),
    ],
)
def test_other_conditions(sql: str, others: list[str]) -> None:
    """A comparison, a number or a text; marks inside of a text are no marks."""
    assert list(condition_changes(sql)) == others


def test_other_statements() -> None:
    """The condition, the extreme, and the negation."""
    sql = "DELETE FROM jars WHERE id NOT IN (SELECT MIN(id) FROM jars GROUP BY lid)"
    assert list(statement_changes(sql)) == [
        "DELETE FROM jars",
        sql.replace("MIN", "MAX"),
        sql.replace("NOT IN", "IN"),
    ]


def table(*columns: Column) -> Table:
    """Return the table ``jars`` with a key and *columns*."""
    key = Column("id", "INTEGER", nullable=False)
    return Table("jars", (key, *columns), PrimaryKey(columns=("id",)))


LID = Column("lid", "VARCHAR(9)", nullable=True)
TAG = Column("tag", "VARCHAR(9)", nullable=False)
OLD = State(
    Schema({"jars": table(LID)}), (), {"jars": [{"id": 1, "lid": "a"}, {"id": 2, "lid": "b"}]}
)
NEW = State(
    Schema({"jars": table(LID, TAG)}), (),
    {"jars": [{"id": 1, "lid": "a", "tag": "A"}, {"id": 2, "lid": "b", "tag": "B"}]},
)  # fmt: skip


def test_values_are_lost_made_alike_and_shifted() -> None:
    """They follow from what the revision did to rows, not from how it is written."""
    source = Source(f'{HEAD}def upgrade():\n    """Go on."""\n    fill_somehow()\n')
    function = next(node for node in source.tree.body if isinstance(node, ast.FunctionDef))
    changes = value_changes(source, function, Moment("upgrade", "two", NEW, OLD))
    found = {change.words: after(source, change).rpartition('"""')[2].strip() for change in changes}
    assert {words: text.splitlines() for words, text in found.items()} == {
        "jars made anew, its rows are lost":
            ['op.execute("DELETE FROM jars")', "    fill_somehow()"],
        "jars.lid made anew, its values are lost":
            ['op.execute("UPDATE jars SET lid = NULL")', "    fill_somehow()"],
        "jars.tag emptied at the end":
            ["fill_somehow()", "    op.execute(\"UPDATE jars SET tag = ''\")"],
        "jars.tag written for the rows with the given keys alone":
            ["fill_somehow()", "    op.execute(\"UPDATE jars SET tag = '' WHERE id NOT IN (1, 2)\")"],
        "jars.tag given a constant at the end":
            ["fill_somehow()", '    op.execute("UPDATE jars SET tag = (SELECT v FROM (SELECT MIN(tag) AS v FROM jars) AS smallest)")'],
        "jars.tag shifted by a row at the end":
            ["fill_somehow()", '    op.execute("UPDATE jars SET tag = (SELECT v FROM (SELECT id AS k, tag AS v FROM jars) AS other WHERE other.k > jars.id ORDER BY other.k LIMIT 1) WHERE id < (SELECT k FROM (SELECT MAX(id) AS k FROM jars) AS newest)")'],
    }  # fmt: skip


def revision(name: str, parent: str, body: str = "pass") -> bytes:
    """Return the text of a revision file."""
    text = f"{HEAD}revision = {name!r}\ndown_revision = {parent}\n\n\ndef upgrade():\n    {body}\n\n\ndef downgrade():\n    pass\n"
    return text.encode()


GIVEN = revision("one", "None", 'op.execute("CREATE TABLE jars (id INTEGER)")')
OWN = revision("two", "'one'", 'op.execute("CREATE TABLE lids (id INTEGER)")')
VERSIONS = "migrations/versions/"
NOTHING = Trace((), frozenset(), ())


def test_the_history_is_made_wrong_too() -> None:
    """The revision left out, without its parent, written into a given one; the given one emptied."""
    start = {f"{VERSIONS}one.py": GIVEN}
    solved = {**start, f"{VERSIONS}two.py": OWN}
    answers = {each.name: each for each in wrong_answers(Reference(start, solved, ()), NOTHING)}
    assert set(answers) == {
        "two upgrade: emptied",
        "one upgrade, given: emptied",
        "two: left out",
        "two: without its parent one",
        "two: written into one, which was applied",
    }
    folded = answers["two: written into one, which was applied"].files
    assert b"TABLE lids" in folded[f"{VERSIONS}one.py"]
    assert b"TABLE lids" not in folded[f"{VERSIONS}two.py"]
    assert list(answers["two: left out"].files) == [f"{VERSIONS}one.py"]


def test_a_frozen_revision_is_edited_without_an_effect() -> None:
    """That alone must be refused; and nothing is written into it."""
    start = {f"{VERSIONS}one.py": GIVEN}
    solved = {**start, f"{VERSIONS}two.py": OWN}
    answers = wrong_answers(Reference(start, solved, ("one",)), NOTHING)
    edits = [each for each in answers if each.is_edit]
    assert [each.name for each in edits] == ["one: edited, though it is frozen"]
    assert b"SELECT 1" in edits[0].files[f"{VERSIONS}one.py"]
    assert not any("written into" in each.name for each in answers)


def test_a_merge_loses_each_parent() -> None:
    """One at a time."""
    start = {f"{VERSIONS}{name}.py": revision(name, "None") for name in ("a", "b")}
    solved = {**start, f"{VERSIONS}m.py": revision("m", "('a', 'b')")}
    names = [each.name for each in wrong_answers(Reference(start, solved, ("a", "b")), NOTHING)]
    assert "m: without its parent 'a'" in names
    assert "m: without its parent 'b'" in names


def test_names_stand_once() -> None:
    """Two places with the same words have a number behind them."""
    body = 'op.execute("DELETE FROM jars")\n    op.add_column("jars", x)\n    op.execute("DELETE FROM jars")'
    solved = {f"{VERSIONS}one.py": revision("one", "None", body)}
    names = [each.name for each in wrong_answers(Reference({}, solved, ()), NOTHING)]
    assert len(names) == len(set(names))
    assert "one upgrade: execute DELETE FROM jars left out (2)" in names
