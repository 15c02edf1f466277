"""Following a project: real Alembic commands are run beside it, and nothing of it is touched."""

import hashlib
import os
import shutil
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Protocol

import pytest

from stillroom.authoring import projects
from stillroom.cohort.warmed_runners import WarmedRunners
from stillroom.course.course import Course
from stillroom.project.advice import NextStep
from stillroom.project.begin import begin, follow_on
from stillroom.project.database import followed_database
from stillroom.project.own_database import IN_USE
from stillroom.project.progress import Progress
from stillroom.project.progress_file import changed, load_progress, save_progress
from stillroom.project.snapshot import Snapshot, look
from stillroom.project.watcher import Watcher
from stillroom.sandbox.runner import Runner
from stillroom.sandbox.tiers import TIME_LIMIT, Tier
from tests.support.commands import alembic
from tests.support.held import held
from tests.support.lent_runner import lending

LIMIT = 60.0  # seconds after which a test gives up
UP_1 = 'op.create_table("users", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(50), nullable=False))'
UP_2 = 'op.add_column("users", sa.Column("email", sa.String(255)))'


class Follow(Protocol):
    """Begins to follow the project; without *checks* only its files and its database are read."""

    def __call__(self, *, checks: bool = True) -> Watcher:
        """Return what follows it."""


@pytest.fixture(scope="module")
def runners() -> Iterator[WarmedRunners]:
    """Processes that stay warm from test to test."""
    with WarmedRunners(TIME_LIMIT, Tier.self_check) as warmed:
        yield warmed


@pytest.fixture
def follow(project: Path, course: Course, runners: WarmedRunners) -> Iterator[Follow]:
    """Follows the project, and ends that behind the test."""
    begun: list[Watcher] = []

    with lending(runners) as lent:

        def make(*, checks: bool = True) -> Watcher:
            runner = lent() if checks else Runner()
            if not checks:
                runner.stop()
            begun.append(Watcher(project, course, runner))
            return begun[-1]

        yield make
        for follower in begun:
            follower.close()


def revisions(project: Path) -> list[Path]:
    return sorted((project / "migrations" / "versions").glob("*.py"), key=os.path.getmtime)


def edit(path: Path, up: str, down: str = "pass") -> None:
    """Fill in a revision as an editor would."""
    text = path.read_text("utf-8")
    head = text[: text.index("def upgrade")]
    path.write_text(
        f"{head}def upgrade() -> None:\n    {up}\n\n\ndef downgrade() -> None:\n    {down}\n"
    )


def written(project: Path) -> Path:
    """The revision that Alembic has named itself, beside those that were given."""
    (path,) = (path for path in revisions(project) if not path.name.startswith("0001_"))
    return path


def model(root: Path, course: Course, project: Path, exercise: str) -> None:
    """Write the models of a solution."""
    content = projects.solved(root, course.find(exercise))["app/models.py"]
    (project / "app" / "models.py").write_bytes(content)


def until(follower: Watcher, shown: Callable[[], object]) -> None:
    """Tick until something is seen; the deadline is no measure of speed."""
    deadline = time.monotonic() + LIMIT
    while not shown():
        assert time.monotonic() < deadline, follower.events
        follower.tick()
        if follower.checking:
            follower.answered.wait(0.05)


def done(follower: Watcher, step: int) -> Callable[[], bool]:
    return lambda: any(followed.step.step == step and followed.done for followed in follower.table)


def says(follower: Watcher, words: str) -> Callable[[], bool]:
    return lambda: any(words in event.text for event in follower.events)


def fingerprint(folder: Path) -> dict[str, tuple[int, str]]:
    """Every file below *folder*, with its time and content."""
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mtime_ns,
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
        )
        for path in sorted(folder.rglob("*"))
        if "__pycache__" not in path.parts
    }


