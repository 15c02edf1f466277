"""Views as they are read: what is a name, what is a text, and what grows without an end."""

import pytest

from stillroom.databases.sqlite.views import too_large
from stillroom.schema.sql_tokens import tokenize
from tests.comparison.read import kinds, schema

DOC = "create table doc (id integer primary key, kind text, size int);"


def twice(number: int) -> str:
    """A WITH of *number* parts, each of which holds the one before it twice."""
    parts = [
        "p0 as (select 1 as x)",
        *(
            f"p{at} as (select * from p{at - 1} union select * from p{at - 1})"
            for at in range(1, number)
        ),
    ]
    return f"with {', '.join(parts)} select * from p{number - 1}"


@pytest.mark.parametrize(
    ("left", "right", "is_same"),
    [
        ('with t as (select kind from doc) select kind as "Kind" from t', "WITH T AS (SELECT KIND FROM DOC) SELECT kind AS Kind FROM T", True),
        ('with t as (select kind from doc) select kind as "Kind" from t', "with t as (select kind from doc) select kind as kind from t", False),
        ('with "t" as (select kind as "K" from doc) select "K" from "t" where "K" = "Big"', "with t as (select kind as K from doc) select K from t where K = 'Big'", True),
        ('with t as (select kind from doc) select kind, "Big" as size from t', "with t as (select kind from doc) select kind, 'big' as size from t", False),
        ('select kind as "K", size as k from doc', 'select kind as k, size as "K" from doc', False),
        ("select kind as K, size as k from doc", "SELECT kind AS K, size AS k FROM doc", True),
        (f"{twice(9)} limit 1", f"{twice(9).upper()} LIMIT 1", True),
    ],
)  # fmt: skip
def test_a_view_with_parts_is_compared_as_any_other(left: str, right: str, is_same: bool) -> None:
    """The names of its columns count as they are stored; a text in double quotes is a text."""
    differences = kinds(f"{DOC}create view v as {left}", f"{DOC}create view v as {right}")
    assert differences == ([] if is_same else ["view-differs"])


def test_a_view_on_views_keeps_the_names_of_its_columns() -> None:
    """It is expanded as far as it refers to others."""
    made = f'{DOC}create view "V" as select kind "Kind" from doc; create view w as select a."Kind" as "Total" from V a, v b'
    assert schema(made).views["w"] == "create view w as select a.kind as Total from v a, v b"


@pytest.mark.parametrize(
    ("views", "large"),
    [
        ({"v": twice(5)}, set()),
        ({"v": twice(30)}, {"v"}),
        ({f"v{at}": f"select * from v{at + 1} a, v{at + 1} b" for at in range(30)}, {f"v{at}" for at in range(20)}),
        ({"v": "select * from w", "w": "select * from V"}, {"v", "w"}),
        ({f"v{at}": f"select * from v{at + 1}" for at in range(200)}, set()),
    ],
)  # fmt: skip
def test_what_doubles_at_each_step_is_not_expanded(views: dict[str, str], large: set[str]) -> None:
    """A long chain is no danger; one that forks is."""
    statements = {name: tokenize(f"create view {name} as {text}") for name, text in views.items()}
    assert too_large(statements) == large
