"""A helper that takes a connection of its own."""

import sqlalchemy as sa

from app.database import make_engine


def clean_up() -> None:
    engine = make_engine(connect_args={"timeout": 0.1})
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM users WHERE id = 0"))
