"""unique contact

Revision ID: 0006
Revises: 0005
Create Date: 2026-02-09 09:00:00

"""

from collections.abc import Sequence

from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0006"
down_revision: str | Sequence[str] | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.execute(
        "UPDATE users SET contact = NULL WHERE id NOT IN "
        "(SELECT MIN(id) FROM users GROUP BY contact)"
    )
    with op.batch_alter_table("users") as batch_op:
        batch_op.create_unique_constraint("uq_users_contact", ["contact"])


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table("users") as batch_op:
        batch_op.drop_constraint("uq_users_contact", type_="unique")
    op.execute(
        "UPDATE users SET contact = 'lost-' || id WHERE contact IS NULL "
        "AND id IN (SELECT user_id FROM orders)"
    )
