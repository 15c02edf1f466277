import sqlalchemy as sa
from alembic import op


def add_email():
    op.add_column("users", sa.Column("email", sa.String(255)))
