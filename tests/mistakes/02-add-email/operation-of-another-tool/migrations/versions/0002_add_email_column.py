import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.AddField("users", "email", sa.String(255))


def downgrade():
    op.drop_column("users", "email")
