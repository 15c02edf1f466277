"""füge die Spalte für die E-Mail-Adresse hinzu, so dass jeder eine haben kann

Revision ID: 0002
Revises: 0001
Create Date: 2026-03-02 08:15:00

"""
import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("email", sa.String(length=255), nullable=True))


def downgrade() -> None:
    op.drop_column("users", "email")
