"""The states that this exercise reaches first."""

from sqlalchemy import Column, Integer, MetaData, String, Table

users = MetaData()
Table(
    "users",
    users,
    Column("id", Integer, primary_key=True),
    Column("name", String(50), nullable=False),
)

STATES = {"users": users}
