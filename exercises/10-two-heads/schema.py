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

phone_and_note = MetaData()
Table(
    "users",
    phone_and_note,
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
    phone_and_note,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("number", String(20), nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("placed_on", Date, nullable=False, index=True),
    Column("note", String(200)),
    UniqueConstraint("user_id", "number"),
    CheckConstraint("quantity > 0"),
)

STATES = {"users + phone, orders + note": phone_and_note}
