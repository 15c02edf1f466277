"""drop the name

Revision ID: 0007c
Revises: 0007b
Create Date: 2026-02-16 09:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0007c"
down_revision: str | Sequence[str] | None = "0007b"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    with op.batch_alter_table("users") as batch_op:
        batch_op.alter_column("first_name", existing_type=sa.String(length=50), nullable=False)
        batch_op.drop_column("name")


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table("users") as batch_op:
        batch_op.add_column(sa.Column("name", sa.String(length=50), nullable=False, server_default=""))
        batch_op.alter_column("first_name", existing_type=sa.String(length=50), nullable=True)
    with op.batch_alter_table("users") as batch_op:
        batch_op.alter_column("name", server_default=None)
