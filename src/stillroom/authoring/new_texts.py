"""The texts of a new exercise, with a name in braces wherever it has words of its own."""

TOML = """title = "{title}"
goal = "The database has a table {table}."
points = 10
{beginning}
hints = [
    "TODO a nudge: which command writes a revision?",
    "TODO the idea, with the page that explains it: https://alembic.sqlalchemy.org/en/latest/ops.html",
    "TODO the shape of the code: op.some_operation(\\"TABLE\\", sa.Column(\\"COLUMN\\", sa.TYPE()))",
]

[[steps]]
step = 1
command = 'alembic revision -m "{words}"'
effect = "Writes a new revision file."
state = "{old}"
points = 1

[[steps]]
step = 2
command = "edit the new revision"
run = "edit"
effect = "upgrade() now creates {table}, and downgrade() takes it away."
state = "{old}"
points = 1

[[steps]]
step = 3
command = "alembic upgrade head"
effect = "Runs the new revision."
state = "{new}"
points = 3

[[steps]]
step = 4
command = "{back}"
{way_back}
points = 2

[[steps]]
step = 5
command = "alembic upgrade head"
effect = "Runs it again."
state = "{new}"
points = 1

[[steps]]
step = 5
command = "compare app/models.py with the database"
run = "models"
effect = "The models declare the same tables."
state = "{new}"
points = 2
{rows}"""

FIRST_SCHEMA = '''"""The state that this exercise reaches first: one table."""

from sqlalchemy import Column, Integer, MetaData, String, Table

after = MetaData()
Table(
    "{table}",
    after,
    Column("id", Integer, primary_key=True),
    Column("title", String(100), nullable=False),
)

STATES = {{"{new}": after}}
'''

SCHEMA = '''"""The state that this exercise reaches first: the one before it, and a new table."""

import runpy
from pathlib import Path

from sqlalchemy import Column, Integer, MetaData, String, Table

earlier = runpy.run_path(str(Path(__file__).parents[1] / "{source}" / "schema.py"))["STATES"]
after = MetaData()
for table in earlier["{old}"].tables.values():
    table.to_metadata(after)
Table(
    "{table}",
    after,
    Column("id", Integer, primary_key=True),
    Column("title", String(100), nullable=False),
)

STATES = {{"{new}": after}}
'''

README = """# {number} {title}

## Goal

The database has a table `{table}`.

## Task

TODO Write the model and the revision for the table `{table}`: `id` INTEGER, the primary key, and
`title` VARCHAR(100), NOT NULL. `downgrade()` takes the table away again.

## Steps

<!-- steps -->
<!-- /steps -->

## Done when

`nox -s check` says that all steps passed.
"""

SOLUTION = """# {number} {title}: the solution

## Why this way

TODO

## One alternative

TODO

## One trap

TODO
"""

MODEL = '''

class {name}(Base):
    """TODO What one row stands for."""

    __tablename__ = "{table}"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(100))
'''

REVISION = '''"""{words}

Revision ID: {revision}
Revises: {words_for_parent}
Create Date: 2026-01-05 09:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "{revision}"
down_revision: str | Sequence[str] | None = {parent}
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "{table}",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("title", sa.String(length=100), nullable=False),
    )


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("{table}")
'''

SAMPLE = """about = "nothing was done yet"
on = "start"
verdict = "failed"
"""


ABOUT = """# What the course says of itself. Every key may be left out.

title = {title}
about = "TODO one sentence: what can a learner do at the end?"
"""
