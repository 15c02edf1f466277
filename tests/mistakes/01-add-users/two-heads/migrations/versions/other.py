"""a revision"""

import sqlalchemy as sa
from alembic import op

revision = "other"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass

