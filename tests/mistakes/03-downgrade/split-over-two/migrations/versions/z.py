"""a revision"""

import sqlalchemy as sa
from alembic import op

revision = "zzz"
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("users") as batch:
        batch.alter_column("email", type_=sa.String(255))


def downgrade():
    with op.batch_alter_table("users") as batch:
        batch.alter_column("email", type_=sa.String(100))

