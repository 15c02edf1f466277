from sqlalchemy import String, TypeDecorator
from sqlalchemy.orm import Mapped, mapped_column
from app.database import Base


class Trimmed(TypeDecorator):
    impl = String(50)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return value.strip() if value else value


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Trimmed)
