"""Fills the caches of Python, Alembic and SQLAlchemy by a real migration, before the first fork.

The project that is migrated here is made up and gone again afterwards: nothing of it is to be
seen by what runs later.
"""

import importlib
import logging
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from stillroom.sandbox.worker import operations
from stillroom.sandbox.worker.confine import Confinement
from stillroom.sandbox.worker.database_module import load

_MODULES = (
    "alembic.command", "alembic.config", "alembic.autogenerate", "alembic.ext.checkconstraint_byname",
    "fastapi", "pydantic_settings", "sqlalchemy.orm",
)  # fmt: skip
_LEFT_OUT = ("pygments",)
"""What Mako, which Alembic needs, loads where it happens to be installed, for errors that nobody sees here."""

_ENV = """
from alembic import context
from pydantic_settings import BaseSettings
from sqlalchemy import MetaData, String, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
class Settings(BaseSettings):
    url: str = "unused"
class Base(DeclarativeBase):
    metadata = MetaData(naming_convention={"pk": "pk_%(table_name)s"})
class Warm(Base):
    __tablename__ = "warm"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(50), unique=True)
Settings()
with context.config.attributes["engine"].connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True,
                      transaction_per_migration=True, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()
"""
_FIRST = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "1", None, None, None
def upgrade() -> None:
    op.create_table("warm", sa.Column("id", sa.Integer(), nullable=False),
                    sa.Column("name", sa.String(50), nullable=False), sa.PrimaryKeyConstraint("id"))
    op.execute("INSERT INTO warm (name) VALUES ('x')")
def downgrade() -> None:
    op.drop_table("warm")
"""
_SECOND = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "2", "1", None, None
def upgrade() -> None:
    op.add_column("warm", sa.Column("more", sa.String(255), nullable=True))
    with op.batch_alter_table("warm") as batch:
        batch.alter_column("more", server_default=sa.text("'x'"))
def downgrade() -> None:
    with op.batch_alter_table("warm") as batch:
        batch.drop_column("more")
"""


class WarmProject:
    """A made-up project, and commands on it."""

    def __init__(self, confinement: Confinement) -> None:
        """Begin; nothing is imported or written yet."""
        self.confinement = confinement

    def warm_up(self) -> None:
        """Import what every command needs, and run one migration up and down."""
        database = load(self.confinement.database)
        with _as_if_missing(_LEFT_OUT):
            for module in (*_MODULES, *database.MODULES):
                importlib.import_module(module)
        logger = logging.getLogger()
        handlers, before = list(logger.handlers), set(sys.modules)
        try:
            with self._written_project() as request:
                operations.revisions(request, database)
                for arguments in (["upgrade", "head"], ["downgrade", "-1"], ["downgrade", "base"]):
                    operations.alembic({**request, "arguments": arguments}, database)
        finally:
            logger.handlers[:] = handlers
            for name in set(sys.modules) - before:
                if name.startswith(("env", "1_", "2_")):
                    del sys.modules[name]

    def load_what_few_need(self) -> None:
        """Import what commands need where a learner's code imports more than the starter does."""
        importlib.import_module("stillroom.sandbox.worker.requirements")

    def usual_command(self) -> None:
        """Run one command that writes to as much memory as those of learners do."""
        with self._written_project() as request:
            operations.enter(request)
            operations.alembic(
                {**request, "arguments": ["upgrade", "head"]}, load(self.confinement.database)
            )

    @contextmanager
    def _written_project(self) -> Iterator[dict[str, Any]]:
        """Write the project to disk; yield a request for a command on it; remove it afterwards."""
        folder = tempfile.mkdtemp(dir=self.confinement.root)
        try:
            versions = Path(folder, "migrations", "versions")
            versions.mkdir(parents=True)
            Path(folder, "migrations", "env.py").write_text(_ENV, "utf-8")
            (versions / "1.py").write_text(_FIRST, "utf-8")
            (versions / "2.py").write_text(_SECOND, "utf-8")
            sys.dont_write_bytecode = True
            yield {"project": folder, "url": load(self.confinement.database).url(folder)}
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _as_if_missing(modules: Sequence[str]) -> Iterator[None]:
    """Let nothing import *modules* that are not loaded yet."""
    missing = [name for name in modules if name not in sys.modules]
    sys.modules.update(dict.fromkeys(missing))  # type: ignore[arg-type]  # None: Python's word for it
    try:
        yield
    finally:
        for name in missing:
            del sys.modules[name]
