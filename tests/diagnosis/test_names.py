"""Names in SQL and in constraints."""

import pytest

from stillroom.diagnosis.names import is_about, mentions
from stillroom.schema.model import Check, Constraint, ForeignKey, Index, Part, PrimaryKey, Unique


@pytest.mark.parametrize(
    ("sql", "is_there"),
    [
        ("select email from t", True),
        ('select "email" from t', True),
        ("select t.email", True),
        ("select 'email'", False),
        ("select e_mail, email2, Email", False),
        ("select 1 -- email", False),
    ],
)
def test_sql_mentions_a_name(sql: str, is_there: bool) -> None:
    """A text in quotes, a comment or a longer name is not that name."""
    assert mentions(sql, "email") == is_there


@pytest.mark.parametrize(
    "constraint",
    [
        PrimaryKey(columns=("id", "a")),
        Unique(parts=(Part("id"), Part("a"))),
        Index(parts=(Part("lower(a)", expression=True),)),
        Index(parts=(Part("id"),), where="a > 0"),
        ForeignKey(columns=("a",), table="u", targets=("id",)),
        Check(expression="a > 0"),
    ],
)
def test_a_constraint_is_about_its_columns(constraint: Constraint) -> None:
    """Also in an expression and in a condition; the columns of another table are not its own."""
    assert is_about(constraint, "a")
    assert not is_about(constraint, "u")
    assert not is_about(constraint, "aa")


def test_the_target_of_a_foreign_key_is_no_column_of_its_table() -> None:
    """It is a column of the table that the key refers to."""
    assert not is_about(ForeignKey(columns=("a",), table="u", targets=("id",)), "id")
