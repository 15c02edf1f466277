"""A child process: what it gets, how it is ended, and that its words are no evidence."""

import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from stillroom.authoring import projects
from stillroom.course.base import base_files
from stillroom.course.course import Course
from stillroom.grading.grade import grade
from stillroom.results.record import Result
from stillroom.sandbox.runner import Runner
from stillroom.sandbox.tiers import Tier

Grade = Callable[..., Result]
RunnerOf = Callable[[Tier], Runner]
REVISION = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "a", None
{top}
def upgrade():
    {body}
def downgrade():
    pass
"""
RIGHT = 'op.create_table("users", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(50), nullable=False))'


@pytest.fixture
def graded(root: Path, course: Course, runner: Runner) -> Grade:
    """Grade exercise 01 with a revision of this test."""

    def run(body: str = RIGHT, top: str = "", by: Runner = runner) -> Result:
        exercise = course.find("01")
        files = projects.solved(root, exercise)
        files["migrations/versions/0001_add_users_table.py"] = REVISION.format(
            top=top, body=body
        ).encode()
        return grade(projects.as_submission("test", files), course, exercise, by)

    return run


@pytest.mark.parametrize("body", [RIGHT, "op.nothing()", "raise SystemExit(3)", "pass"])
def test_every_tier_gives_the_same_record(graded: Grade, runner_of: RunnerOf, body: str) -> None:
    """A fresh interpreter without any isolation grades as the isolated process does."""
    ours = graded(body)
    for tier in Tier:
        assert runner_of(tier).isolation.tier is tier
        theirs = graded(body, by=runner_of(tier))
        assert (tier, ours.verdict, ours.steps, ours.findings) == (
            tier,
            theirs.verdict,
            theirs.steps,
            theirs.findings,
        )


@pytest.mark.processes
def test_it_does_not_end_with_the_thread_that_asked_for_it(course: Course) -> None:
    """The page asks in a thread for one request; the next request uses the same process."""
    runner = Runner()
    with closing(runner):
        asking = threading.Thread(target=lambda: runner.isolation)
        asking.start()
        asking.join()
        first = runner.server
        assert first is not None
        with runner.open(base_files()) as project:
            project.run({}, "revisions")
        assert runner.server is first
        assert first.process.poll() is None


def test_an_endless_loop_is_stopped(
    graded: Grade, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time limit ends it, and the next grading is none the worse."""
    with monkeypatch.context() as impatient:
        impatient.setattr(runner, "seconds", 0.5)
        result = graded("while True: pass")
    assert [finding.code for finding in result.findings] == ["timeout"]
    assert graded().verdict == "passed"


def test_the_environment_is_scrubbed(graded: Grade, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the grader's environment reaches a submission."""
    monkeypatch.setenv("SECRET_TOKEN", "x")
    with Runner() as fresh:
        result = graded("import os; assert 'SECRET_TOKEN' not in os.environ; " + RIGHT, by=fresh)
    assert result.verdict == "passed", result.findings


def test_what_only_colours_errors_is_loaded_where_it_is_asked_for(graded: Grade) -> None:
    """A warmed process is ready sooner without it."""
    result = graded("import sys; assert 'pygments' not in sys.modules; import pygments; " + RIGHT)
    assert result.verdict == "passed", result.findings


def test_what_an_ordinary_machine_tells_is_told(graded: Grade) -> None:
    """A user name, a folder for temporary files, the version of the project itself."""
    asked = """
    import getpass, tempfile
    from importlib.metadata import version
    assert getpass.getuser() and version("my-api") == "0.1.0"
    with tempfile.NamedTemporaryFile() as file: file.write(b"x")
    """
    result = graded(asked + RIGHT)
    assert result.verdict == "passed", result.findings


def test_a_listener_for_every_engine_may_begin_transactions(graded: Grade) -> None:
    """The grader's engine does not begin what has begun already."""
    recipe = """
@sa.event.listens_for(sa.Engine, "begin")
def begin(connection): connection.exec_driver_sql("BEGIN")
"""
    result = graded(top=recipe)
    assert result.verdict == "passed", result.findings


@pytest.fixture
def unguarded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runner]:
    """A runner whose commands have the rights of the grader, also where root starts it.

    Root lets another user run them, but not where that user could not enter the folder.
    """
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    monkeypatch.setattr(tempfile, "tempdir", str(private))
    with closing(Runner(tiers=[Tier.process])) as runner:
        yield runner


def test_processes_that_stay_are_ended(graded: Grade, unguarded: Runner, tmp_path: Path) -> None:
    """Where processes can be started, one that leaves its session and its parent is ended too."""
    note = tmp_path / "pid"
    body = (
        f"import os\n    if os.fork() == 0:\n        os.setsid()\n        if os.fork() == 0:\n"
        f"            open({str(note)!r}, 'w').write(str(os.getpid()))\n            while True: pass\n"
        f"        os._exit(0)\n    while not os.path.exists({str(note)!r}): pass\n    {RIGHT}"
    )
    result = graded(body, by=unguarded)
    process = int(note.read_text() or "0")
    assert process and not Path(f"/proc/{process}").exists()
    assert result.verdict == "passed", result.findings


