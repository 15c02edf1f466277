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

# What this revision needs to know of the table. The model is not imported: it describes the
# newest schema, and a revision works with the schema of its own moment.
users = sa.table(
    "users",
    sa.column("id", sa.Integer()),
    sa.column("name", sa.String()),
    sa.column("first_name", sa.String()),
    sa.column("last_name", sa.String()),
)


def upgrade() -> None:
    """Upgrade schema."""
    # NULL is allowed at first: no row has a value yet.
    op.add_column("users", sa.Column("first_name", sa.String(length=50)))
    op.add_column("users", sa.Column("last_name", sa.String(length=50)))
    connection = op.get_bind()
    for user_id, name in connection.execute(sa.select(users.c.id, users.c.name)).all():
        # partition() divides at the first space. Without a space, the name is the first part.
        first_name, space, last_name = name.partition(" ")
        connection.execute(
            users.update()
            .where(users.c.id == user_id)
            .values(first_name=first_name, last_name=last_name if space else None)
        )
    # All values are where they belong. Only now does the old column go.
    with op.batch_alter_table("users") as batch_op:
        batch_op.alter_column("first_name", existing_type=sa.String(length=50), nullable=False)
        batch_op.drop_column("name")


def downgrade() -> None:
    """Downgrade schema."""
    op.add_column("users", sa.Column("name", sa.String(length=50)))
    # A text joined with NULL is NULL. So a user without a last name has a line of its own.
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
