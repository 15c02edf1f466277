import sqlalchemy as sa
from alembic import op
from app.database import Base
from app.models import User  # noqa: F401

revision = "0002"
down_revision = "0001"


def upgrade():
    op.add_column("users", sa.Column("email", sa.String(length=255), nullable=True))


def downgrade():
    Base.metadata.drop_all(op.get_bind())
