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

unique_contact = MetaData()
Table(
    "users",
    unique_contact,
    Column("id", Integer, primary_key=True),
    Column("name", String(50), nullable=False),
    Column("contact", String(255)),
    Column("display_name", String(50), nullable=False),
    UniqueConstraint("contact"),
)
Table(
    "orders",
    unique_contact,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("number", String(20), nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("placed_on", Date, nullable=False, index=True),
    UniqueConstraint("user_id", "number"),
    CheckConstraint("quantity > 0"),
)

STATES = {"users with unique contact": unique_contact}
