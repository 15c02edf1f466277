from sqlalchemy import PrimaryKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column()
    name: Mapped[str] = mapped_column(String(50))
    __table_args__ = (PrimaryKeyConstraint("id", name="my_own_key"),)
