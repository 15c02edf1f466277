"""What the comparison lets pass, on schemas that no database has made."""

import pytest

from stillroom.schema.compare import compare
from stillroom.schema.model import (
    Check,
    Column,
    ForeignKey,
    Index,
    Part,
    PrimaryKey,
    Schema,
    Table,
    Unique,
)
from stillroom.schema.tolerances import TOLERANCES, plain_type, tolerate

A, B = Column("a", "INTEGER", True), Column("b", "TEXT", True)
NUMBER = PrimaryKey(columns=("a",), is_row_number=True)
PART = (Part("b"),)
CHECK, KEY = Check(expression="a > 0"), ForeignKey(table="u")


def table(*columns: Column, **parts: object) -> Schema:
    """Return a schema of one table."""
    return Schema({"t": Table("t", columns, **parts)})  # type: ignore[arg-type]  # any members


TOLERATED = {
    "column-order": [(table(A, B), table(B, A))],
    "names": [
        (table(A, B, uniques=(Unique("x", parts=PART),)), table(A, B, uniques=(Unique("y", parts=PART),))),
        (table(A, B, indexes=(Index("x", parts=PART),)), table(A, B, indexes=(Index("y", parts=PART),))),
        (table(A, checks=(Check("x", expression="a > 0"),)), table(A, checks=(Check(None, expression="a > 0"),))),
        (table(A, foreign_keys=(ForeignKey("x", table="u"),)), table(A, foreign_keys=(ForeignKey("y", table="u"),))),
        (table(A, primary_key=PrimaryKey("x", columns=("a",))), table(A, primary_key=PrimaryKey(columns=("a",)))),
    ],
    "type-spelling": [(table(Column("a", "varchar ( 5 )", True)), table(Column("a", "VARCHAR(5)", True)))],
    "key-null": [(table(A, primary_key=NUMBER), table(Column("a", "INTEGER", False), primary_key=NUMBER))],
    "default-null": [(table(Column("a", "INTEGER", True, "NULL", "NULL")), table(A))],
    "default-spelling": [
        (table(Column("a", "INTEGER", True, "'1'", "1")), table(Column("a", "INTEGER", True, "1", "1"))),
    ],
    "unique-index": [(table(A, B, uniques=(Unique(parts=PART),)), table(A, B, indexes=(Index(parts=PART, unique=True),)))],
    "placement": [
        (table(A, B, uniques=(Unique(None, True, PART),)), table(A, B, uniques=(Unique(None, False, PART),))),
    ],
    "said-twice": [
        (table(A, checks=(CHECK,)), table(A, checks=(CHECK, CHECK))),
        (table(A, foreign_keys=(KEY,)), table(A, foreign_keys=(KEY, KEY))),
        (table(A, B, uniques=(Unique(parts=PART),)), table(A, B, uniques=(Unique(parts=PART),) * 2)),
    ],
}  # fmt: skip

KEPT = {
    "an index over something computed is no unique constraint": (
        table(A, B, uniques=(Unique(parts=PART),)),
        table(A, B, indexes=(Index(parts=(Part("b", expression=True),), unique=True),)),
    ),
    "nor is one in the other direction": (
        table(A, B, uniques=(Unique(parts=PART),)),
        table(A, B, indexes=(Index(parts=(Part("b", descending=True),), unique=True),)),
    ),
    "an index beside a unique constraint over the same columns is an index more": (
        table(A, B, uniques=(Unique(parts=PART),)),
        table(A, B, uniques=(Unique(parts=PART),), indexes=(Index(parts=PART, unique=True),)),
    ),
    "nor one over some rows": (
        table(A, B, uniques=(Unique(parts=PART),)),
        table(A, B, indexes=(Index(parts=PART, unique=True, where="b"),)),
    ),
    "NOT NULL counts where the key is no row number": (
        table(A, primary_key=PrimaryKey(columns=("a",))),
        table(Column("a", "INTEGER", False), primary_key=PrimaryKey(columns=("a",))),
    ),
    "and at every other column": (
        table(A, B, primary_key=NUMBER),
        table(A, Column("b", "TEXT", False), primary_key=NUMBER),
    ),
    "a computed default is compared as it is written": (
        table(Column("a", "TEXT", True, "current_date")),
        table(Column("a", "TEXT", True, "current_time")),
    ),
}


@pytest.mark.parametrize(
    ("name", "expected", "found"),
    [(name, *pair) for name, pairs in TOLERATED.items() for pair in pairs],
)
def test_a_tolerance_lets_pass_what_it_is_about(name: str, expected: Schema, found: Schema) -> None:
    """It alone decides: all the other ones may be off."""
    assert compare(expected, found, set(TOLERANCES) - {name}) == []
    assert compare(found, expected, set(TOLERANCES) - {name}) == []
    assert compare(expected, found, {name}) != []


def test_each_tolerance_is_tried() -> None:
    assert list(TOLERATED) == list(TOLERANCES)


@pytest.mark.parametrize(("expected", "found"), KEPT.values(), ids=list(KEPT))
def test_what_is_not_tolerated(expected: Schema, found: Schema) -> None:
    assert compare(expected, found) != []


def test_without_tolerances_a_schema_is_as_it_was_read() -> None:
    """But for the stored default, which is known only to decide whether two spellings are one."""
    schema = table(B, A, indexes=(Index("i", parts=PART, unique=True),), primary_key=NUMBER)
    assert tolerate(schema, frozenset(TOLERANCES)) == schema


@pytest.mark.parametrize(
    ("spelled", "plain"), [("numeric(5, 2)", "NUMERIC(5,2)"), (" Double  Precision ", "DOUBLE PRECISION"), ("", "")]
)  # fmt: skip
def test_the_plain_form_of_a_type(spelled: str, plain: str) -> None:
    assert plain_type(spelled) == plain
