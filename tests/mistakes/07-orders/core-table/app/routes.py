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
    contact: str | None = Field(default=None, max_length=255)
    # Without a display name, the name is shown.
    display_name: str | None = Field(default=None, min_length=1, max_length=50)


class UserOut(BaseModel):
    """A user as the database keeps it."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    contact: str | None
    display_name: str


@router.get("/users")
def list_users(session: SessionDep) -> list[UserOut]:
    """Return all users, the oldest first."""
    users = session.scalars(select(User).order_by(User.id))
    return [UserOut.model_validate(user) for user in users]


@router.post("/users", status_code=201)
def add_user(new: UserIn, session: SessionDep) -> UserOut:
    """Store a new user and return it with its id."""
    user = User(name=new.name, contact=new.contact, display_name=new.display_name or new.name)
    session.add(user)
    session.commit()
    return UserOut.model_validate(user)
