"""An environment of its own for each of the other tools, kept below ``.nox/``."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from stillroom.errors import StillroomError
from stillroom.util.text import clean

MADE_OF = "requirements.txt"


def make(folder: Path, requirements: Sequence[str], *, renew: bool = False) -> str:
    """Return the interpreter of an environment in *folder* that has *requirements*.

    One that is there is used again, unless *renew* asks for the newest versions. Raises
    StillroomError where it cannot be made.
    """
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    made_of, content = folder / MADE_OF, "".join(f"{requirement}\n" for requirement in requirements)
    if not renew and made_of.exists() and made_of.read_text("utf-8") == content:
        return str(python)
    if uv := shutil.which("uv"):
        _run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder))
        _run(uv, "pip", "install", "--quiet", "--python", str(python), *requirements)
    else:
        _run(sys.executable, "-m", "venv", "--clear", str(folder))
        _run(str(python), "-m", "pip", "install", "--quiet", *requirements)
    made_of.write_text(content, "utf-8")  # last: without it, a half-made environment is made again
    return str(python)


def versions(python: str, distributions: Sequence[str]) -> list[str]:
    """Return name and version of each of *distributions* in the environment of *python*."""
    code = (
        "import sys, json; from importlib.metadata import version;"
        "json.dump([f'{name} {version(name)}' for name in sys.argv[1:]], sys.stdout)"
    )
    names: list[str] = json.loads(_run(python, "-c", code, *distributions))
    return names


def _run(*command: str) -> str:
    ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if ended.returncode:
        lines = (ended.stderr or ended.stdout).strip().splitlines() or [str(ended.returncode)]
        raise StillroomError(f"{' '.join(command[:4])} failed: {clean(lines[-1], 300)}")
    return ended.stdout
