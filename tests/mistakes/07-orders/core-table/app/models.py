"""The models of the application: one class for each table."""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, String, Table, UniqueConstraint
from sqlalchemy import Integer
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class User(Base):
    """A person who uses the application."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50))
    contact: Mapped[str | None] = mapped_column(String(255))
    display_name: Mapped[str] = mapped_column(String(50))


Order = Table(
    "orders",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey(User.id, ondelete="CASCADE"), nullable=False),
    Column("number", String(20), nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("placed_on", Date, nullable=False),
    UniqueConstraint("user_id", "number"),
    CheckConstraint("quantity > 0", name="quantity_positive"),
    Index(None, "placed_on"),
)
