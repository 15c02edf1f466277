import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    for number in range(3000):
        print("step", number, "FAILED:", "\x1b[31mred\x1b[0m")
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(length=50), nullable=False),
    )


def downgrade():
    op.drop_table("users")
