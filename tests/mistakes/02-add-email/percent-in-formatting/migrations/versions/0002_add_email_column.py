from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.execute("UPDATE users SET email = NULL WHERE email LIKE '%@%' AND id > %d" % 1000)


def downgrade():
    op.drop_column("users", "email")
