"""The states that this exercise reaches first."""

from sqlalchemy import Column, Integer, MetaData, String, Table

users_and_contact = MetaData()
Table(
    "users",
    users_and_contact,
    Column("id", Integer, primary_key=True),
    Column("name", String(50), nullable=False),
    Column("contact", String(255)),
    Column("display_name", String(50), nullable=False),
)

STATES = {"users + contact": users_and_contact}
