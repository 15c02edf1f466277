"""add number"""

import sqlalchemy as sa
from alembic import op

revision = "change"
down_revision = "base1"


def upgrade():
    op.add_column("shelves", sa.Column("number", sa.Integer))


def downgrade():
    op.drop_column("shelves", "number")
