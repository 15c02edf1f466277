from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.execute("CREATE TABLE users_new (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, email VARCHAR(255))")
    op.execute("INSERT INTO users_new (id, name) SELECT id, name FROM users")
    op.execute("DROP TABLE users")
    op.execute("ALTER TABLE users_new RENAME TO users")


def downgrade():
    op.drop_column("users", "email")
