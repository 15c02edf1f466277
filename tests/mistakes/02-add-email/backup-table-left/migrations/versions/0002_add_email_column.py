import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.execute("CREATE TABLE users_backup AS SELECT * FROM users")
    op.add_column("users", sa.Column("email", sa.String(length=255), nullable=True))


def downgrade():
    op.drop_column("users", "email")
