from sqlalchemy import Column, Integer, Unicode

from app.database import Base


class User(Base):
    __tablename__ = "users"

    email = Column(Unicode(255))
    id = Column(Integer, primary_key=True)
    name = Column(Unicode(50), nullable=False)
