"""The routes of the application."""

from datetime import date

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.database import SessionDep
from app.models import Order, User

router = APIRouter()


class UserIn(BaseModel):
    """A user as a client sends it."""

    first_name: str = Field(min_length=1, max_length=50)
    last_name: str | None = Field(default=None, min_length=1, max_length=50)
    phone: str | None = Field(default=None, max_length=30)
    contact: str | None = Field(default=None, max_length=255)
    # Without a display name, the first name is shown.
    display_name: str | None = Field(default=None, min_length=1, max_length=50)


class UserOut(BaseModel):
    """A user as the database keeps it."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    first_name: str
    last_name: str | None
    phone: str | None
    contact: str | None
    display_name: str


class OrderIn(BaseModel):
    """An order as a client sends it."""

    number: str = Field(min_length=1, max_length=20)
    # The database has this rule too. Here it is for a friendly answer.
    quantity: int = Field(gt=0, le=1_000_000)
    placed_on: date
    note: str | None = Field(default=None, max_length=200)
    currency: str = Field(default="EUR", min_length=3, max_length=3)


class OrderOut(OrderIn):
    """An order as the database keeps it."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    user_id: int
    status: str
    # New: None as long as the order was not shipped.
    shipped_on: date | None


class Shipment(BaseModel):
    """The day on which an order was shipped."""

    shipped_on: date


@router.get("/users")
def list_users(session: SessionDep) -> list[UserOut]:
    """Return all users, the oldest first."""
    users = session.scalars(select(User).order_by(User.id))
    return [UserOut.model_validate(user) for user in users]


@router.post("/users", status_code=201)
def add_user(new: UserIn, session: SessionDep) -> UserOut:
    """Store a new user and return it with its id."""
    user = User(
        first_name=new.first_name,
        last_name=new.last_name,
        phone=new.phone,
        contact=new.contact,
        display_name=new.display_name or new.first_name,
    )
    session.add(user)
    try:
        session.commit()
    except IntegrityError as error:
        # The database decides, so two requests at the same moment cannot both win.
        raise HTTPException(409, "Another user has this address.") from error
    return UserOut.model_validate(user)


@router.delete("/users/{user_id}", status_code=204)
def delete_user(user_id: int, session: SessionDep) -> None:
    """Delete a user. The database deletes the orders of this user too."""
    session.delete(find_user(user_id, session))
    session.commit()


@router.get("/users/{user_id}/orders")
def list_orders(user_id: int, session: SessionDep) -> list[OrderOut]:
    """Return the orders of a user, the oldest day first."""
    find_user(user_id, session)
    orders = session.scalars(
        select(Order).where(Order.user_id == user_id).order_by(Order.placed_on, Order.id)
    )
    return [OrderOut.model_validate(order) for order in orders]


@router.post("/users/{user_id}/orders", status_code=201)
def add_order(user_id: int, new: OrderIn, session: SessionDep) -> OrderOut:
    """Store a new order of a user and return it with its id."""
    find_user(user_id, session)
    # The table has no default for the status: the application gives it.
    order = Order(user_id=user_id, status="open", **new.model_dump())
    session.add(order)
    try:
        session.commit()
    except IntegrityError as error:
        # The unique pair decides, so two requests at the same moment cannot both win.
        raise HTTPException(409, "This user has an order with this number.") from error
    return OrderOut.model_validate(order)


@router.put("/users/{user_id}/orders/{order_id}/shipment")
def ship_order(user_id: int, order_id: int, new: Shipment, session: SessionDep) -> OrderOut:
    """Note the day on which an order was shipped."""
    order = session.get(Order, order_id)
    if order is None or order.user_id != user_id:
        raise HTTPException(404, "This user has no such order.")
    order.shipped_on = new.shipped_on
    session.commit()
    return OrderOut.model_validate(order)


def find_user(user_id: int, session: SessionDep) -> User:
    """Return the user, or answer that there is none."""
    user = session.get(User, user_id)
    if user is None:
        raise HTTPException(404, "There is no such user.")
    return user
