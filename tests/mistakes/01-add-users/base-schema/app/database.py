"""The database: the base class of all models, the engine, and a session for each request."""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends
from sqlalchemy import URL, Connection, Engine, MetaData, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Session

from app.settings import settings


class Base(DeclarativeBase):
    """Every model inherits from this class, so that Alembic finds its table."""

    # Every constraint gets a name: a migration can only change or drop what it can name.
    metadata = MetaData(
        schema="public",
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def make_engine(
    url: str | URL | None = None, *, foreign_keys: bool = True, **options: Any
) -> Engine:
    """Make an engine for `url`, or for the database that the settings name."""
    engine = create_engine(url or settings.database_url, **options)
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine, foreign_keys)
    return engine


def _prepare_sqlite(engine: Engine, foreign_keys: bool) -> None:
    """Make SQLite keep two promises that other databases keep by themselves."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        # The driver would begin a transaction too late, and leave CREATE and ALTER outside of it.
        # So it begins none, and SQLAlchemy does (below).
        connection.isolation_level = None
        # SQLite checks foreign keys only when it is told to.
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")


engine = make_engine()


def get_session() -> Iterator[Session]:
    """Open a session for one request, and close it afterwards.

    It does not commit: a route that writes calls `session.commit()` itself, before it answers.
    """
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
