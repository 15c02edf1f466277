"""What the tests of beginning an exercise share: what a project holds, and what its Git and its database say."""

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from stillroom.project.kept_work import FOLDER
from stillroom.project.progress import FILE

EXERCISE = "02-add-email"
VERSIONS = Path("migrations", "versions")
MODELS = "app/models.py"


def query(project: Path, *statements: str) -> list[tuple[object, ...]]:
    """Run *statements* on the database of *project*; return the rows of the last one."""
    with closing(sqlite3.connect(project / "app.db")) as connection, connection:
        rows: list[tuple[object, ...]] = []
        for statement in statements:
            rows = connection.execute(statement).fetchall()
        return rows


def git(project: Path, *arguments: str) -> str:
    """Run Git as somebody; return what it prints."""
    somebody = ("-c", "user.name=A", "-c", "user.email=a@b")
    run = subprocess.run(
        ["git", "-C", str(project), *somebody, *arguments], capture_output=True, check=True
    )
    return run.stdout.decode().strip()


def content(project: Path) -> dict[str, bytes | None]:
    """Everything in *project*, but for the folder of what is kept: path to content, None for a folder."""
    return {
        path.relative_to(project).as_posix(): path.read_bytes() if path.is_file() else None
        for path in project.rglob("*")
        if not {FOLDER, ".git"} & set(path.relative_to(project).parts)
    }


def work(project: Path) -> tuple[dict[str, bytes | None], list[tuple[object, ...]]]:
    """The files of *project*, and what its database says, which may lie in its file in another order."""
    files = {
        path: text for path, text in content(project).items() if not path.endswith((".db", FILE))
    }
    with closing(sqlite3.connect(project / "app.db")) as connection:
        return files, [(line,) for line in connection.iterdump()]
