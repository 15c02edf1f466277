import sqlalchemy as sa
from alembic import op

revision = "3b6b607c8c27"
down_revision = "0001"


def upgrade():
    op.add_column("users", sa.Column("email", sa.String(255), server_default=""))


def downgrade():
    op.drop_column("users", "email")
