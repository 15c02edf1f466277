"""The guide to the first graded class, followed literally: the commands are those of the page."""

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT

pytestmark = [pytest.mark.processes, pytest.mark.long]
PAGE = (ROOT / "docs" / "first-class.md").read_text("utf-8")
EXERCISE = "01-add-users"
_BLOCK = re.compile(r"```(?P<kind>\w+)\n(?P<text>.*?)```", re.DOTALL)


def blocks(title: str) -> list[tuple[str, str]]:
    """Return what is to be typed or written in the section called *title*, in order."""
    (section,) = (text for text in PAGE.split("\n## ") if text.startswith(f"{title}\n"))
    return [(found["kind"], found["text"]) for found in _BLOCK.finditer(section)]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The folder of the teacher, with the clone in it; the grader is installed already."""
    (tmp_path / "stillroom").symlink_to(ROOT)
    return tmp_path


def typed(place: Path, text: str) -> "subprocess.CompletedProcess[str]":
    """Type *text* into a shell in *place*; nothing of it may fail but a grading."""
    known = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
    }  # fmt: skip
    return subprocess.run(
        ["bash", "-c", text], cwd=place, env={**os.environ, **known}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


def graded(place: Path) -> dict[str, tuple[str, str]]:
    """Return the verdict and the points of everybody in the table of the guide."""
    with (place / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["submission"]: (row["verdict"], row["points"]) for row in csv.DictReader(file)}


def test_a_folder_of_zips(place: Path) -> None:
    """From the zip that is handed out to a table and pages."""
    for _, text in blocks("A folder of zips from a learning-management system"):
        done = typed(place, f"set -e\n{text}")
        assert done.returncode == ("stillroom cohort" in text), done.stderr  # Ben has not passed
    assert graded(place) == {"anna": ("passed", "10"), "ben": ("failed", "0")}
    pages = {path.name for path in (place / "pages").rglob("*.html")}
    assert pages == {"index.html", "anna.html", "ben.html"}


def test_plain_git(place: Path) -> None:
    """With a bare repository as the host; Anna commits and pushes between."""
    publish, _learner, collect, roster, grade = blocks("Plain GitHub or GitLab")
    text = f"set -e\ngit init -q --bare host.git\n{publish[1].replace('URL', 'host.git')}"
    text += "git clone -q --bare host.git anna-at-the-host.git\n"
    text += f"git clone -q --branch exercise/{EXERCISE} anna-at-the-host.git project"
    done = typed(place, text)
    assert done.returncode == 0, done.stderr
    shutil.copytree(ROOT / "solutions" / EXERCISE, place / "project", dirs_exist_ok=True)
    text = "cd project && git add -A && git -c user.name=a -c user.email=a@x.org commit -qm x && git push -q"
    assert typed(place, text).returncode == 0
    addresses = {"ADDRESS-OF-ANNA": "anna-at-the-host.git", "ADDRESS-OF-BEN": "host.git"}
    for name, address in addresses.items():
        collect = collect[0], collect[1].replace(name, address)
    assert typed(place, f"set -e\n{collect[1]}").returncode == 0
    (place / "roster.csv").write_text(roster[1], "utf-8")
    done = typed(place, grade[1])
    assert done.returncode == 0, done.stderr  # of the report: the table is written
    assert graded(place) == {"Anna Berg": ("passed", "10"), "Ben Okoro": ("failed", "0")}
