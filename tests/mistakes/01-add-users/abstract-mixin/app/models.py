from sqlalchemy import String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.database import Base


class Named:
    @declared_attr.directive
    def __tablename__(cls) -> str:
        return cls.__name__.lower() + "s"


class Entity(Base):
    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)


class User(Named, Entity):
    name: Mapped[str] = mapped_column(String(50))
