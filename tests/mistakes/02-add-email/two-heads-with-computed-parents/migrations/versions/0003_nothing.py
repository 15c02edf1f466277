"""a revision"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "".join(["00", "02"])
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
