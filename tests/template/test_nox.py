"""The commands of a rendered project: its checks are green, and the course finds its grader."""

import importlib.util
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

MODELS = '''"""The models."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class User(Base):
    """A user."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50))
'''

ROUTES = '''"""The routes."""

from fastapi import APIRouter
from sqlalchemy import select

from app.database import SessionDep
from app.models import User

router = APIRouter()


@router.get("/users")
def list_users(session: SessionDep) -> list[str]:
    """List the names."""
    return [user.name for user in session.scalars(select(User))]
'''


def test_the_sessions_explain_themselves(
    course_starter: Path, plain_starter: Path, run: Run
) -> None:
    """`nox -l` has one line for each command; those of the course are only in the course."""
    common = ["lint", "types", "tests", "tidy", "dev"]
    learning = ["lesson", "watch", "read", "predict", "quiz", "recall", "explain", "explore"]
    learning += ["trace", "summary", "progress", "site"]
    beginning = ["next", "reset", "undo", "start"]
    for project, names in (
        (course_starter, [*common, "check", "report", "task", "list", *beginning, "hint", *learning]),
        (plain_starter, common),
    ):
        listed = run(project, "nox", "--list").stdout.splitlines()
        sessions = [line.split(" -> ") for line in listed if line.startswith(("* ", "- "))]
        assert [name[2:] for name, _ in sessions] == names
        assert [name[2:] for name, _ in sessions if name[0] == "*"] == common[:3]


def test_the_checks_are_green(project: Path, plain: Path, run: Run) -> None:
    """Lint, types and tests pass from the start, and after a learner's first table and route."""
    everything = ("nox", "--no-venv", "--no-install", "--error-on-missing-interpreters")
    for starter in (plain, project):
        run(starter, *everything)
        assert not (starter / "app.db").exists()
    (project / "app" / "models.py").write_text(MODELS)
    assert "test_migrations.py" in run(project, *everything, "-s", "tests", fails=True).stdout
    run(project, "alembic", "revision", "--autogenerate", "-m", "add users table")
    (project / "app" / "routes.py").write_text(ROUTES)
    run(project, *everything)


