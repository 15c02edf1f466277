from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")


def downgrade():
    op.execute('DROP TABLE users')
