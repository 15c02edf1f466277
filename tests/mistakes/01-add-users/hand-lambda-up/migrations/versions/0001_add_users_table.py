from alembic import op
import sqlalchemy as sa
revision="0001"
down_revision=None
upgrade = lambda: op.create_table("users", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(50), nullable=False))
downgrade = lambda: op.drop_table("users")
