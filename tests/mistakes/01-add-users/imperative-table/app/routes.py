"""The routes of the application."""

from fastapi import APIRouter
from sqlalchemy import select

from app.database import SessionDep
from app.models import users

router = APIRouter()


@router.get("/users")
def list_users(session: SessionDep) -> list[str]:
    """Return the names of all users."""
    return list(session.scalars(select(users.c.name).order_by(users.c.id)))
