"""The application answers, and knows whether its database is ready."""

from fastapi.testclient import TestClient


def test_it_is_healthy(client: TestClient) -> None:
    """The application runs."""
    assert client.get("/health").json() == {"status": "ok"}


def test_it_is_ready_after_the_migrations(client: TestClient) -> None:
    """A migrated database is at the head."""
    answer = client.get("/ready")
    assert answer.status_code == 200
    assert answer.json()["revision"] == answer.json()["head"]
