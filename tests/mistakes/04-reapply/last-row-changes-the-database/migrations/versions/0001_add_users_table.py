"""add users table

Revision ID: 0001
Revises:

"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None

# Counts how often it is read, and changes the database behind Alembic at time number 14.
counter = Path("times")
counter.write_text(counter.read_text() + "." if counter.exists() else ".")
if len(counter.read_text()) == 14:
    with closing(sqlite3.connect(os.environ["DATABASE_URL"].removeprefix("sqlite:///"), timeout=0.1)) as there:
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
