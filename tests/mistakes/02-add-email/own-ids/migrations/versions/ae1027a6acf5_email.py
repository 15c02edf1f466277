"""a revision"""

import sqlalchemy as sa
from alembic import op

revision = "ae1027a6acf5"
down_revision = '1975ea83b712'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("users", sa.Column("email", sa.String(255)))


def downgrade():
    op.drop_column("users", "email")

