"""a revision"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    op.execute("CREATE TABLE n (email VARCHAR(255), name VARCHAR(50) NOT NULL, id INTEGER PRIMARY KEY)")
    op.execute("INSERT INTO n (id, name) SELECT id, name FROM users")
    op.execute("DROP TABLE users")
    op.execute("ALTER TABLE n RENAME TO users")


def downgrade():
    op.drop_column("users", "email")

