import sqlalchemy as sa
from alembic import op

revision = "333ccc"
down_revision = "222bbb"


def upgrade():
    op.add_column("users", sa.Column("email", sa.String(length=255), nullable=True))


def downgrade():
    op.drop_column("users", "email")
