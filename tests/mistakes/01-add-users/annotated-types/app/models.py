from typing import Annotated

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base

Key = Annotated[int, mapped_column(primary_key=True)]
Text50 = Annotated[str, mapped_column(String(50))]


class User(Base):
    __tablename__ = "users"

    id: Mapped[Key]
    name: Mapped[Text50]
