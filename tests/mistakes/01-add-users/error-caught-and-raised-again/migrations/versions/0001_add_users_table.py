import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    try:
        columns = [sa.Column("id", sa.Integer(), primary_key=True)]
        print(columns)
    except Exception:
        raise


def downgrade():
    op.drop_table("users")
