import sqlalchemy as sa
from alembic import op

revision = "add-users"
down_revision = None


def upgrade():
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(length=50), nullable=False),
    )


def downgrade():
    op.drop_table("users")
