import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def has_email():
    return any(column["name"] == "email" for column in sa.inspect(op.get_bind()).get_columns("users"))


def upgrade():
    if not has_email():
        op.add_column("users", sa.Column("email", sa.String(length=255), nullable=True))


def downgrade():
    if has_email():
        op.drop_column("users", "email")
