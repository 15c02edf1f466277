import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    pass


def downgrade():
    op.drop_table("users")


op.create_table(
    "users",
    sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("name", sa.String(length=50), nullable=False),
)
