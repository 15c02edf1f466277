"""All models."""

from app.user import User

__all__ = ["User"]
