"""add label"""

import sqlalchemy as sa
from alembic import op

revision = "two"
down_revision = "one"


def upgrade():
    op.execute("DELETE FROM jars WHERE id = 3")
    op.add_column("jars", sa.Column("label", sa.String(50)))
    op.execute("UPDATE jars SET label = content")
    with op.batch_alter_table("jars") as batch:
        batch.alter_column("label", existing_type=sa.String(50), nullable=False)


def downgrade():
    op.drop_column("jars", "label")
