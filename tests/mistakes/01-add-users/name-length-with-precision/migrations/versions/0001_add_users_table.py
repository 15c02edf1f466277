import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(50, 2) NOT NULL)")


def downgrade():
    op.drop_table("users")
