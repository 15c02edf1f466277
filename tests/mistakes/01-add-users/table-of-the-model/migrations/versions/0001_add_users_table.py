from alembic import op
from app.models import User

revision = "0001"
down_revision = None


def upgrade():
    User.__table__.create(bind=op.get_bind())


def downgrade():
    User.__table__.drop(bind=op.get_bind())
