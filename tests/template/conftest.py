"""Projects rendered from a tagged snapshot of the template, and ways to use them like a person."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import copier
import pytest

from tests.support.commands import run_module
from tests.support.made_once import made_once
from tests.support.paths import ROOT
CACHES = shutil.ignore_patterns("__pycache__", ".*_cache", ".nox", "*.db")

Run = Callable[..., subprocess.CompletedProcess[str]]
Render = Callable[..., Path]


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of every command: nothing of the person or the machine that runs the tests."""
    home = tmp_path_factory.mktemp("home")
    config = home / "gitconfig"
    config.write_text("[user]\nname = Ada\nemail = ada@example.org\n[init]\ndefaultBranch = main\n")
    settings = home / "copier-settings.yml"
    settings.write_text("{}\n")
    dropped = ("COPIER_", "DATABASE_URL", "GIT_", "NOX_", "PYTEST_", "STILLROOM_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return kept | {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "GIT_CONFIG_GLOBAL": str(config),
        "GIT_CONFIG_NOSYSTEM": "1",
        "XDG_CACHE_HOME": str(home / "cache"),
        "COPIER_SETTINGS_PATH": str(settings),
        "MYPY_CACHE_DIR": str(home / "mypy"),
        "NO_COLOR": "1",
    }


@pytest.fixture(scope="session")
def run(environment: dict[str, str]) -> Run:
    """Run a command in a folder; a failure is an error unless `fails` expects it."""

    def run_command(
        folder: Path, *command: str, fails: bool = False, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        if command[0] == "alembic":
            variables = environment | variables
            done = run_module(*command, folder=folder, environment=variables, is_script=True)
        else:
            done = subprocess.run(
                command,
                cwd=folder,
                env=environment | variables,
                capture_output=True,
                text=True,
                check=False,
            )
        assert (done.returncode != 0) is fails, done.stdout + done.stderr
        return done

    return run_command


@pytest.fixture(scope="session")
def snapshot(run: Run) -> Callable[[Path, str], Path]:
    """Make a folder a Git repository, with all that is in it committed and tagged."""

    def commit(folder: Path, tag: str) -> Path:
        run(folder, "git", "init", "--quiet")
        run(folder, "git", "add", "--all")
        run(folder, "git", "commit", "--quiet", "--message", tag)
        run(folder, "git", "tag", tag)
        return folder

    return commit


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory, snapshot: Callable[[Path, str], Path]) -> Path:
    """The template of the working tree as a repository of its own, clean and tagged v1.0.0."""

    def make(folder: Path) -> None:
        shutil.copy(ROOT / "copier.yml", folder)
        shutil.copytree(ROOT / "template", folder / "template", ignore=CACHES)
        snapshot(folder, "v1.0.0")

    return made_once(tmp_path_factory, "source", make)


@pytest.fixture(scope="session")
def render(environment: dict[str, str], source: Path) -> Render:
    """Render the template with some answers into a folder."""

    def render_into(folder: Path, **answers: object) -> Path:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            copier.run_copy(
                str(source), folder, data=answers, defaults=True, quiet=True, vcs_ref="HEAD"
            )
        return folder

    return render_into


@pytest.fixture(scope="session")
def course_starter(tmp_path_factory: pytest.TempPathFactory, render: Render) -> Path:
    """The project with the course, as it is rendered. Not to be changed."""
    return made_once(tmp_path_factory, "with-course", lambda folder: render(folder / "project")) / "project"


@pytest.fixture(scope="session")
def plain_starter(tmp_path_factory: pytest.TempPathFactory, render: Render) -> Path:
    """The project without the course, as it is rendered. Not to be changed."""


    def make(folder: Path) -> None:
        render(folder / "project", course=False)

    return made_once(tmp_path_factory, "without-course", make) / "project"


@pytest.fixture
def project(course_starter: Path, tmp_path: Path) -> Path:
    """A learner's own copy of the project with the course."""
    return shutil.copytree(course_starter, tmp_path / "project")


@pytest.fixture
def plain(plain_starter: Path, tmp_path: Path) -> Path:
    """Somebody's own copy of the project without the course."""
    return shutil.copytree(plain_starter, tmp_path / "plain")


@pytest.fixture(scope="session")
def revise() -> Callable[..., Path]:
    """Write a revision by hand: its id, the one before, and what it does."""

    def write(
        project: Path, revision: str, before: str | None, upgrade: str, downgrade: str = "pass"
    ) -> Path:
        path = project / "migrations" / "versions" / f"{revision}_by_hand.py"
        body = "\n".join(
            [
                f'"""{revision}."""\n',
                "import sqlalchemy as sa",
                "from alembic import op\n",
                f"revision: str = {revision!r}",
                f"down_revision: str | None = {before!r}\n\n",
                "def upgrade() -> None:",
                *(f"    {line}" for line in upgrade.splitlines()),
                "\n\ndef downgrade() -> None:",
                *(f"    {line}" for line in downgrade.splitlines()),
            ]
        )
        path.write_text(body + "\n", "utf-8")
        return path

    return write
