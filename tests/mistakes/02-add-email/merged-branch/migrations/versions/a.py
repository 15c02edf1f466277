"""a revision"""

import sqlalchemy as sa
from alembic import op

revision = "aaa"
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass

