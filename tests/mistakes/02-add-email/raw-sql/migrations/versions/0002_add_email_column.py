from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.execute("alter table users add email varchar(255)")


def downgrade():
    op.drop_column("users", "email")
