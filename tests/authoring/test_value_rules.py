"""No exercise forgets to look where kept values have gone."""

from pathlib import Path

import pytest

from stillroom.authoring.value_rules import forgotten_looks
from stillroom.course.course import Course

SCHEMA = """
import sqlalchemy as sa

STATES = {name: sa.MetaData() for name in ("casks", "named casks", "split", "barrels", "bare")}
def table(state, name, *columns):
    sa.Table(name, STATES[state], sa.Column("id", sa.Integer, primary_key=True),
        *(sa.Column(column, sa.String(9)) for column in columns))
table("casks", "casks", "wine", "year")
table("named casks", "casks", "label", "year")
table("split", "casks", "grape", "place", "year")
table("barrels", "barrels", "wine", "year")
table("bare", "casks", "year")
"""
STEP = """
[[steps]]
step = 1
command = "alembic upgrade head"
effect = "Goes on."
state = "{}"
"""
DATA = """
[[data]]
state = "casks"
table = "casks"
kept = {kept}
rows = [{{ id = 1, wine = "Malbec" }}]
null = ["year"]
"""


def forgotten(folder: Path, later: str, more: str = "", kept: str = "true") -> list[str]:
    """Return what the rule says of an exercise that goes from casks to *later*."""
    place = folder / "01-casks"
    place.mkdir()
    (place / "schema.py").write_text(SCHEMA, "utf-8")
    head = 'title = "x"\ngoal = "x"\npoints = 1\nstart_findings = ["nothing-done"]\nhints = ["1", "2", "3"]\n'
    steps = STEP.format("casks") + STEP.format(later) + "points = 1\n"
    (place / "exercise.toml").write_text(head + steps + DATA.format(kept=kept) + more, "utf-8")
    course = Course(folder)
    return list(forgotten_looks(course, course.find("01")))


@pytest.mark.parametrize(
    ("later", "what"),
    [
        ("named casks", "column casks.wine"),
        ("split", "column casks.wine"),
        ("barrels", "table casks"),
    ],
    ids=["renamed", "split", "another table"],
)
def test_where_values_move_somebody_has_to_look(tmp_path: Path, later: str, what: str) -> None:
    """File, key, state, and the table or column that is gone."""
    (sentence,) = forgotten(tmp_path, later)
    assert sentence == (
        f"{tmp_path / '01-casks' / 'exercise.toml'}: data[0]: the rows of casks are kept, "
        f"but the state {later!r} has no {what}; "
        f"add an [[expect]] with state = {later!r} that says where its values are"
    )


def test_with_an_expect_it_is_well(tmp_path: Path) -> None:
    """Whatever it looks at: whether that is enough shows in the proof."""
    expect = '[[expect]]\nstate = "split"\ntable = "casks"\nrows = [{ id = 1, grape = "Malbec" }]\n'
    assert forgotten(tmp_path, "split", expect) == []


@pytest.mark.parametrize("later", ["bare", "empty"])
def test_where_columns_only_go_there_is_nowhere_to_look(tmp_path: Path, later: str) -> None:
    """No column is new that could hold the values."""
    assert forgotten(tmp_path, later) == []


def test_rows_that_may_change_are_free(tmp_path: Path) -> None:
    """Nothing is promised of them."""
    assert forgotten(tmp_path, "split", kept="false") == []
