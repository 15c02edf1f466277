import sqlalchemy as sa
from alembic import op
import sys

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(length=50), nullable=False),
    )
    sys.exit(0)


def downgrade():
    op.drop_table("users")
