"""What every test can use: the course, its root, and one warmed runner per process.

Every test gets the markers that follow from its folder and its fixtures, see ``pyproject.toml``.
"""

import gc
import os
import shutil
import signal
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

gc.disable()  # as long as tests are collected: all of them stay, see pytest_collection_finish
pytest.register_assert_rewrite("tests.support")  # their assertions are told as those of tests are

from stillroom.authoring import projects
from stillroom.course.course import Course
from stillroom.sandbox.runner import Runner
from tests.support.made_once import made_once
from tests.support.paths import ROOT, TESTS

if TYPE_CHECKING:  # only some tests need a browser
    from playwright.sync_api import Browser

    from tests.support.browser import LentChromium

# In the background of a shell, or under nohup, signals are ignored, and every process that a test
# starts would inherit that: one that a test interrupts would never end. A handler is not inherited.
for _signal in (signal.SIGINT, getattr(signal, "SIGHUP", signal.SIGINT)):  # Windows has no SIGHUP
    if signal.getsignal(_signal) is signal.SIG_IGN:
        signal.signal(_signal, lambda _number, _frame: None)

MARKED_FOLDERS = {"corpus", "hostile"}
"""Folders whose tests get a marker of the same name."""
NO_PROCESS_FOLDERS = {
    "course", "databases", "diagnosis", "diagrams", "docs", "grading", "reports", "results",
    "schema", "submission", "util",
}  # fmt: skip
"""Folders whose tests start no process, but for those that say or show that they do."""
WITH_PROCESSES = {"runner", "starter", "project", "copy"}
"""Fixtures that start processes."""
STARTS_A_PROCESS = {
    "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.system", "subprocess.Popen",
}  # fmt: skip
"""What Python's audit calls the ways to start one."""
_fast_test: list[str] = []
"""The name of the test that is being run, if it may start no process."""


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """Let ``-n auto`` start half as many workers again as there are processors.

    About a quarter of the time of a test is waiting: for a time limit, a screen, a cluster.
    """
    workers = yield
    return workers if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ else workers + workers // 2


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test, and put the long ones first: what ends last should be short."""
    for item in items:
        folder = item.path.relative_to(TESTS).parts[0]
        fixtures = set(getattr(item, "fixturenames", ()))
        if folder in MARKED_FOLDERS:
            item.add_marker(folder)
        if "chromium" in fixtures:
            item.add_marker("browser")
        starts_processes = fixtures & WITH_PROCESSES or item.get_closest_marker("processes")
        is_slow = starts_processes or item.get_closest_marker("long")
        if folder in NO_PROCESS_FOLDERS and not is_slow:
            item.add_marker("fast")
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish() -> None:
    """Let no search for garbage look through what has been loaded: it stays to the end."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Let a test that is marked as fast fail where it starts a process, in its fixtures too."""
    if item.get_closest_marker("fast"):
        _fast_test.append(item.nodeid)
    try:
        return (yield)
    finally:
        _fast_test.clear()


def _refuse_processes(event: str, _arguments: tuple[object, ...]) -> None:
    if _fast_test and event in STARTS_A_PROCESS:
        pytest.fail(
            f"{_fast_test[-1]} starts a process ({event}): mark it with pytest.mark.processes"
        )


sys.addaudithook(_refuse_processes)


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
def lent_chromium() -> "Iterator[LentChromium]":
    """The one browser of this process."""
    from tests.support.browser import LentChromium, running_chromium

    with running_chromium() as browser, LentChromium(browser) as lent:
        yield lent


@pytest.fixture(scope="module")
def chromium(lent_chromium: "LentChromium") -> "Iterator[Browser]":
    """The browser, for the tests of a module; its loop must not be running in those of others."""
    with lent_chromium.used() as browser:
        yield browser


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project that a learner gets, as Copier makes it, once per run. Not to be changed."""
    return made_once(tmp_path_factory, "starter", _render_starter) / "project"


def _render_starter(folder: Path) -> None:
    # A template alone is rendered much faster than a repository, which is cloned first.
    shutil.copy(ROOT / "copier.yml", folder)
    caches = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "template", folder / "template", ignore=caches)
    projects.render(folder, folder / "project")


@pytest.fixture
def project(starter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner's own copy of the starter."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return shutil.copytree(starter, tmp_path / "project")
