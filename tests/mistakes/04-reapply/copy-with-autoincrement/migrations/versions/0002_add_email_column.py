"""add email column

Revision ID: 0002
Revises: 0001
Create Date: 2026-04-01 10:00:12.556103

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("users", sa.Column("email", sa.String(length=255), nullable=True))


def downgrade():
    op.execute("CREATE TABLE users_new (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(50) NOT NULL)")
    op.execute("INSERT INTO users_new (id, name) SELECT id, name FROM users")
    op.execute("DROP TABLE users")
    op.execute("ALTER TABLE users_new RENAME TO users")
