"""unique contact

Revision ID: 0006
Revises: 0005
Create Date: 2026-02-09 09:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0006"
down_revision: str | Sequence[str] | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

users = sa.table("users", sa.column("id", sa.Integer), sa.column("contact", sa.String))


def upgrade() -> None:
    """Upgrade schema."""
    oldest = sa.select(sa.func.min(users.c.id)).group_by(users.c.contact)
    op.execute(users.update().where(users.c.id.not_in(oldest)).values(contact=None))
    with op.batch_alter_table("users") as batch_op:
        batch_op.create_unique_constraint("uq_users_contact", ["contact"])


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table("users") as batch_op:
        batch_op.drop_constraint("uq_users_contact", type_="unique")
