"""Migrates the project in this folder, and compares the database by sqlalchemy-diff.

``compare.py [DATABASE]``: with the file DATABASE, or with what the models create. Exit status:
0 no difference, 1 a difference or the submission's own failure, 70 sqlalchemy-diff itself failed.
"""

import os
import sys
import traceback

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemydiff.comparer import Comparer  # type: ignore[import-not-found]

SAME, REFUSED, TOOL_FAILED = 0, 1, 70
MODELS = "sqlite:///models.db"


def main(arguments: list[str]) -> int:
    """Return the exit status for the project in this folder."""
    try:
        command.upgrade(Config(toml_file="pyproject.toml"), "head")
        if not arguments:
            create_models()
    except BaseException:  # noqa: BLE001 - the submission's code may raise whatever it likes
        traceback.print_exc()
        return REFUSED
    reference = f"sqlite:///{arguments[0]}" if arguments else MODELS
    try:
        migrated = os.environ["DATABASE_URL"]
        # Alembic's own table is no part of the schema.
        result = Comparer.from_params(migrated, reference).compare(ignores=["alembic_version"])
    except Exception:  # noqa: BLE001 - a submission can build what the tool cannot read
        traceback.print_exc()
        return TOOL_FAILED
    sys.stdout.write(f"{result.errors}\n")
    return SAME if result.is_match else REFUSED


def create_models() -> None:
    """Create what the models declare in a second database."""
    from app import database, models  # type: ignore[import-not-found]

    engine = create_engine(MODELS)
    assert models  # noqa: S101 - imported for its tables
    database.Base.metadata.create_all(engine)
    engine.dispose()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