def test_all_ten_steps_are_met_by_real_commands(
    root: Path, course: Course, project: Path, follow: Follow
) -> None:
    follower = follow()
    assert follower.state == "empty"
    assert not any(followed.done for followed in follower.table)
    alembic(project, "revision", "-m", "add users table")
    until(follower, done(follower, 1))
    edit(revisions(project)[0], UP_1, 'op.drop_table("users")')
    until(follower, done(follower, 2))
    assert follower.state == "empty"
    model(root, course, project, "01")
    until(follower, lambda: follower.result is not None and follower.result.verdict == "passed")
    until(follower, lambda: follower.agree is False)
    assert follower.next.steps == (NextStep("upgrade", "head"),)
    alembic(project, "upgrade", "head")
    until(follower, done(follower, 3))
    assert follower.state == "users"
    assert follower.agree is True
    assert follower.next.steps == (NextStep("next"),)
    follow_on(project, course)
    until(follower, lambda: follower.exercise is course.find("02"))
    assert follower.state == "users"
    alembic(project, "revision", "-m", "add email column")
    until(follower, done(follower, 5))
    edit(written(project), UP_2, 'op.drop_column("users", "email")')
    until(follower, done(follower, 6))
    model(root, course, project, "02")
    until(follower, says(follower, "02-add-email is passed"))
    alembic(project, "upgrade", "head")
    until(follower, done(follower, 7))
    assert follower.state == "users + email"
    alembic(project, "downgrade", "-1")
    until(follower, done(follower, 8))
    assert follower.state == "users"
    alembic(project, "upgrade", "head")
    until(follower, done(follower, 10))
    assert [followed.status for followed in follower.table] == ["met"] * 10
    done_steps = [
        (event.step, event.command, event.state) for event in follower.events if event.step
    ]
    assert done_steps == [
        (1, 'alembic revision -m "add users table"', "empty"),
        (2, "edit the revision", "empty"),
        (3, "alembic upgrade head", "users"),
        (5, 'alembic revision -m "add email column"', "users"),
        (6, "edit the revision", "users"),
        (7, "alembic upgrade head", "users + email"),
        (8, "alembic downgrade -1", "users"),
        (9, "alembic upgrade head", "users + email"),
    ]
    progress, _ = load_progress(project)
    assert progress.passed == ["01-add-users", "02-add-email"]
    assert progress.current == "02-add-email"


def test_steps_that_leave_no_trace_are_known_after_a_restart(
    root: Path, course: Course, project: Path, follow: Follow
) -> None:
    """The way back and the way up again end where they began; a beginning forgets them."""
    begin(project, course, course.find("04"))
    follower = follow(checks=False)
    assert not done(follower, 8)()
    for revision in (project / "migrations" / "versions").glob("0002*.py"):
        solved = projects.solved(root, course.find("04"))[f"migrations/versions/{revision.name}"]
        revision.write_bytes(solved)
    alembic(project, "upgrade", "head")
    alembic(project, "downgrade", "-1")
    until(follower, done(follower, 8))
    alembic(project, "upgrade", "head")
    until(follower, done(follower, 10))
    again = follow(checks=False)
    assert done(again, 8)() and done(again, 9)() and done(again, 10)()
    again.forget()
    assert not done(follow(checks=False), 8)()
    follower.tick()
    alembic(project, "downgrade", "-1")
    until(again, done(again, 8))
    begin(project, course, course.find("04"))
    assert load_progress(project)[0].done == {}
    assert not done(follow(checks=False), 8)()


def test_its_end_ends_the_runner_of_a_check_that_is_under_way(
    project: Path, course: Course
) -> None:
    """No process is left, and nothing can be begun with it."""
    runner = Runner()
    follower = Watcher(project, course, runner)
    until(follower, lambda: runner.server is not None or follower.result is not None)
    follower.close()
    assert runner.stopped and runner.server is None
    follower.tick()
    assert not follower.checking


def test_nothing_in_the_project_is_touched(project: Path, follow: Follow) -> None:
    alembic(project, "revision", "-m", "add users table")
    edit(revisions(project)[0], UP_1)
    alembic(project, "upgrade", "head")
    before = fingerprint(project)
    follower = follow()
    until(follower, lambda: follower.result is not None)
    for _ in range(20):
        follower.tick()
    assert follower.state == "users"
    assert fingerprint(project) == before


