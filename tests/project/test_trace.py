"""Trace and explore: what each revision sends and makes, on a copy, stopped by the first error."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from stillroom.authoring import projects
from stillroom.course.course import Course
from stillroom.errors import StillroomError
from stillroom.project.check_on_save import declare
from stillroom.project.schema_at import explore
from stillroom.project.trace import MOST_STATEMENTS, trace
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import take_in
from tests.support.commands import Answer
from tests.support.run_here import answer_here


@pytest.fixture
def project(root: Path, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with the last exercise solved, and no database."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    projects.write_all(projects.solved(root, course.find("04")), tmp_path / "project")
    return tmp_path / "project"


Command = Callable[..., Answer]


@pytest.fixture
def stillroom(
    runner: Runner, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """The command for a project, run in the process of the test."""
    for name in [name for name in os.environ if name.startswith("STILLROOM_")]:
        monkeypatch.delenv(name)

    def run(*arguments: str, project: Path) -> Answer:
        return answer_here(runner, capsys, *arguments, "--project", project)

    return run


def write(
    project: Path, name: str, before: str | None, upgrade: str, downgrade: str = "pass"
) -> None:
    """Write a revision by hand."""
    path = project / "migrations" / "versions" / f"{name}.py"
    path.write_text(
        f'"""{name} by hand."""\nimport sqlalchemy as sa\nfrom alembic import op\n'
        f"revision = {name!r}\ndown_revision = {before!r}\n"
        f"def upgrade():\n    {upgrade}\n\ndef downgrade():\n    {downgrade}\n"
    )


def test_each_revision_with_its_sql_and_what_it_makes(
    project: Path, course: Course, runner: Runner
) -> None:
    stages = trace(project, course, runner, back=True)
    assert [(stage.command, stage.versions, stage.state) for stage in stages] == [
        ("alembic upgrade 0001", ("0001",), "users"),
        ("alembic upgrade 0002", ("0002",), "users + email"),
        ("alembic downgrade -1", ("0001",), "users"),
        ("alembic downgrade -1", (), "empty"),
    ]
    assert [stage.message for stage in stages[:2]] == ["add users table", "add email column"]
    first, second = stages[0].statements, stages[1].statements
    assert first[0].startswith("CREATE TABLE users (\n")
    assert not any("alembic_version" in statement for statement in (*first, *second))
    assert second[0] == "ALTER TABLE users ADD COLUMN email VARCHAR(255)"
    assert all(stage.trouble is None for stage in stages)
    assert stages[1].before == stages[0].schema
    assert not list(project.rglob("*.db"))


def test_sql_that_goes_past_sqlalchemy_is_seen_too(
    project: Path, course: Course, runner: Runner
) -> None:
    """What is sent through the driver's own cursor is sent by the revision all the same."""
    cursor = "op.get_bind().connection.driver_connection.cursor()"
    sql = "INSERT INTO users (name) VALUES (?)"
    write(project, "0003", "0002", f"{cursor}.executemany({sql!r}, [('Ada',), ('Bob',)])")
    sent = trace(project, course, runner)[-1].statements
    assert sent == tuple(sql.replace("?", f"'{name}'") for name in ("Ada", "Bob"))


def test_much_sql_is_shown_as_far_as_it_fits(project: Path, course: Course, runner: Runner) -> None:
    """A revision that sends more than a report may hold has ended well all the same."""
    sends = "for number in range(100): op.execute(f\"SELECT '{'é' * 3_000}'\")"
    write(project, "0003", "0002", sends)
    stage = trace(project, course, runner)[-1]
    assert stage.trouble is None
    assert 1 < len(stage.statements) < 100


def test_the_own_database_is_left_alone(project: Path, course: Course, runner: Runner) -> None:
    with closing(sqlite3.connect(project / "app.db")) as connection:
        connection.execute("CREATE TABLE mine (id INTEGER)")
    before = (project / "app.db").read_bytes()
    trace(project, course, runner)
    assert (project / "app.db").read_bytes() == before
    (mine,) = explore(project, ["database"], course, runner)
    assert list(mine.schema.tables) == ["mine"]
    assert (project / "app.db").read_bytes() == before


def test_it_stops_at_an_error_with_its_finding(
    project: Path, course: Course, runner: Runner
) -> None:
    write(project, "0003", "0002", 'op.add_column("user", sa.Column("age", sa.Integer))')
    write(project, "0004", "0003", "pass")
    stages = trace(project, course, runner)
    assert [stage.revision for stage in stages] == ["0001", "0002", "0003"]
    found = stages[-1].trouble
    assert found is not None
    assert (found.file, found.line) == ("migrations/versions/0003.py", 7)
    assert "user" in found.message
    assert stages[-1].schema == stages[1].schema
    assert stages[-1].statements == ("ALTER TABLE user ADD COLUMN age INTEGER",)


def test_files_that_cannot_be_loaded_are_one_stage(
    project: Path, course: Course, runner: Runner
) -> None:
    (project / "migrations" / "versions" / "0003.py").write_text("def upgrade(:\n")
    (stage,) = trace(project, course, runner)
    assert stage.trouble is not None
    assert (stage.trouble.code, stage.trouble.file) == (
        "syntax-error",
        "migrations/versions/0003.py",
    )


def test_a_flood_of_statements_is_cut_and_cleaned(
    project: Path, course: Course, runner: Runner
) -> None:
    write(
        project, "0003", "0002",
        "[op.execute(\"SELECT '\\x1b[31m' || \" + str(n)) for n in range(1000)]",
    )  # fmt: skip
    stage = trace(project, course, runner)[-1]
    assert len(stage.statements) <= MOST_STATEMENTS
    assert "\x1b" not in "".join(stage.statements)
    assert stage.trouble is None


