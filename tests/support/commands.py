"""The commands that a learner types."""

import os
import subprocess
import sys
from pathlib import Path


def alembic(project: Path, *arguments: str) -> None:
    """Run a real command of Alembic in *project*, in a process of its own; it has to end well."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "alembic", *arguments],
        cwd=project, env=kept, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
