"""a revision"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("users") as batch:
        batch.alter_column("name", type_=sa.String(length=50), existing_nullable=False)


def downgrade():
    with op.batch_alter_table("users") as batch:
        batch.alter_column("name", type_=sa.String(length=500), existing_nullable=False)
