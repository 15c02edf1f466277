"""What the tests share: a database of their own, thrown away afterwards. Yours is not touched."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from fastapi.testclient import TestClient
from sqlalchemy import URL, Engine
from sqlalchemy.orm import Session

from app.database import get_session, make_engine
from app.main import app
from app.settings import ROOT


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Give an empty database."""
    engine = make_engine(URL.create("sqlite", database=str(tmp_path / "test.db")))
    yield engine
    engine.dispose()


@pytest.fixture
def config(engine: Engine) -> Config:
    """Point Alembic's commands to that database."""
    config = Config(toml_file=ROOT / "pyproject.toml")
    config.attributes["engine"] = engine
    return config


@pytest.fixture
def client(engine: Engine, config: Config) -> Iterator[TestClient]:
    """Give a client of the application, with the database migrated to the head."""

    def get_test_session() -> Iterator[Session]:
        with Session(engine) as session:
            yield session

    command.upgrade(config, "head")
    app.dependency_overrides[get_session] = get_test_session
    with TestClient(app) as client:
        yield client
    app.dependency_overrides.clear()
