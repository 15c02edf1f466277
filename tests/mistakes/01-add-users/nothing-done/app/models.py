"""The models: one class for each table of the database."""

from app.database import Base

__all__ = ["Base"]

# TODO: the User model
