"""The models."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class Trip(Base):
    __tablename__ = "trips"
    __table_args__ = (sa.CheckConstraint("seats >= 0", name="seats"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    start: Mapped[str] = mapped_column("from", sa.String(30))
    goal: Mapped[str | None] = mapped_column("to", sa.String(30))
    day: Mapped[date]
    seats: Mapped[int] = mapped_column(server_default="100")
    note: Mapped[str | None] = mapped_column(sa.Text)


class Ticket(Base):
    __tablename__ = "tickets"

    id: Mapped[int] = mapped_column(primary_key=True)
    trip_id: Mapped[int] = mapped_column(sa.ForeignKey("trips.id", ondelete="CASCADE"), index=True)
    passenger: Mapped[str] = mapped_column(sa.String(60))
    paid: Mapped[bool] = mapped_column(server_default=sa.text("0"))
