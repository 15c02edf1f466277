import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.execute("CREATE VIRTUAL TABLE users USING fts5(id, name)")


def downgrade():
    op.drop_table("users")
