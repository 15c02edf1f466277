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


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "users_new",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("contact", sa.String(length=255)),
        sa.Column("display_name", sa.String(length=50), nullable=False),
        sa.UniqueConstraint("contact", name="uq_users_contact"),
    )
    op.execute(
        "INSERT INTO users_new SELECT id, name, CASE WHEN id IN "
        "(SELECT MIN(id) FROM users GROUP BY contact) THEN contact END, display_name FROM users"
    )
    op.drop_table("users")
    op.rename_table("users_new", "users")


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table("users") as batch_op:
        batch_op.drop_constraint("uq_users_contact", type_="unique")
