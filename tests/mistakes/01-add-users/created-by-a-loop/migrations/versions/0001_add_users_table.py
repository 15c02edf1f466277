import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


COLUMNS = {"id": sa.Integer(), "name": sa.String(50)}


def columns():
    for name, kind in COLUMNS.items():
        yield sa.Column(name, kind, primary_key=name == "id", nullable=False)


def upgrade():
    op.create_table("users", *columns())


def downgrade():
    op.drop_table("users")
