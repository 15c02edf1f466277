from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column
from app.database import Base
from app.mixins import Named, WithId


class User(WithId, Named, Base):
    name: Mapped[str] = mapped_column(String(50))
