"""a revision"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    op.execute("ALTER TABLE users ADD email VARCHAR(255)")


def downgrade():
    with op.batch_alter_table("users", recreate="always") as batch:
        batch.drop_column("email")

