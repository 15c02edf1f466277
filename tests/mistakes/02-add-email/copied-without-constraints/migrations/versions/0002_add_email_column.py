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
    op.execute("CREATE TABLE users_new AS SELECT id, name, NULL AS email FROM users")
    op.execute("DROP TABLE users")
    op.execute("ALTER TABLE users_new RENAME TO users")


def downgrade():
    op.drop_column("users", "email")
