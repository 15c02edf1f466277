"""a revision"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.execute("""create table users (name varchar ( 50 ) not null, id integer primary key)""")


def downgrade():
    op.drop_table("users")

