from sqlalchemy import String
from sqlalchemy.orm import mapped_column

from app.database import Base


class User(Base):
    __tablename__ = "users"

    id: int = mapped_column(primary_key=True)
    name: str = mapped_column(String(50))
