"""The routes of the application."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.database import SessionDep
from app.models import User

router = APIRouter()


class UserIn(BaseModel):
    """A user as a client sends it."""

    name: str = Field(min_length=1, max_length=50)


class UserOut(UserIn):
    """A user as the database keeps it."""

    model_config = ConfigDict(from_attributes=True)

    id: int


@router.get("/users")
def list_users(session: SessionDep) -> list[UserOut]:
    """Return all users, the oldest first."""
    users = session.scalars(select(User).order_by(User.id))
    return [UserOut.model_validate(user) for user in users]


@router.post("/users", status_code=201)
def add_user(new: UserIn, session: SessionDep) -> UserOut:
    """Store a new user and return it with its id."""
    user = User(name=new.name)
    session.add(user)
    session.commit()
    return UserOut.model_validate(user)
