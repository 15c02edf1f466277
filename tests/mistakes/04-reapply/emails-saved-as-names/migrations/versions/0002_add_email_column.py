import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.add_column("users", sa.Column("email", sa.String(length=255), nullable=True))


def downgrade():
    op.execute("UPDATE users SET name = substr(email, 1, 50) WHERE email IS NOT NULL")
    op.drop_column("users", "email")
