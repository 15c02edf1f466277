from alembic import op
import sqlite3

revision = "0001"
down_revision = None


def upgrade():
    connection = sqlite3.connect("app.db")
    connection.execute("CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL)")
    connection.commit()
    connection.close()


def downgrade():
    op.drop_table("users")
