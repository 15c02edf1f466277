"""a revision"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = 'nop'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("users", sa.Column("email", sa.String(255)))


def downgrade():
    op.drop_column("users", "email")

