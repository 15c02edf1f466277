import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def add(name, length):
    op.add_column("users", sa.Column(name, sa.String(length), nullable=True))


def upgrade():
    for name, length in (("email", 255),):
        add(name, length)


def downgrade():
    op.drop_column("users", "email")
