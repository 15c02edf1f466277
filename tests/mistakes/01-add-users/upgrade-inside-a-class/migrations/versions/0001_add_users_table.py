import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


class AddUsers:
    def upgrade(self):
        op.create_table(
            "users",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("name", sa.String(length=50), nullable=False),
        )

    def downgrade(self):
        op.drop_table('users')
