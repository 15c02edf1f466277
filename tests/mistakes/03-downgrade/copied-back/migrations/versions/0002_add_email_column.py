"""a revision"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("users", sa.Column("email", sa.String(255)))


def downgrade():
    op.execute("CREATE TABLE o (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL)")
    op.execute("INSERT INTO o SELECT id, name FROM users")
    op.execute("DROP TABLE users")
    op.execute("ALTER TABLE o RENAME TO users")

