"""a revision"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.execute("""CREATE VIEW users AS SELECT 1 AS id, 'a' AS name""")


def downgrade():
    op.execute("DROP VIEW users")

