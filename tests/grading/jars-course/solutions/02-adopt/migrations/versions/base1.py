"""baseline"""

import sqlalchemy as sa
from alembic import op

revision = "base1"
down_revision = None


def upgrade():
    op.create_table(
        "shelves",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(20), nullable=False),
    )


def downgrade():
    op.drop_table("shelves")
