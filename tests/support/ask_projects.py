"""Brings projects to life, one process each, forked from one that has imported all they need.

The arguments are the folders of the projects. For each, a line on stdout is a JSON object: either
``error``, or ``ready`` (the answer of ``/ready``), ``statuses`` (of one request to each route) and
``users`` (the answer of ``/users``). Before that, the database of the project is migrated, and
``alembic check`` has to find no difference.
"""

import json
import os
import sys
import traceback
from typing import Any

import alembic.command
import fastapi.testclient
import pydantic_settings
import sqlalchemy.dialects.sqlite
import sqlalchemy.orm
from alembic.config import Config

WARM = (pydantic_settings, sqlalchemy.dialects.sqlite, sqlalchemy.orm)
METHODS = ("post", "get", "put", "patch", "delete")
"""In this order: what is asked for is there, and is not deleted yet."""


def ask(project: str) -> dict[str, Any]:
    """Migrate the database of *project*, and send one request to each of its routes."""
    os.chdir(project)
    sys.path.insert(0, project)
    # What Alembic prints is none of the answers.
    config = Config(toml_file="pyproject.toml", stdout=sys.stderr)
    alembic.command.upgrade(config, "head")
    alembic.command.check(config)
    from app.main import app  # type: ignore[import-not-found]  # the project's own

    client, description = fastapi.testclient.TestClient(app), app.openapi()
    statuses, users = {}, None
    for method in METHODS:
        for path in sorted(description["paths"], key=len):
            if operation := description["paths"][path].get(method):
                # On a fresh database, the first row of each table has the id 1.
                to = "/".join("1" if part[:1] == "{" else part for part in path.split("/"))
                answer = client.request(method, to, json=_body(description, operation))
                statuses[f"{method} {path}"] = answer.status_code
                if (method, path) == ("get", "/users"):
                    users = answer.json()
    return {"ready": client.get("/ready").json(), "statuses": statuses, "users": users}


def _body(description: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any] | None:
    """Return what *operation* asks for and no more, or None."""
    if "requestBody" not in operation:
        return None
    reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    schema = description["components"]["schemas"][reference.rpartition("/")[2]]
    return {name: _value(schema["properties"][name]) for name in schema.get("required", ())}


def _value(schema: dict[str, Any]) -> str | int:
    """Return a value that *schema* allows."""
    if schema["type"] == "integer":
        return 1
    return "2026-03-01" if schema.get("format") == "date" else "Zoë"


def _told(project: str) -> dict[str, Any]:
    try:
        return ask(project)
    except Exception:  # noqa: BLE001 - whatever a project does is told
        return {"error": traceback.format_exc()}


if __name__ == "__main__":
    for folder in sys.argv[1:]:
        if (child := os.fork()) == 0:
            print(json.dumps(_told(folder)), flush=True)  # noqa: T201 - the answer
            os._exit(0)
        os.waitpid(child, 0)
