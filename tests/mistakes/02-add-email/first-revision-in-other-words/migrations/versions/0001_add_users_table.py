from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.execute("CREATE TABLE users (name VARCHAR(50) NOT NULL, id INTEGER PRIMARY KEY)")


def downgrade():
    op.drop_table("users")