def test_what_a_child_reports_is_no_evidence(graded: Grade) -> None:
    """A forged report of success passes nothing: the database decides."""
    forged = """
    import os
    os.write(3, b'{"answer": {}}')
    os._exit(0)"""
    result = graded(forged)
    assert result.verdict == "failed"
    assert result.findings[0].code == "version-not-recorded"


def test_killing_the_warmed_process_costs_only_the_submission_itself(
    graded: Grade, unguarded: Runner
) -> None:
    """The grader goes on with a new process; whoever killed the old one has failed."""
    result = graded("import os, signal; os.kill(os.getppid(), signal.SIGKILL)", by=unguarded)
    assert result.verdict == "failed"
    assert unguarded.server is None  # the next one is started when it has work to do
    assert graded(by=unguarded).verdict == "passed"


def test_text_of_learners_is_harmless_in_the_record(graded: Grade) -> None:
    """Escape sequences, newlines and lone surrogates are shown, not obeyed."""
    result = graded(r"raise ValueError('\x1b[31m\n::error::\u202e' + chr(0xdc80))")
    message = result.findings[0].message
    assert "\\x1b" in message
    assert message.isprintable()
    assert "\\udc80" in result.to_json()


@pytest.mark.parametrize("kind", ["symlink", "fifo", "garbage"])
def test_a_strange_database_file_is_not_opened(
    graded: Grade, runner_of: RunnerOf, tmp_path: Path, kind: str
) -> None:
    """Links, pipes and garbage in the place of the database are a finding, not a danger."""
    target = tmp_path / "other.db"
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("create table users (id integer primary key, name varchar(50) not null)")
    replace = {
        "symlink": f"os.symlink({str(target)!r}, path)",
        "fifo": "os.mkfifo(path)",
        "garbage": "open(path, 'w').write('x' * 5000)",
    }[kind]
    top = f"import atexit, os\npath = os.environ['DATABASE_URL'][10:]\ndef leave():\n    os.path.exists(path) and os.unlink(path)\n    {replace}"
    weak = runner_of(Tier.process)  # the stronger ones refuse to make a link or a pipe
    result = graded(f"{RIGHT}\n    leave()\n    os._exit(0)", top=top, by=weak)
    assert result.verdict == "failed"
    assert result.findings[0].code in ("database-unreadable", "process-exit")


@pytest.mark.parametrize(
    "module", ["stillroom.sandbox.worker.__main__", "stillroom.sandbox.runner", "stillroom.cli.app"]
)
def test_nothing_is_imported_that_only_some_systems_have(module: str) -> None:
    """Windows has neither of these modules, and grades in the tier ``self-check``."""
    hide = "import sys; sys.modules.update(resource=None, fcntl=None)"
    done = subprocess.run(
        [sys.executable, "-c", f"{hide}; import {module}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode == 0


def test_an_error_of_the_database_carries_its_own_name(
    root: Path, course: Course, runner: Runner
) -> None:
    """The name that the database gives to an error comes with it; other errors have none."""
    exercise = course.find("01")
    names = {}
    for body in ('op.execute("INSERT INTO nothing VALUES (1)")', "raise ValueError"):
        files = projects.solved(root, exercise)
        revision = REVISION.format(top="", body=body).encode()
        files["migrations/versions/0001_add_users_table.py"] = revision
        with runner.open(base_files() | projects.as_submission("test", files).files) as project:
            trouble = project.run({}, "alembic", "upgrade", "head").trouble
        assert trouble is not None
        names[trouble.kind] = trouble.code
    assert names == {"OperationalError": "SQLITE_ERROR", "ValueError": ""}


@pytest.mark.parametrize(
    "statements",
    [
        # A statement that may have to be undone, a sort, and an index that is taken away.
        ["INSERT INTO users (name) SELECT 'x' || n FROM numbers LIMIT 6000", "DELETE FROM users"],
        ["CREATE TABLE sorted AS SELECT 'x' || n AS x FROM numbers ORDER BY x", "DROP TABLE sorted"],
        ["INSERT INTO users (name) SELECT 'x' || n FROM numbers LIMIT 10000",
         "CREATE INDEX ix ON users (name)", "DROP INDEX ix", "DELETE FROM users"],
    ],
)  # fmt: skip
def test_a_revision_may_do_much_within_the_limits(graded: Grade, statements: list[str]) -> None:
    """SQLite needs a place for what it keeps meanwhile."""
    numbers = (
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT 100000)"
    )
    sql = [
        re.sub(r"(?=SELECT)", f"{numbers} ", statement, count=1) if "numbers" in statement else statement
        for statement in statements
    ]  # fmt: skip
    body = "\n    ".join([RIGHT, *(f"op.execute({text!r})" for text in sql)])
    result = graded(body)
    assert [finding.message for finding in result.findings] == []
    assert result.verdict == "passed"


def test_many_long_warnings_do_not_hide_the_error(graded: Grade) -> None:
    """The report has room for the error, whatever else there is to say."""
    warn = "for number in range(20): warnings.warn('é' * 4_000 + str(number))"
    (told,) = graded(f"{warn}\n    raise ValueError('told')", top="import warnings").findings
    assert told.message.endswith("ValueError: told")
