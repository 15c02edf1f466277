"""a revision"""

import sqlalchemy as sa
from alembic import op

revision = "mmm"
down_revision = ('0002', 'aaa')
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass

