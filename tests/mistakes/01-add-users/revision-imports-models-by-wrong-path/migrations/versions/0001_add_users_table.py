import sqlalchemy as sa
from alembic import op
from models import User

revision = "0001"
down_revision = None


def upgrade():
    User.__table__.create(op.get_bind())


def downgrade():
    op.drop_table("users")
