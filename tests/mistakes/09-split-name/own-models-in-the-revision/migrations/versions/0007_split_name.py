"""split name

Revision ID: 0007
Revises: 0006
Create Date: 2026-02-16 09:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0007"
down_revision: str | Sequence[str] | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(50))
    first_name = sa.Column(sa.String(50))
    last_name = sa.Column(sa.String(50))


def upgrade() -> None:
    """Upgrade schema."""
    op.add_column("users", sa.Column("first_name", sa.String(length=50)))
    op.add_column("users", sa.Column("last_name", sa.String(length=50)))
    with Session(op.get_bind()) as session:
        for user in session.scalars(sa.select(User)).all():
            user.first_name, _, rest = user.name.partition(" ")
            user.last_name = rest or None
        session.flush()
    with op.batch_alter_table("users") as batch_op:
        batch_op.alter_column("first_name", existing_type=sa.String(length=50), nullable=False)
        batch_op.drop_column("name")


def downgrade() -> None:
    """Downgrade schema."""
    op.add_column("users", sa.Column("name", sa.String(length=50)))
    with Session(op.get_bind()) as session:
        for user in session.scalars(sa.select(User)).all():
            user.name = " ".join(filter(None, (user.first_name, user.last_name)))
        session.flush()
    with op.batch_alter_table("users") as batch_op:
        batch_op.alter_column("name", existing_type=sa.String(length=50), nullable=False)
        batch_op.drop_column("first_name")
        batch_op.drop_column("last_name")
