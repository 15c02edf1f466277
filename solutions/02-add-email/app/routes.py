"""The routes of the application."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.database import SessionDep
from app.models import User

router = APIRouter()


# What a client sends. The length is checked here as well: SQLite stores a
# VARCHAR(50) but does not refuse a longer text.
class UserIn(BaseModel):
    """A user as a client sends it."""

    name: str = Field(min_length=1, max_length=50)
    # It has a default: a client that sends no email is right too.
    email: str | None = Field(default=None, max_length=255)


# What a client gets back. from_attributes reads the values from a User object.
class UserOut(UserIn):
    """A user as the database keeps it."""

    model_config = ConfigDict(from_attributes=True)

    id: int


# A plain "def": FastAPI runs it in a thread, so that a slow query holds nobody up.
@router.get("/users")
def list_users(session: SessionDep) -> list[UserOut]:
    """Return all users, the oldest first."""
    users = session.scalars(select(User).order_by(User.id))
    return [UserOut.model_validate(user) for user in users]


@router.post("/users", status_code=201)
def add_user(new: UserIn, session: SessionDep) -> UserOut:
    """Store a new user and return it with its id."""
    # An email of None is stored as NULL.
    user = User(name=new.name, email=new.email)
    session.add(user)
    # Without this line the new row is gone at the end of the request.
    session.commit()
    return UserOut.model_validate(user)
