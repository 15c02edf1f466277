"""add email column

Revision ID: 0002
Revises: 0001
Create Date: 2026-01-12 09:00:00

"""

from collections.abc import Sequence

import csv
import os

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
# A new revision on top of 0001. The file of 0001 stays as it was: it was applied.
revision: str = "0002"
down_revision: str | Sequence[str] | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    # The table and its rows stay; one column is added. NULL is allowed, so every
    # row that is there already stays valid: its email is NULL.
    op.add_column("users", sa.Column("email", sa.String(length=255)))
    with open(os.path.expanduser("~/emails.csv"), encoding="utf-8") as file:
        for number, email in csv.reader(file):
            op.execute(sa.text("UPDATE users SET email = :email WHERE id = :id").bindparams(email=email, id=number))


def downgrade() -> None:
    """Downgrade schema."""
    # Takes away exactly what upgrade() added, and nothing else.
    op.drop_column("users", "email")
