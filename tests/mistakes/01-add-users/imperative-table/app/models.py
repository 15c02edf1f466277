from sqlalchemy import Column, Integer, String, Table

from app.database import Base

users = Table(
    "users",
    Base.metadata,
    Column("name", String(50), nullable=False),
    Column("id", Integer, primary_key=True),
)
