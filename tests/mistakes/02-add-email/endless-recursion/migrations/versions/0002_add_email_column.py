import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def first():
    second()


def second():
    first()


def upgrade():
    first()


def downgrade():
    op.drop_column("users", "email")
