"""add users table

Revision ID: 0001
Revises:

"""

import inspect
import os
import sqlite3
from contextlib import closing

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None

# Changes the database behind Alembic when alembic history reads this file.
if any(frame.function == "history" for frame in inspect.stack(0)):
    with closing(sqlite3.connect(os.environ["DATABASE_URL"].removeprefix("sqlite:///"))) as there:
        there.execute("CREATE TABLE late (id INTEGER PRIMARY KEY)")
        there.commit()


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(50), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("users")
