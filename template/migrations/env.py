"""Alembic runs this file for every command that needs the database or the models."""

import logging
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from alembic import context
from alembic.operations import MigrationScript
from alembic.runtime.migration import MigrationContext, MigrationInfo
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, NullPool

from app import database, models

__all__ = ["models"]  # importing the models is what puts their tables on `Base.metadata`


def run_migrations(engine: Engine, **where: Any) -> None:
    """Configure Alembic for this project, and run what the command asks for."""
    context.configure(
        target_metadata=database.Base.metadata,
        # One transaction for each revision: it is applied completely, or not at all.
        transaction_per_migration=True,
        transactional_ddl=True if engine.dialect.name == "sqlite" else None,
        on_version_apply=check_foreign_keys,
        # SQLite can hardly alter a table: write operations that rebuild it instead.
        render_as_batch=True,
        # What autogenerate compares, besides Alembic's usual list.
        compare_server_default=True,
        autogenerate_plugins=["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"],
        process_revision_directives=write_no_empty_file,
        **where,
    )
    with context.begin_transaction():
        context.run_migrations()


@contextmanager
def foreign_keys_off(connection: Connection) -> Iterator[None]:
    """Stop SQLite from following foreign keys while tables are being rebuilt.

    A rebuild copies the table and drops the old one. With foreign keys on, ON DELETE CASCADE
    would then silently delete the rows of every table that refers to it.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    # The driver's own cursor: SQLAlchemy would begin a transaction, where the pragma is ignored.
    cursor: Any = connection.connection.cursor()
    (before,) = cursor.execute("PRAGMA foreign_keys").fetchone()
    cursor.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        connection.rollback()
        cursor.execute(f"PRAGMA foreign_keys = {before}")
        cursor.close()


def check_foreign_keys(
    ctx: MigrationContext, step: MigrationInfo, heads: Collection[Any], run_args: Mapping[str, Any]
) -> None:
    """Refuse a revision that leaves rows without their parent; its transaction is undone."""
    if ctx.connection is None or ctx.as_sql or ctx.dialect.name != "sqlite":
        return
    orphans = ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        rows = [f"{table} row {row} (refers to {parent})" for table, row, parent, _ in orphans[:5]]
        more = f" and {len(orphans) - 5} more" if len(orphans) > 5 else ""
        direction = "upgrade" if step.is_upgrade else "downgrade"
        raise CommandError(
            f"{direction} of {', '.join(step.up_revision_ids)} leaves rows that refer to a row "
            f"which does not exist: {', '.join(rows)}{more}"
        )


def write_no_empty_file(
    _context: MigrationContext, _revision: object, scripts: list[MigrationScript]
) -> None:
    """Let `revision --autogenerate` write a file only when there is a difference."""
    if not getattr(context.config.cmd_opts, "autogenerate", False):
        return
    if all(operations.is_empty() for operations in scripts[0].upgrade_ops_list):
        scripts.clear()
        context.config.print_stdout(
            "No file was written: the database already has all that the models declare."
        )


def log_progress() -> None:
    """Show which revisions run, unless the calling program has set up logging of its own."""
    if logging.getLogger().handlers:
        return
    logging.basicConfig(format="%(message)s")
    logging.getLogger("alembic.autogenerate").setLevel(logging.INFO)
    migration = logging.getLogger("alembic.runtime.migration")
    migration.setLevel(logging.INFO)
    migration.addFilter(lambda record: record.getMessage().startswith("Running"))
    # Alembic prints what failed, and logs the same line again.
    logging.getLogger("alembic.util.messaging").disabled = True


log_progress()
# A caller, like the tests, may hand in the engine of another database.
engine = context.config.attributes.get("engine")
if engine is None:
    engine = database.make_engine(foreign_keys=False, poolclass=NullPool)

if context.is_offline_mode():  # `--sql` prints the statements instead of running them.
    run_migrations(engine, dialect_name=engine.dialect.name, literal_binds=True)
else:
    with engine.connect() as connection, foreign_keys_off(connection):
        run_migrations(engine, connection=connection)
