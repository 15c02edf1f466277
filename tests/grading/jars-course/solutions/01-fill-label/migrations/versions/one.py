"""add jars"""

import sqlalchemy as sa
from alembic import op

revision = "one"
down_revision = None


def upgrade():
    op.create_table(
        "jars",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("content", sa.String(50), nullable=False),
        sa.Column("sealed", sa.Boolean, nullable=False),
        sa.Column("filled", sa.Date),
    )


def downgrade():
    op.drop_table("jars")
