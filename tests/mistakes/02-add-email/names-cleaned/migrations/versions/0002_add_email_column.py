import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.add_column("users", sa.Column("email", sa.String(length=255), nullable=True))
    op.execute("UPDATE users SET name = replace(name, '''', '')")


def downgrade():
    op.drop_column("users", "email")
