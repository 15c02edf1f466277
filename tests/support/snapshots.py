"""Snapshots of projects that exist nowhere."""

import re

from stillroom.project.snapshot import Revision, Snapshot
from stillroom.schema.model import Column, Schema, Table
from stillroom.submission.intake import Submission


def snapshot(*revisions: Revision, at: str = "", tables: str = "") -> Snapshot:
    """A snapshot with some revisions, at a version, with the tables ``name(column, …)``."""
    made = {}
    for name, columns in re.findall(r"(\w+)\(([\w, ]*)\)", tables):
        parts = tuple(Column(column, "INTEGER", nullable=True) for column in columns.split(", "))
        made[name] = Table(name, parts)
    return Snapshot(
        revisions=revisions,
        versions=(at,) if at else (),
        schema=Schema(made),
        database="app.db",
        exists=True,
        submission=Submission("here", {}, {}),
    )


def revision(
    name: str, down: str | None = None, *, empty: bool = False, digest: str = ""
) -> Revision:
    parents = (down,) if down else ()
    return Revision(f"migrations/versions/{name}.py", name, parents, "", digest or name, empty)
