from sqlalchemy import *
from sqlalchemy.orm import *
from app.database import *


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(50), nullable=False)
