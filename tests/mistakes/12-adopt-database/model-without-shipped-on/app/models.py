"""The models of the application: one class for each table."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class User(Base):
    """A person who uses the application."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    # No two users have the same one. NULL is equal to nothing, so any number may have none.
    contact: Mapped[str | None] = mapped_column(String(255), unique=True)
    display_name: Mapped[str] = mapped_column(String(50))
    first_name: Mapped[str] = mapped_column(String(50))
    # A user with one name has no last name.
    last_name: Mapped[str | None] = mapped_column(String(50))
    phone: Mapped[str | None] = mapped_column(String(30))


class Order(Base):
    """Something that a user has ordered."""

    __tablename__ = "orders"
    # What is about more than one column, or has a name of its own, stands here.
    __table_args__ = (
        UniqueConstraint("user_id", "number"),
        # The naming convention puts "ck_orders_" in front of this name.
        CheckConstraint("quantity > 0", name="quantity_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # The database deletes the orders of a user together with the user.
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    number: Mapped[str] = mapped_column(String(20))
    quantity: Mapped[int]
    placed_on: Mapped[date] = mapped_column(index=True)
    note: Mapped[str | None] = mapped_column(String(200))
    currency: Mapped[str] = mapped_column(String(3), server_default="EUR")
    status: Mapped[str] = mapped_column(String(20))
