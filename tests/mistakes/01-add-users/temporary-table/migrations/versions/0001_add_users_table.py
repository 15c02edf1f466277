"""a revision"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.execute("""CREATE TEMPORARY TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL)""")


def downgrade():
    op.drop_table("users")

