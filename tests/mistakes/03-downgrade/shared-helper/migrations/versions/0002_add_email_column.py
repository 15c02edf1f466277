import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def change(forward):
    with op.batch_alter_table("users") as batch_op:
        if forward:
            batch_op.add_column(sa.Column("email", sa.String(255)))
        else:
            batch_op.drop_column("email")


def upgrade():
    change(True)


def downgrade():
    change(False)
