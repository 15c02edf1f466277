"""The models."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class Port(Base):
    __tablename__ = "ports"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(30), unique=True)


class Trip(Base):
    __tablename__ = "trips"
    __table_args__ = (sa.CheckConstraint("seats >= 0", name="seats"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(sa.ForeignKey("ports.id"))
    to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("ports.id"))
    day: Mapped[date]
    seats: Mapped[int] = mapped_column(server_default="100")
    note: Mapped[str | None] = mapped_column(sa.Text)


class Ticket(Base):
    __tablename__ = "tickets"

    id: Mapped[int] = mapped_column(primary_key=True)
    trip_id: Mapped[int] = mapped_column(sa.ForeignKey("trips.id", ondelete="CASCADE"), index=True)
    passenger: Mapped[str] = mapped_column(sa.String(60))
    paid: Mapped[bool] = mapped_column(server_default=sa.text("0"))
