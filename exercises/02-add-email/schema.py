"""The states that this exercise reaches first."""

from sqlalchemy import Column, Integer, MetaData, String, Table

users_and_email = MetaData()
Table(
    "users",
    users_and_email,
    Column("id", Integer, primary_key=True),
    Column("name", String(50), nullable=False),
    Column("email", String(255), nullable=True),
)

STATES = {"users + email": users_and_email}
