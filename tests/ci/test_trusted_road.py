"""The grade that counts: nothing that a learner does to the project around the work changes it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from stillroom.course.course import Course
from stillroom.grading.grade import grade as grade_one
from stillroom.results.counting import WORDS
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import take_in
from tests.support.paths import ROOT
from tests.support.workflow import Machine, read, stand_in

EXERCISE = "01-add-users"
WORKFLOW = read(ROOT / ".github" / "workflows" / "grade.yml")
ACTION = ROOT / ".github" / "actions" / "grade"
TAMPERED = {
    ".github/workflows/ci.yml": "on: push\njobs: {}\n",
    "noxfile.py": "raise SystemExit(0)\n",
    "migrations/env.py": "raise SystemExit(0)\n",
    "tests/conftest.py": "raise SystemExit(0)\n",
    "pip.py": "raise SystemExit(0)\n",
    "stillroom.py": "raise SystemExit(0)\n",
    "sitecustomize.py": "raise SystemExit(0)\n",
    "pyproject.toml": '[tool.stillroom]\ncourse = "my-own"\n',
    ".stillroom.json": '{"version": 1, "current": "12-adopt-database", "passed": ["01-add-users"]}',
    "exercises/01-add-users/exercise.toml": "",
}
"""What learners may write beside their work, to be given a better grade or none."""


def git(folder: Path, *words: str) -> str:
    """Run Git in *folder* as somebody, without settings of a person; return what it says."""
    who = [
        "-c",
        "user.name=Ada",
        "-c",
        "user.email=ada@example.org",
        "-c",
        "protocol.file.allow=always",
    ]
    known = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(
        ["git", *who, *words], cwd=folder, env={**os.environ, **known},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


@pytest.fixture(scope="module")
def school(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the branches of learners: right and wrong, plain and tampered with."""
    folder = tmp_path_factory.mktemp("school") / "repository"
    shutil.copytree(starter, folder)
    git(folder, "init", "--quiet", "--initial-branch=main")
    for branch in ("wrong", "right"):
        if branch == "right":
            shutil.copytree(ROOT / "solutions" / EXERCISE, folder, dirs_exist_ok=True)
        git(folder, "add", "--all", "--force")
        git(folder, "commit", "--quiet", "--allow-empty", "--message", branch)
        git(folder, "branch", branch)
        git(folder, "switch", "--quiet", "--create", f"{branch}-tampered")
        for name, text in TAMPERED.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        git(folder, "add", "--all", "--force")
        git(folder, "commit", "--quiet", "--message", "better")
        git(folder, "switch", "--quiet", "main")
    return folder


@pytest.fixture
def grade(school: Path, tmp_path: Path) -> Callable[..., Machine]:
    """Run the reusable workflow on a branch of the school, with the grader of this repository."""

    def run(branch: str, exercise: str = EXERCISE) -> Machine:
        # The grader is installed already: the stand-in makes its environment, and notes what was asked for.
        tools = tmp_path / "tools"
        stand_in(
            tools,
            "python",
            f"""echo python "$@" >> {tmp_path}/asked
if [ "$2" = -m ] && [ "$3" = venv ]; then
  mkdir -p "$4/bin" && ln -s "$0" "$4/bin/python"
elif [ "$3" != pip ]; then
  exec {sys.executable} "$@"
fi
""",
        )
        machine = Machine(tmp_path / "machine", os.environ)
        machine.known |= {
            "inputs.repository": "school/ada",
            "inputs.ref": branch,
            "inputs.exercise": exercise,
            "secrets.read-token || github.token": "a secret",
        }

        def checkout(given: Mapping[str, str]) -> dict[str, str]:
            assert given["persist-credentials"] == "False"
            place = machine.workspace / given["path"]
            git(tmp_path, "clone", "--quiet", "--branch", given["ref"], str(school), str(place))
            return {}

        def own_action(given: Mapping[str, str]) -> dict[str, str]:
            action = read(ACTION / "action.yml")
            inner = Machine(machine.folder, os.environ)
            defaults = {
                name: str(declared.get("default", ""))
                for name, declared in action["inputs"].items()
            }
            inner.known |= {
                f"inputs.{name}": value for name, value in (defaults | dict(given)).items()
            }
            inner.actions["actions/setup-python"] = lambda _given: {
                "python-path": str(tools / "python")
            }
            inner.job(action["runs"]["steps"], ACTION)
            machine.said, machine.has_failed = inner.said, inner.has_failed
            return {
                name: inner.known.get(declared["value"][4:-3], "")
                for name, declared in action["outputs"].items()
            }

        def upload(given: Mapping[str, str]) -> dict[str, str]:
            machine.known["kept"] = f"{given['name']} {given['path']}"
            return {}

        machine.actions |= {
            "actions/checkout": checkout,
            "$/.github/actions/grade": own_action,
            "actions/upload-artifact": upload,
        }
        machine.job(WORKFLOW["jobs"]["grade"]["steps"])
        return machine

    return run


def outputs(machine: Machine) -> list[str]:
    """Return what the workflow hands on: verdict and points."""
    given: dict[str, Any] = WORKFLOW["jobs"]["grade"]["outputs"]
    return [machine.filled(value) for value in given.values()]


@pytest.mark.parametrize("work", ["right", "wrong"])
def test_tampering_changes_nothing(
    work: str,
    grade: Callable[..., Machine],
    school: Path,
    course: Course,
    runner: Runner,
    tmp_path: Path,
) -> None:
    """Workflow, noxfile, env.py, tests, progress, modules of other names: the grade is that of the work alone."""
    git(school, "worktree", "add", "--quiet", str(tmp_path / "plain"), work)
    plain = grade_one(take_in(tmp_path / "plain"), course, course.find(EXERCISE), runner)
    assert plain.verdict == {"right": "passed", "wrong": "failed"}[work]
    machine = grade(f"{work}-tampered")
    assert outputs(machine) == [plain.verdict, str(plain.points)], machine.said
    assert machine.has_failed is (work == "wrong")
    assert f": {WORDS[plain.verdict]}, {plain.points} of 10 points" in machine.summary.read_text(
        "utf-8"
    )
    name, results = machine.known["kept"].split()
    assert name == f"grade-{EXERCISE}-school-ada"
    assert {path.name for path in Path(results).iterdir()} == {"result.json", "report.xml"}
    asked = (tmp_path / "asked").read_text().splitlines()
    assert asked[1] == f"python -I -m pip --isolated install --quiet {ACTION}/../../.."


def test_an_exercise_that_is_not_there_is_told(grade: Callable[..., Machine]) -> None:
    """No grade, no artifact, and a line that says why."""
    machine = grade("right", "01-add-user")
    assert machine.has_failed and "did you mean 01-add-users" in machine.said
    assert outputs(machine) == ["", ""]
