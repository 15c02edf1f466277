"""a revision"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    op.execute("CREATE TABLE n (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, email VARCHAR(255))")
    op.execute("INSERT INTO n (name) SELECT name FROM users")
    op.execute("DROP TABLE users")
    op.execute("ALTER TABLE n RENAME TO users")


def downgrade():
    op.drop_column("users", "email")

