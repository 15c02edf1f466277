import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    with op.batch_alter_table("user", recreate="always") as batch_op:
        batch_op.add_column(sa.Column("email", sa.String(255)))


def downgrade():
    op.drop_column("users", "email")
