from typing import ClassVar

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50))
    greeting: ClassVar[str] = "Hello"

    @property
    def label(self) -> str:
        return f"{self.greeting}, {self.name}"

    def __repr__(self) -> str:
        return f"User({self.id})"
