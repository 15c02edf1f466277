from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.execute("ALTER TABLE users ADD COLUMN Email VARCHAR(255)")


def downgrade():
    op.drop_column("users", "email")
