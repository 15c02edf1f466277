"""What every test can use: the course, its root, and one warmed runner per process."""

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from stillroom.authoring import projects
from stillroom.course.course import Course
from stillroom.sandbox.runner import Runner
from tests.support.paths import ROOT

# In the background of a shell, or under nohup, signals are ignored, and every process that a test
# starts would inherit that: one that a test interrupts would never end. A handler is not inherited.
for _signal in (signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(_signal) is signal.SIG_IGN:
        signal.signal(_signal, lambda _number, _frame: None)


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the course repository."""
    return ROOT


@pytest.fixture(scope="session")
def course() -> Course:
    """The course's own exercises."""
    return Course(ROOT / "exercises")


@pytest.fixture(scope="session")
def runner() -> Iterator[Runner]:
    """A runner that stays warm between tests."""
    with Runner() as warmed:
        yield warmed


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project that a learner gets, as Copier makes it. Not to be changed."""
    folder = tmp_path_factory.mktemp("starter")
    # A template alone is rendered much faster than a repository, which is cloned first.
    shutil.copy(ROOT / "copier.yml", folder)
    caches = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "template", folder / "template", ignore=caches)
    projects.render(folder, folder / "project")
    return folder / "project"


@pytest.fixture
def project(starter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner's own copy of the starter."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return shutil.copytree(starter, tmp_path / "project")
