"""baseline

Revision ID: 0001
Revises:
Create Date: 2026-03-09 09:00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE users (
    id INTEGER NOT NULL PRIMARY KEY, contact VARCHAR(255) UNIQUE, display_name VARCHAR(50) NOT NULL,
    first_name VARCHAR(50) NOT NULL, last_name VARCHAR(50), phone VARCHAR(30)
);
CREATE TABLE orders (
    id INTEGER NOT NULL PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    number VARCHAR(20) NOT NULL, quantity INTEGER NOT NULL CHECK (quantity > 0), placed_on DATE NOT NULL,
    note VARCHAR(200), currency VARCHAR(3) NOT NULL DEFAULT 'EUR', status VARCHAR(20) NOT NULL,
    UNIQUE (user_id, number)
);
CREATE INDEX ix_orders_placed_on ON orders (placed_on);
"""


def upgrade() -> None:
    for statement in TABLES.split(";"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("orders")
    op.drop_table("users")
