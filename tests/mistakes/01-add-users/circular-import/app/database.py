"""The database."""

from sqlalchemy.orm import DeclarativeBase

from app.models import User


class Base(DeclarativeBase):
    pass


def first_user(session):
    return session.get(User, 1)
