"""The states that this exercise reaches first."""

from sqlalchemy import Column, Integer, MetaData, String, Table

users_and_display_name = MetaData()
Table(
    "users",
    users_and_display_name,
    Column("id", Integer, primary_key=True),
    Column("name", String(50), nullable=False),
    Column("email", String(255)),
    Column("display_name", String(50), nullable=False),
)

STATES = {"users + display name": users_and_display_name}
