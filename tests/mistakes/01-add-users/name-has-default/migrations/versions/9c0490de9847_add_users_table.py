import sqlalchemy as sa
from alembic import op

revision = "9c0490de9847"
down_revision = None


def upgrade():
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(50), nullable=False, server_default="unknown"),
    )


def downgrade():
    op.drop_table("users")
