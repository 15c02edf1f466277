"""The models of the application: one class for each table."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class User(Base):
    """A person who uses the application."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact: Mapped[str | None] = mapped_column(String(255), unique=True)
    display_name: Mapped[str] = mapped_column(String(50))
    first_name: Mapped[str] = mapped_column(String(50))
    last_name: Mapped[str | None] = mapped_column(String(50))
    phone: Mapped[str | None] = mapped_column(String(30))


class Order(Base):
    """Something that a user has ordered."""

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("user_id", "number"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    number: Mapped[str] = mapped_column(String(20))
    quantity: Mapped[int]
    placed_on: Mapped[date] = mapped_column(index=True)
