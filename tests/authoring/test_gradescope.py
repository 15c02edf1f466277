"""The autograder for Gradescope: its scripts run here as they would there, but for what they install."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from stillroom.authoring.gradescope import pins, write_autograder
from stillroom.course.base import bare_files, base_files
from stillroom.course.course import Course
from stillroom.errors import StillroomError
from stillroom.sandbox.tiers import Tier
from tests.support.workflow import stand_in, with_stand_ins


@pytest.fixture(scope="module")
def autograder(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder /autograder, with the archive unpacked as Gradescope does."""
    folder = tmp_path_factory.mktemp("autograder")
    write_autograder(course, course.find("02"), Tier.self_check, folder / "autograder.zip")
    with zipfile.ZipFile(folder / "autograder.zip") as archive:
        archive.extractall(folder / "source")
        modes = {entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}
    assert {modes[name] & 0o111 for name in ("setup.sh", "run_autograder")} == {0o111}
    return folder


def run(autograder: Path, script: str, **environment: str) -> str:
    """Run a script of the archive and return what it said."""
    shell = shutil.which("bash")
    assert shell
    done = subprocess.run(
        [shell, str(autograder / "source" / script)], capture_output=True, text=True, check=True,
        env={**os.environ, "AUTOGRADER": str(autograder), **environment},
    )  # fmt: skip
    return done.stdout


def test_the_archive_holds_the_grader_and_no_solution(autograder: Path, course: Course) -> None:
    """Every package has one version; nothing of a solution but what exercises begin with."""
    source = autograder / "source"
    lines = (source / "requirements.txt").read_text().splitlines()
    assert all(line.count("==") == 1 for line in lines)
    assert {"alembic", "sqlalchemy", "pydantic-core"} <= {line.partition("=")[0] for line in lines}
    assert [path.name for path in (source / "wheels").iterdir()] == [
        path.name for path in (source / "wheels").glob("stillroom-*.whl")
    ]
    last = course.exercises[-1]
    solution = set(last.solution.values()) - set(last.start.files.values())
    assert not solution & {path.read_bytes() for path in source.rglob("*") if path.is_file()}
    assert Course(source / "course").ids == course.ids


def test_setup_installs_what_is_written_down(autograder: Path, tmp_path: Path) -> None:
    """With the first Python that there is, into an environment of its own."""
    log = tmp_path / "log"
    python = f'if [ "$1" = -c ]; then exit; fi\necho "$@" >> {log}\nfor last; do :; done\n'
    python += 'if [ "$2" = venv ]; then mkdir -p "$last/bin"; cp "$0" "$last/bin/python"; fi\n'
    for name in ("python3", "apt-get"):
        stand_in(tmp_path / "bin", name, python)
    run(autograder, "setup.sh", **with_stand_ins(tmp_path / "bin", {"PATH": os.environ["PATH"]}))
    wheel = next((autograder / "source" / "wheels").iterdir()).name
    assert log.read_text().splitlines() == [
        f"-m venv {autograder}/grader",
        "-m pip install --no-cache-dir --requirement requirements.txt",
        f"-m pip install --no-cache-dir --no-deps wheels/{wheel}",
    ]


def test_a_submission_is_graded(autograder: Path, course: Course) -> None:
    """A wrong one too; where nothing can be graded there are results all the same, and no verdict."""
    stand_in(autograder / "grader" / "bin", "python", f'exec {sys.executable} "$@"\n')
    project = autograder / "submission" / "project"  # one folder deeper, as an archive brings it
    bare = {**base_files(), **bare_files(), "app/main.py": b"from fastapi import FastAPI\n\napp = FastAPI()\n"}  # fmt: skip
    exercise = course.find("02")
    begun = exercise.start.over(bare)
    scores = {}
    for name, files in {"right": begun | exercise.solution, "wrong": begun}.items():
        shutil.rmtree(project, ignore_errors=True)
        for path, content in files.items():
            (project / path).parent.mkdir(parents=True, exist_ok=True)
            (project / path).write_bytes(content)
        run(autograder, "run_autograder")
        scores[name] = json.loads((autograder / "results" / "results.json").read_text("utf-8"))
    assert scores["right"]["score"] == exercise.points
    assert scores["wrong"]["score"] < exercise.points
    shutil.rmtree(autograder / "submission")
    run(autograder, "run_autograder")
    nothing = json.loads((autograder / "results" / "results.json").read_text("utf-8"))
    assert (nothing["score"], nothing["tests"]) == (0, [])
    assert "There is no verdict" in nothing["output"] and "no such folder" in nothing["output"]


def test_a_package_that_is_not_here_is_one_clear_line() -> None:
    with pytest.raises(StillroomError, match="no-such-package-at-all: is not installed here"):
        pins(["no-such-package-at-all>=1"])
