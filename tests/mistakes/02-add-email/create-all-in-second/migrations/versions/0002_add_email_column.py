from alembic import op
from app.database import Base
from app.models import User  # noqa: F401

revision = "0002"
down_revision = "0001"


def upgrade():
    Base.metadata.create_all(op.get_bind())


def downgrade():
    pass
