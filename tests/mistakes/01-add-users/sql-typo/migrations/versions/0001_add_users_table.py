from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.execute("CREAT TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL)")


def downgrade():
    op.drop_table("users")