def test_a_database_in_wal_mode_is_read_as_a_whole(project: Path) -> None:
    with closing(sqlite3.connect(project / "app.db")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE users (id INTEGER PRIMARY KEY)")
        connection.commit()
        before = sorted(path.name for path in project.glob("app.db*"))
        seen = look(project)
        assert sorted(path.name for path in project.glob("app.db*")) == before
    assert seen.schema is not None
    assert list(seen.schema.tables) == ["users"]


def test_a_writer_is_never_kept_waiting(project: Path) -> None:
    """Not even for a moment: the writer here waits for nobody."""
    ended = threading.Event()
    looks: list[Snapshot] = []

    def watch() -> None:
        while not ended.is_set():
            looks.append(look(project))

    with closing(sqlite3.connect(project / "app.db", timeout=0)) as connection:
        connection.execute("CREATE TABLE users (id INTEGER PRIMARY KEY)")
        thread = threading.Thread(target=watch)
        thread.start()
        try:
            for _ in range(100):
                connection.execute("INSERT INTO users DEFAULT VALUES")
                connection.commit()
        finally:
            ended.set()
            thread.join()
    assert looks
    assert {seen.trouble for seen in looks} == {None}


def test_a_transaction_that_has_not_ended_shows_the_state_before_it(
    project: Path, follow: Follow
) -> None:
    with closing(sqlite3.connect(project / "app.db", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE first (id INTEGER)")
        follower = follow()
        connection.execute("PRAGMA cache_size = 1")  # what is written goes into the file at once
        connection.execute("BEGIN")
        connection.execute("CREATE TABLE second (id INTEGER, text TEXT)")
        connection.execute(
            "INSERT INTO second WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
            " WHERE i < 2000) SELECT i, hex(randomblob(200)) FROM n"
        )
        until(follower, lambda: follower.snapshot.busy)
        assert follower.state == "first(id)"
        connection.execute("COMMIT")
        until(follower, lambda: not follower.snapshot.busy)
    assert follower.state == "first(id), second(id, text)"


@pytest.mark.skipif(sys.platform == "win32", reason="nobody can ask for a lock there")
def test_a_database_that_another_program_holds_is_said_at_once(
    project: Path, follow: Follow
) -> None:
    """It has written nothing, so that no file shows it; and it is said when that is over."""
    alembic(project, "upgrade", "head")
    for path in (project, *project.rglob("*")):
        os.utime(path, (1, 1))  # old files are not read again by themselves
    follower = follow()
    until(follower, lambda: follower.standing)
    assert follower.standing
    words = follower.standing.words
    with held(project, "BEGIN IMMEDIATE"):
        until(follower, lambda: follower.standing and IN_USE in follower.standing.words)
    until(follower, lambda: follower.standing and IN_USE not in follower.standing.words)
    assert follower.standing.words == words


def test_a_database_that_vanishes_and_comes_back(project: Path, follow: Follow) -> None:
    alembic(project, "revision", "-m", "add users table")
    edit(revisions(project)[0], UP_1)
    alembic(project, "upgrade", "head")
    follower = follow()
    assert [followed.status for followed in follower.table][:5] == ["earlier"] * 4 + [""]
    (project / "app.db").unlink()
    until(follower, says(follower, "The database app.db is gone."))
    assert follower.state == "empty"
    alembic(project, "upgrade", "head")
    until(follower, lambda: follower.state == "users")


def test_a_file_that_is_no_database_is_said_once(project: Path, follow: Follow) -> None:
    follower = follow()
    (project / "app.db").write_bytes(b"no database at all" * 100)
    until(follower, lambda: follower.snapshot.trouble)
    for _ in range(10):
        follower.tick()
    said = [event.text for event in follower.events if event.kind == "trouble"]
    assert said == ["app.db cannot be read as a database: file is not a database."]
    (project / "app.db").unlink()
    until(follower, says(follower, "The database can be read again."))


def test_a_project_that_vanishes_and_comes_back(project: Path, follow: Follow) -> None:
    follower = follow()
    project.rename(project.with_name("elsewhere"))
    until(follower, says(follower, "no such folder"))
    assert follower.next.spelled().startswith("Bring the project back")
    project.with_name("elsewhere").rename(project)
    until(follower, says(follower, "The project can be read again."))


def test_a_folder_of_revisions_that_vanishes(project: Path, follow: Follow) -> None:
    alembic(project, "revision", "-m", "add users table")
    follower = follow()
    shutil.rmtree(project / "migrations" / "versions")
    until(follower, says(follower, "add_users_table.py is gone"))


def test_a_half_written_file_is_one_line_and_so_is_its_mending(
    project: Path, follow: Follow
) -> None:
    alembic(project, "revision", "-m", "add users table")
    path = revisions(project)[0]
    follower = follow()
    whole = path.read_text()
    path.write_text(whole + "\ndef half(:\n")
    until(follower, says(follower, "cannot be loaded: line"))
    assert follower.next.spelled().startswith(f"Mend migrations/versions/{path.name}: line")
    path.write_text(whole)
    until(follower, says(follower, "can be loaded again"))
    assert [event.kind for event in follower.events] == ["trouble", "edit"]


def test_a_version_that_no_revision_has(project: Path, follow: Follow) -> None:
    alembic(project, "revision", "-m", "add users table")
    path = revisions(project)[0]
    follower = follow()
    alembic(project, "upgrade", "head")
    until(follower, says(follower, "the schema stayed as it was"))
    path.unlink()
    until(follower, says(follower, f"{path.name} is gone"))
    assert follower.snapshot.unknown == follower.snapshot.versions
    assert follower.next.spelled().startswith("Bring back the revision")
    with closing(sqlite3.connect(project / "app.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '\x1b[31mffff'")
    until(follower, says(follower, "no revision has that id"))
    assert "\x1b" not in "".join(event.text for event in follower.events)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://ada:secret@localhost/course", "names a postgresql database"),
        ("sqlite://", "names a database in memory"),
        ("sqlite:///:memory:", "names a database in memory"),
        ("nonsense", "is no address of a database"),
    ],
)
def test_a_database_that_cannot_be_followed(project: Path, url: str, words: str) -> None:
    (project / ".env").write_text(f"DATABASE_URL={url}\n")
    seen = look(project)
    assert seen.trouble is not None
    assert words in seen.trouble
    assert "secret" not in seen.trouble
    assert seen.schema is None
    assert seen.submission is not None  # checks go on


def test_the_database_is_the_one_that_the_settings_name(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert followed_database(project).path == project / "app.db"
    (project / ".env").write_text("database_url = 'sqlite:///other.db'\n")
    assert followed_database(project).path == project / "other.db"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{project}/third.db")
    assert followed_database(project).path == project / "third.db"
    monkeypatch.setenv("DATABASE_URL", "")
    assert followed_database(project).path == project / "other.db"


def test_the_database_changes_with_the_settings(project: Path, follow: Follow) -> None:
    with closing(sqlite3.connect(project / "other.db")) as connection:
        connection.execute("CREATE TABLE users (id INTEGER PRIMARY KEY)")
    follower = follow()
    (project / ".env").write_text("DATABASE_URL=sqlite:///other.db\n")
    until(follower, lambda: follower.state == "users(id)")
    assert follower.snapshot.database == "other.db"


def test_no_code_of_the_learner_is_run_by_looking(project: Path, tmp_path: Path) -> None:
    trap = f"open({str(tmp_path / 'ran')!r}, 'w')\n"
    (project / "app" / "models.py").write_text(trap)
    (project / "migrations" / "versions" / "trap.py").write_text(trap)
    look(project)
    assert not (tmp_path / "ran").exists()


def test_an_exercise_that_another_command_turns_to_is_checked(
    course: Course, project: Path, follow: Follow
) -> None:
    follower = follow()
    until(follower, lambda: follower.result is not None)
    with changed(project) as progress:
        progress.current, progress.begun = "02-add-email", ["02-add-email"]
    until(follower, lambda: follower.exercise is course.find("02"))


def test_a_progress_file_that_cannot_be_written_costs_no_check(
    root: Path, course: Course, project: Path, follow: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    projects.write_all(projects.solved(root, course.find("01")), project)
    save_progress(Progress(current="01-add-users"), project)
    monkeypatch.setattr("stillroom.project.check_on_save.remember", _refused)
    follower = follow()
    until(follower, says(follower, "Passed, and not remembered: it is read-only."))
    assert follower.result is not None
    assert follower.result.verdict == "passed"


def _refused(*_arguments: object, **_options: object) -> None:
    raise OSError("it is read-only")


def test_a_progress_file_that_is_damaged_meanwhile_is_said(project: Path, follow: Follow) -> None:
    follower = follow()
    (project / ".stillroom.json").write_text("{half")
    until(follower, lambda: any(".stillroom.json" in event.text for event in follower.events))
    assert [path.read_text() for path in project.glob(".stillroom.json.*")] == ["{half"]


def test_a_folder_below_app_is_followed_too(project: Path, follow: Follow) -> None:
    """Whatever its name is: it is taken in and graded."""
    follower = follow()
    until(follower, lambda: not follower.checking)
    (project / "app" / "_parts").mkdir()
    (project / "app" / "_parts" / "users.py").write_text("X = 1\n")
    before = follower.snapshot.models
    until(follower, lambda: follower.snapshot.models != before)


def test_a_change_during_a_check_leads_to_one_more(project: Path, follow: Follow) -> None:
    follower = follow()
    assert follower.checking
    (project / "app" / "models.py").write_text("from app.database import Base\nnonsense(\n")
    until(follower, says(follower, "The models cannot be loaded: SyntaxError"))
    assert follower.result is not None
    assert follower.result.verdict == "failed"


def test_forgetting_begins_anew(project: Path, follow: Follow) -> None:
    follower = follow()
    alembic(project, "revision", "-m", "add users table")
    until(follower, done(follower, 1))
    follower.forget()
    assert follower.events == []
    assert [followed.status for followed in follower.table][:2] == ["earlier", ""]
