"""Rows are made up for any schema: by its types, its keys and its checks."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from stillroom.authoring.proving import made_up_rows
from stillroom.databases.base import State
from stillroom.databases.registry import default_backend

pytestmark = pytest.mark.fast


def filled(folder: Path, metadata: sa.MetaData, stages: int = 2) -> State:
    """Return a database with *metadata*, after rows were put in at each of its *stages*."""
    store = default_backend().build(metadata, folder)
    try:
        for stage in range(stages):
            made_up_rows.put_in(store, store.read(), stage + 1)
        return store.read()
    finally:
        store.close()


def table(*columns: sa.Column[object] | sa.Constraint) -> sa.MetaData:
    """Return a schema with one table."""
    metadata = sa.MetaData()
    sa.Table("crates", metadata, sa.Column("id", sa.Integer, primary_key=True), *columns)
    return metadata


@pytest.mark.parametrize(
    "columns",
    [
        (sa.Column("name", sa.String(3), nullable=False, unique=True),),
        (sa.Column("day", sa.Date, nullable=False), sa.Column("hour", sa.Time, nullable=False)),
        (sa.Column("at", sa.DateTime, nullable=False), sa.Column("full", sa.Boolean, nullable=False)),
        (sa.Column("price", sa.Numeric(10, 2), nullable=False), sa.Column("share", sa.Float, nullable=False)),
        (sa.Column("kind", sa.String(9), nullable=False), sa.CheckConstraint("kind IN ('oak', 'pine')")),
        (sa.Column("bottles", sa.Integer, nullable=False), sa.CheckConstraint("bottles BETWEEN 1 AND 12")),
    ],
    ids=["text", "day", "moment", "number", "listed", "limited"],
)  # fmt: skip
def test_each_kind_of_column_is_filled(
    tmp_path: Path, columns: tuple[sa.Column[object] | sa.Constraint, ...]
) -> None:
    """Every row has a value where NULL is not allowed, and the checks hold."""
    rows = filled(tmp_path, table(*columns)).rows["crates"]
    assert len(rows) >= 3


def test_rows_differ_and_one_has_null(tmp_path: Path) -> None:
    """What is made alike, shifted or emptied can be seen."""
    rows = filled(tmp_path, table(sa.Column("note", sa.String(40)))).rows["crates"]
    notes = [row["note"] for row in rows]
    assert None in notes
    assert len({note for note in notes if note is not None}) == 4
    assert all(" " in str(note) for note in notes if note is not None)


def test_foreign_keys_lead_to_rows(tmp_path: Path) -> None:
    """The tables are filled in the order in which they need each other."""
    metadata = sa.MetaData()
    sa.Table("bottles", metadata, sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("crate_id", sa.ForeignKey("crates.id"), nullable=False))  # fmt: skip
    sa.Table("crates", metadata, sa.Column("id", sa.Integer, primary_key=True))
    state = filled(tmp_path, metadata, stages=1)
    crates = {row["id"] for row in state.rows["crates"]}
    assert len(state.rows["bottles"]) == 3
    assert {row["crate_id"] for row in state.rows["bottles"]} <= crates
