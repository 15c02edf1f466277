from sqlalchemy import Column, Integer, String, Table

from app.database import Base


class User:
    pass


users = Table(
    "users",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(50), nullable=False),
)
Base.registry.map_imperatively(User, users)
