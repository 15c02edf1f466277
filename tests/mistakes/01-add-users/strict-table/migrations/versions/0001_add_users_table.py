"""a revision"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.execute("""CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT""")


def downgrade():
    op.drop_table("users")

