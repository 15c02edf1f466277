import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    upgrade()


def downgrade():
    op.drop_table("users")
