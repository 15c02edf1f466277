import sqlalchemy as sa
from alembic import op

revision = "feb983b04b1d"
down_revision = None


def upgrade():
    op.create_table(
        "users",
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("id", sa.Integer, primary_key=True),
    )


def downgrade():
    op.drop_table("users")
