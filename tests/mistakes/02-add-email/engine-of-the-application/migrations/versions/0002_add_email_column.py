"""add email column

Revision ID: 0002
Revises: 0001

"""

import sqlalchemy as sa
from alembic import op
from app.database import make_engine

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    engine = make_engine(connect_args={"timeout": 0.1})
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE users ADD COLUMN email VARCHAR(255)"))


def downgrade() -> None:
    op.drop_column("users", "email")
