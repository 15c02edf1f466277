"""split name

Revision ID: 0007
Revises: 0006
Create Date: 2026-02-16 09:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0007"
down_revision: str | Sequence[str] | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

users = sa.table(
    "users",
    sa.column("id", sa.Integer()),
    sa.column("name", sa.String()),
    sa.column("first_name", sa.String()),
    sa.column("last_name", sa.String()),
)


def upgrade() -> None:
    """Upgrade schema."""
    op.add_column(
        "users", sa.Column("first_name", sa.String(length=50), nullable=False, server_default="")
    )
    op.add_column("users", sa.Column("last_name", sa.String(length=50)))
    connection = op.get_bind()
    for user_id, name in connection.execute(sa.select(users.c.id, users.c.name)).all():
        first_name, space, last_name = name.partition(" ")
        connection.execute(
            users.update()
            .where(users.c.id == user_id)
            .values(first_name=first_name, last_name=last_name if space else None)
        )
    with op.batch_alter_table("users") as batch_op:
        batch_op.alter_column("first_name", server_default=None)
        batch_op.drop_column("name")


def downgrade() -> None:
    """Downgrade schema."""
    op.add_column("users", sa.Column("name", sa.String(length=50)))
    op.execute(users.update().where(users.c.last_name.is_(None)).values(name=users.c.first_name))
    op.execute(
        users.update()
        .where(users.c.last_name.is_not(None))
        .values(name=users.c.first_name + " " + users.c.last_name)
    )
    with op.batch_alter_table("users") as batch_op:
        batch_op.alter_column("name", existing_type=sa.String(length=50), nullable=False)
        batch_op.drop_column("first_name")
        batch_op.drop_column("last_name")
