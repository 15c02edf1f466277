"""The road of a learner from the first check to the second exercise, on every system that learners have.

These tests use what Windows, macOS and Linux have alike: no other test is run on all three.
"""

import os
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.support.commands import Answer, run_module
from tests.support.paths import ROOT

pytestmark = pytest.mark.road

FIRST, SECOND = "01-add-users", "02-add-email"


def stillroom(project: Path, *words: str, status: int = 0) -> Answer:
    """Run a command in *project* as a learner does; it has to end with *status*."""
    known = {**os.environ, "PYTHONUTF8": "1", "NO_COLOR": "1"}
    done = run_module("stillroom", *words, folder=project, environment=known)
    assert done.returncode == status, done.stdout + done.stderr
    return done


def test_the_first_exercise_and_on_to_the_second(project: Path) -> None:
    """Check, task, hint, the work itself, its pass, the next exercise with its database, and undo."""
    assert "alembic revision" in stillroom(project, "check", "--plain", status=1).stdout
    assert FIRST in stillroom(project, "list").stdout
    assert "users" in stillroom(project, "task", "--plain").stdout
    assert stillroom(project, "hint", "--plain").stdout
    shutil.copytree(ROOT / "solutions" / FIRST, project, dirs_exist_ok=True)
    assert "PASSED" in stillroom(project, "check", "--plain").stdout
    stillroom(project, "next")
    assert (project / "app.db").exists()
    assert f'exercise = "{SECOND}"' in (project / "pyproject.toml").read_text(
        "utf-8"
    )  # CI grades it
    report = project / "report.xml"
    stillroom(project, "check", "--format", "junit", "--output", str(report), status=1)
    (suite,) = ET.parse(report).getroot()
    assert SECOND in suite.attrib["name"]
    stillroom(project, "undo")
    assert "PASSED" in stillroom(project, "check", FIRST, "--plain").stdout
