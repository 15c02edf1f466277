import sqlalchemy as sa
from alembic import op

revision = "b77b98e82bbf"
down_revision = None


def upgrade():
    op.create_table(
        "users",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("name", sa.String(length=50), nullable=False),
    )


def downgrade():
    op.drop_table("users")
