import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.add_column("users", sa.Column("email", sa.String(length=255), nullable=True))


def downgrade():
    op.execute("CREATE TABLE users_new (id INTEGER PRIMARY KEY, name VARCHAR(50))")
    op.execute("INSERT INTO users_new (id, name) SELECT id, name FROM users")
    op.execute("DROP TABLE users")
    op.execute("ALTER TABLE users_new RENAME TO users")
