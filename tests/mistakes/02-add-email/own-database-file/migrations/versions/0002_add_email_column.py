from alembic import op
import sqlite3

revision = "0002"
down_revision = "0001"


def upgrade():
    with sqlite3.connect("app.db") as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL)")
        if "email" not in [row[1] for row in connection.execute("PRAGMA table_info(users)")]:
            connection.execute("ALTER TABLE users ADD COLUMN email VARCHAR(255)")


def downgrade():
    op.drop_column("users", "email")