@pytest.fixture(scope="session")
def imported(course_starter: Path) -> ModuleType:
    """The file of the course's projects that installs and runs the grader."""
    path = course_starter / "tools" / "grader.py"
    spec = importlib.util.spec_from_file_location("starter_grader", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def grader(imported: ModuleType, project: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """That file as if it were the one of a learner's project."""
    monkeypatch.setattr(imported, "ROOT", project)
    monkeypatch.delenv("STILLROOM_SOURCE", raising=False)
    return imported


def record(project: Path, source: str, commit: str | None) -> None:
    """Write what Copier would have recorded."""
    lines = [f"_commit: {commit}"] if commit else []
    (project / ".copier-answers.yml").write_text(
        "\n".join(["# Written by Copier", *lines, f"_src_path: {source}", "course: true", ""])
    )


@pytest.mark.parametrize(
    ("origin", "commit", "requirement"),
    [
        ("gh:org/course", "v1.2.0", "git+https://github.com/org/course.git@v1.2.0"),
        ("gl:org/course.git", "v1.2.0", "git+https://gitlab.com/org/course.git@v1.2.0"),
        ("https://x.org/c.git", "v1.2.0-3-gabc1234", "git+https://x.org/c.git@abc1234"),
        ("git+https://x.org/c", "'1234567'", "git+https://x.org/c@1234567"),
        ("git@x.org:org/c.git", "abc1234", "git+ssh://git@x.org/org/c.git@abc1234"),
        ("git+file:///srv/c.git", "v1.0.0-rc-1", "git+file:///srv/c.git@v1.0.0-rc-1"),
        ("https://x.org/c.git", None, "git+https://x.org/c.git"),
    ],
)
def test_the_grader_is_the_one_of_the_origin(
    project: Path, grader: ModuleType, origin: str, commit: str | None, requirement: str
) -> None:
    """What Copier recorded becomes an address that pip understands, at the same revision."""
    record(project, origin, commit)
    assert grader.grader() == f"stillroom @ {requirement}"


def test_the_grader_from_a_local_repository(
    project: Path, source: Path, grader: ModuleType, tmp_path: Path, run: Run
) -> None:
    """A recorded commit is used when it is there; otherwise the folder as it is."""
    record(project, str(source), "v1.0.0")
    assert grader.grader() == f"stillroom @ git+{source.as_uri()}@v1.0.0"
    clone = tmp_path / "it's a course"
    run(tmp_path, "git", "clone", "--quiet", str(source), str(clone))
    (clone / "pyproject.toml").touch()
    record(project, "'it''s a course'", "v1.0.0-1-gabcdef0")  # relative to the folder above
    assert grader.grader() == str(clone)
    record(project, "../it's a course", "v1.0.0")  # relative to the project
    assert grader.grader() == f"stillroom @ git+{clone.as_uri()}@v1.0.0"


def test_a_wheel_and_the_teacher_come_first(
    project: Path, grader: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wheel beside the project is taken before the origin, STILLROOM_SOURCE before both."""
    record(project, "gh:org/course", "v1.2.0")
    wheel = project / "wheels" / "stillroom-1.0-py3-none-any.whl"
    wheel.parent.mkdir()
    wheel.touch()
    assert grader.grader() == str(wheel)
    monkeypatch.setenv("STILLROOM_SOURCE", "stillroom==2.0")
    assert grader.grader() == "stillroom==2.0"


@pytest.mark.parametrize("recorded", ["", "_src_path: /no/such/folder\n"])
def test_no_grader_is_one_clear_line(project: Path, grader: ModuleType, recorded: str) -> None:
    """Without an origin, or with one that is gone, the message says what to set."""
    (project / ".copier-answers.yml").write_text(recorded)
    with pytest.raises(SystemExit, match="STILLROOM_SOURCE to a wheel, a folder or"):
        grader.grader()


def test_what_cannot_be_installed_says_why_and_what_to_do(grader: ModuleType) -> None:
    """The last errors of pip, without its warnings, and one sentence."""
    said = "import sys; print('WARNING: again'); print('ERROR: no such thing'); sys.exit(1)"
    with pytest.raises(SystemExit, match="ERROR: no such thing") as ended:
        grader.must(sys.executable, "-c", said)
    assert "it needs a network: connect" in str(ended.value)
    assert "WARNING" not in str(ended.value)


FAKE_GRADER = """import os, sys
print("grader", *sys.argv[1:])
sys.exit(int(os.environ.get("VERDICT", "0")))
"""


def fake_wheel(project: Path, package: str, files: dict[str, str]) -> None:
    """Put a wheel of one package beside the project."""
    metadata = f"{package}-1.0.dist-info"
    (project / "wheels").mkdir(exist_ok=True)
    with zipfile.ZipFile(project / "wheels" / f"{package}-1.0-py3-none-any.whl", "w") as wheel:
        for name, text in files.items():
            wheel.writestr(f"{package}/{name}", text)
        wheel.writestr(
            f"{metadata}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n"
        )
        wheel.writestr(
            f"{metadata}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{metadata}/RECORD", "")


def test_the_grader_is_installed_once_and_its_verdict_counts(
    project: Path, run: Run, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three sessions share one installation; another wheel renews it; a failure is no traceback."""
    # The pip of each environment is then a link to one that is compiled, in place of a copy.
    monkeypatch.setitem(environment, "VIRTUALENV_SYMLINK_APP_DATA", "1")
    pyproject = project / "pyproject.toml"
    text = pyproject.read_text("utf-8")
    start, end = text.index("dependencies = ["), text.index("[project.optional")
    pyproject.write_text(text[:start] + "dependencies = []\n\n" + text[end:])  # needs no network

    fake_wheel(project, "stillroom", {"__init__.py": "", "__main__.py": FAKE_GRADER})
    done = run(project, "nox", "-s", "check")
    assert "Installing the grader" in done.stderr and done.stdout == "grader check\n"
    done = run(project, "nox", "-s", "start", "--", "02-add-email", "--force")
    assert "Installing" not in done.stderr and done.stdout == "grader start 02-add-email --force\n"
    assert run(project, "nox", "-s", "hint").stdout == "grader hint\n"
    done = run(project, "nox", "-s", "check", fails=True, VERDICT="1")
    assert "Traceback" not in done.stderr
    assert done.returncode == 1 and done.stdout == "grader check\n"
    assert run(project, "nox", "-s", "check", fails=True, VERDICT="2").returncode == 2

    fake_wheel(project, "stillroom_course_boats", {"__init__.py": "print('boats')"})
    main = "import sys, stillroom_course_boats; sys.exit(1)"
    fake_wheel(project, "stillroom", {"__init__.py": "", "__main__.py": main})
    done = run(project, "nox", "-s", "list", fails=True)  # a course that came along comes with it
    assert "Installing the grader" in done.stderr and "Traceback" not in done.stderr
    assert done.returncode == 1 and done.stdout == "boats\n"
    assert done.stderr.endswith(" Done.\n\n")  # nox adds nothing behind it
    fake_wheel(project, "stillroom_course_boats", {"__init__.py": "print('oars')"})
    assert run(project, "nox", "-s", "list", fails=True).stdout == "oars\n"
    lacking = run(project, "nox", "-s", "check", "02-add-email", fails=True)
    assert lacking.stderr == "Two dashes are missing: nox -s check -- 02-add-email\n"
