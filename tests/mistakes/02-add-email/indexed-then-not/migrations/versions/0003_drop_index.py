import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade():
    op.drop_index("ix_users_email", table_name="users")


def downgrade():
    pass
