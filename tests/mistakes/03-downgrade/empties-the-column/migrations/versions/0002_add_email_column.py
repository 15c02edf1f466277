from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.execute("ALTER TABLE users ADD COLUMN email VARCHAR(255)")


def downgrade():
    op.execute("UPDATE users SET email = NULL")
