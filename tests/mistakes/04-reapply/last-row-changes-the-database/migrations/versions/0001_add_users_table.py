"""add users table

Revision ID: 0001
Revises:

"""

import contextlib

import sqlalchemy as sa
from alembic import context, op

revision: str = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None

# Changes the database by Alembic's own connection when upgrade has nothing left to run.
with contextlib.suppress(AttributeError):
    command = context.config.cmd_opts.cmd[0].__name__
    versions = op.get_bind().scalars(sa.text("SELECT version_num FROM alembic_version")).all()
    if command == "upgrade" and versions == ["0002"]:
        op.get_bind().execute(sa.text("CREATE TABLE late (id INTEGER PRIMARY KEY)"))
        op.get_bind().commit()


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(50), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("users")