def test_the_sql_is_that_of_the_revision_whatever_it_is(
    project: Path, course: Course, runner: Runner, stillroom: Command
) -> None:
    """Alembic's own statements are told by who sends them, not by how they begin."""
    write(
        project, "0003", "0002",
        'op.execute("PRAGMA user_version = 7")\n'
        '    op.get_bind().execute(sa.text("SELECT alembic_version.version_num FROM alembic_version"))',
    )  # fmt: skip
    write(project, "0004", "0003", "pass")
    asking, silent = trace(project, course, runner)[-2:]
    assert asking.statements == (
        "PRAGMA user_version = 7",
        "SELECT alembic_version.version_num FROM alembic_version",
    )
    assert (silent.statements, silent.trouble) == ((), None)
    answer = stillroom("trace", "--plain", project=project)
    assert answer.stdout.count("     It sends no SQL of its own.\n") == 1


def test_no_revision_is_no_stage(
    root: Path, course: Course, runner: Runner, tmp_path: Path
) -> None:
    projects.write_all(projects.start(root, course.find("01")), tmp_path / "bare")
    assert trace(tmp_path / "bare", course, runner) == []
    (head,) = explore(tmp_path / "bare", ["head"], course, runner)
    assert head.title == "head: there is no revision yet"


def test_every_place_has_its_schema(project: Path, course: Course, runner: Runner) -> None:
    names = ["base", "0001", "head", "models"]
    base, first, head, models = explore(project, names, course, runner)
    assert not base.schema.tables
    assert first.schema.tables["users"].column_names == ("id", "name")
    assert head.schema.tables["users"].column_names == ("id", "name", "email")
    assert set(models.schema.tables["users"].column_names) == {"id", "name", "email"}
    assert {stage.trouble for stage in (base, first, head, models)} == {None}


def test_the_beginning_of_an_id_is_enough_if_it_is_unique(
    project: Path, course: Course, runner: Runner
) -> None:
    write(project, "abcdef012345", "0002", "pass")
    (found,) = explore(project, ["abc"], course, runner)
    assert found.name == "abcdef012345"
    with pytest.raises(StillroomError, match="'000' is the beginning of 0001 and 0002"):
        explore(project, ["000"], course, runner)
    with pytest.raises(StillroomError, match="no revision is called 'hed': did you mean head?"):
        explore(project, ["hed"], course, runner)


def test_a_place_behind_an_error_says_why(project: Path, course: Course, runner: Runner) -> None:
    write(project, "0003", "0002", 'op.drop_table("user")')
    write(project, "0004", "0003", "pass")
    broken, behind, head = explore(project, ["0003", "0004", "head"], course, runner)
    assert broken.trouble
    assert behind.trouble == broken.trouble == head.trouble


def test_models_that_cannot_be_loaded_say_why(
    project: Path, course: Course, runner: Runner
) -> None:
    (project / "app" / "models.py").write_text("import nowhere\n")
    (models,) = explore(project, ["models"], course, runner)
    assert models.trouble is not None
    assert "nowhere" in models.trouble
    assert "app/models.py:1" in models.trouble


def test_models_load_with_the_packages_of_the_course_alone(
    project: Path, course: Course, runner: Runner
) -> None:
    """As a grading loads them: what else is installed here is not there."""
    (project / "app" / "models.py").write_text("import pytest\n")
    (models,) = explore(project, ["models"], course, runner)
    declared = declare(take_in(project), course, runner)
    for trouble in (models.trouble, declared.trouble):
        assert "No module named 'pytest'" in (trouble or "")


def test_the_trace_at_the_terminal(project: Path, stillroom: Command) -> None:
    answer = stillroom("trace", "--plain", project=project)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "2. alembic upgrade 0002  (add email column)\n" in answer.stdout
    assert "     ALTER TABLE users ADD COLUMN email VARCHAR(255)\n" in answer.stdout
    assert "   The database is at 0002: users + email\n" in answer.stdout
    assert "     email VARCHAR(255) (changed)\n" in answer.stdout
    assert answer.stdout.isascii()


def test_two_places_side_by_side(project: Path, stillroom: Command) -> None:
    answer = stillroom("explore", "0001", "head", project=project)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "0001 add users table" in answer.stdout.splitlines()[0]
    assert "head: 0002 add email column" in answer.stdout.splitlines()[0]
    assert "*     email" in answer.stdout
    assert "A star marks what differs." in answer.stdout
    same = stillroom("explore", "head", "models", "--plain", project=project)
    assert same.stdout.endswith("There is no difference.\n")


def test_the_list_of_places(project: Path, stillroom: Command) -> None:
    answer = stillroom("explore", project=project)
    assert "0001: add users table (not applied)\n" in answer.stdout
    assert "database: app.db\n" in answer.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("explore", "nothing"), "no revision is called 'nothing'"),
        (("explore", ""), "no revision is called ''"),
        (("trace",), "no such folder"),
        (("explore",), "no such folder"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    project: Path, tmp_path: Path, arguments: tuple[str, ...], words: str, stillroom: Command
) -> None:
    there = project if len(arguments) > 1 else tmp_path / "nowhere"
    answer = stillroom(*arguments, project=there)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert len(answer.stderr.splitlines()) == 1
    assert words in answer.stderr
