"""The application of a rendered project: its own routes, and when it calls itself ready."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import run_module

Run = Callable[..., subprocess.CompletedProcess[str]]
Revise = Callable[..., Path]

ASK = """
import json, sys
from fastapi.testclient import TestClient
from app.main import app

answer = TestClient(app).get(sys.argv[1])
print(json.dumps([answer.status_code, answer.json()]))
"""


@pytest.fixture
def ask(environment: dict[str, str]) -> Callable[..., tuple[int, Any]]:
    """Send one request to the application of a project, in a process of its own."""

    def get(project: Path, path: str, **variables: str) -> tuple[int, Any]:
        (project / "ask_it.py").write_text(ASK)
        done = run_module("ask_it", path, folder=project, environment=environment | variables)
        assert done.returncode == 0, done.stderr
        status, answer = json.loads(done.stdout)
        return status, answer

    return get


Ask = Callable[..., tuple[int, Any]]


def test_it_is_healthy_without_a_database(project: Path, ask: Ask) -> None:
    """`/health` only tells that the application runs."""
    assert ask(project, "/health", DATABASE_URL="sqlite:////no/such/folder/x.db") == (
        200,
        {"status": "ok"},
    )


def test_a_project_without_revisions_is_ready(project: Path, ask: Ask) -> None:
    """There is nothing to migrate yet, with or without a database file."""
    assert ask(project, "/ready") == (200, {"revision": None, "head": None, "at_head": True})


def test_ready_follows_the_revisions(project: Path, ask: Ask, run: Run, revise: Revise) -> None:
    """Behind, at the head, and ahead of the files: ready only at the head."""
    revise(project, "aaaa", None, "pass")
    assert ask(project, "/ready") == (503, {"revision": None, "head": "aaaa", "at_head": False})
    run(project, "alembic", "upgrade", "head")
    assert ask(project, "/ready") == (200, {"revision": "aaaa", "head": "aaaa", "at_head": True})
    second = revise(project, "bbbb", "aaaa", "pass")
    assert ask(project, "/ready") == (503, {"revision": "aaaa", "head": "bbbb", "at_head": False})
    run(project, "alembic", "upgrade", "head")
    second.unlink()
    assert ask(project, "/ready") == (503, {"revision": "bbbb", "head": "aaaa", "at_head": False})


def test_two_heads_are_named(project: Path, ask: Ask, revise: Revise) -> None:
    """A split history is shown as it is."""
    revise(project, "bbbb", None, "pass")
    revise(project, "aaaa", None, "pass")
    assert ask(project, "/ready")[1]["head"] == "aaaa, bbbb"


def test_a_database_that_does_not_answer_is_not_ready(project: Path, ask: Ask) -> None:
    """An application that cannot reach its database says 503, not 500."""
    status, answer = ask(project, "/ready", DATABASE_URL="sqlite:////no/such/folder/x.db")
    assert (status, answer["at_head"]) == (503, False)


def test_the_example_answers_after_its_migration(plain: Path, ask: Ask, run: Run) -> None:
    """The project without the course serves books from its own database."""
    run(plain, "alembic", "upgrade", "head")
    assert ask(plain, "/books") == (200, [])
