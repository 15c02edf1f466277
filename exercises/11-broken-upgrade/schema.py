"""The states that this exercise reaches first."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

# The names are those that the application gives: a later exercise begins with such a database,
# and there Alembic compares it with the models.
orders_and_status = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
Table(
    "users",
    orders_and_status,
    Column("id", Integer, primary_key=True),
    Column("contact", String(255)),
    Column("display_name", String(50), nullable=False),
    Column("first_name", String(50), nullable=False),
    Column("last_name", String(50)),
    Column("phone", String(30)),
    UniqueConstraint("contact"),
)
Table(
    "orders",
    orders_and_status,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("number", String(20), nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("placed_on", Date, nullable=False, index=True),
    Column("note", String(200)),
    Column("currency", String(3), nullable=False, server_default="EUR"),
    Column("status", String(20), nullable=False),
    UniqueConstraint("user_id", "number"),
    CheckConstraint("quantity > 0", name="quantity_positive"),
)

STATES = {"orders + status": orders_and_status}
