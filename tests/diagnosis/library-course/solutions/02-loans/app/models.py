"""The models."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class Shelf(Base):
    __tablename__ = "shelves"
    __table_args__ = (sa.CheckConstraint("parent_id <> id", name="not_itself"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(8), unique=True)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("shelves.id", ondelete="SET NULL"))


class Copy(Base):
    __tablename__ = "copies"
    __table_args__ = (
        sa.CheckConstraint("state IN ('in', 'out', 'lost')", name="state"),
        sa.Index("ix_copies_lost", "shelf_id", sqlite_where=sa.text("state = 'lost'")),
        sa.Index("ix_copies_isbn_lower", sa.text("lower(isbn)")),
    )

    isbn: Mapped[str] = mapped_column(sa.String(13), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    shelf_id: Mapped[int] = mapped_column(sa.ForeignKey("shelves.id"))
    state: Mapped[str] = mapped_column(sa.String(10), server_default="in")
    acquired: Mapped[date | None]
    reference: Mapped[bool] = mapped_column(server_default=sa.text("0"))


class Loan(Base):
    __tablename__ = "loans"
    __table_args__ = (
        sa.ForeignKeyConstraint(["isbn", "number"], ["copies.isbn", "copies.number"], ondelete="CASCADE"),
    )

    isbn: Mapped[str] = mapped_column(sa.String(13), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    borrower: Mapped[str] = mapped_column(sa.String(40))
    due: Mapped[date | None]
