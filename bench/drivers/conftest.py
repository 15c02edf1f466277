"""What pytest-alembic asks a project for: a database of its own for each test, and Alembic's configuration."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.config import Config
from sqlalchemy import Engine, NullPool


@pytest.fixture
def alembic_engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty database, opened as the project opens its own for migrations."""
    # Imported here: the submission's code may fail, and that is a failed test, not a broken suite.
    from app.database import make_engine  # type: ignore[import-not-found]

    engine: Engine = make_engine(
        f"sqlite:///{tmp_path / 'database.db'}", foreign_keys=False, poolclass=NullPool
    )
    yield engine
    engine.dispose()


@pytest.fixture
def alembic_config(alembic_engine: Engine) -> Config:
    """The project's configuration; its env.py takes the engine that is handed in here."""
    config = Config(toml_file="pyproject.toml")
    config.attributes["engine"] = alembic_engine
    return config
