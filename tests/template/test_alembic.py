"""Alembic by hand in a rendered project: the course's table, and the promises of env.py."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
Revise = Callable[..., Path]

USER = '''"""The models."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class User(Base):
    """A user."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50))
'''

FAMILY = """op.create_table("parents", sa.Column("id", sa.Integer, primary_key=True), \
sa.Column("name", sa.String(50)))
op.create_table("children", sa.Column("id", sa.Integer, primary_key=True), \
sa.Column("parent_id", sa.Integer, sa.ForeignKey("parents.id", ondelete="CASCADE"), nullable=False))
op.execute("INSERT INTO parents VALUES (1, 'Ada')")
op.execute("INSERT INTO children VALUES (7, 1), (8, 1)")"""

WIDEN = """with op.batch_alter_table("parents") as batch:
    batch.alter_column("name", type_=sa.String(80), nullable=False)"""


def query(database: Path, statement: str) -> list[tuple[object, ...]]:
    """Ask a database something, past everything that is tested here."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(statement).fetchall()


def columns(project: Path) -> dict[str, list[str]]:
    """Read the tables of the project's own database, and their columns."""
    database = project / "app.db"
    if not database.exists():
        return {}
    tables = [
        str(name)
        for (name,) in query(database, "SELECT name FROM sqlite_master WHERE type = 'table'")
        if name != "alembic_version"
    ]
    return {
        name: [str(row[1]) for row in query(database, f"PRAGMA table_info({name})")]
        for name in tables
    }


def version(project: Path) -> list[tuple[object, ...]]:
    """Read at which revision the database is."""
    return query(project / "app.db", "SELECT version_num FROM alembic_version")


def edit_last(project: Path, message: str, upgrade: str, downgrade: str) -> str:
    """Fill in the revision that was just written, as a learner does; give its id."""
    (path,) = (project / "migrations" / "versions").glob(f"*_{message}.py")
    text = path.read_text("utf-8")
    for docstring, body in (("Upgrade schema.", upgrade), ("Downgrade schema.", downgrade)):
        empty = f'    """{docstring}"""\n    pass\n'
        assert empty in text
        text = text.replace(empty, f'    """{docstring}"""\n    {body}\n')
    path.write_text(text, "utf-8")
    found = re.search(r"""^revision: str = ["'](\w+)""", text, re.MULTILINE)
    assert found is not None
    assert path.name == f"{found[1]}_{message}.py"
    return found[1]


def test_the_ten_rows_of_the_table(project: Path, run: Run) -> None:
    """Each command leaves the database in the state that the lesson promises."""
    none: dict[str, list[str]] = {}
    users = {"users": ["id", "name"]}
    with_email = {"users": ["id", "name", "email"]}

    run(project, "alembic", "revision", "-m", "add users table")  # 1
    assert columns(project) == none
    create = (
        'op.create_table("users", sa.Column("id", sa.Integer, primary_key=True), '
        'sa.Column("name", sa.String(50), nullable=False))'
    )
    first = edit_last(project, "add_users_table", create, 'op.drop_table("users")')  # 2
    assert columns(project) == none
    done = run(project, "alembic", "upgrade", "head")  # 3
    assert done.stderr == f"Running upgrade  -> {first}, add users table\n"
    assert columns(project) == users
    assert first in run(project, "alembic", "history").stdout  # 4
    assert f"{first} (head)" in run(project, "alembic", "current").stdout
    assert columns(project) == users

    run(project, "alembic", "revision", "-m", "add email column")  # 5
    assert columns(project) == users
    add = 'op.add_column("users", sa.Column("email", sa.String(255)))'
    second = edit_last(project, "add_email_column", add, 'op.drop_column("users", "email")')  # 6
    history = run(project, "alembic", "history").stdout.splitlines()
    assert history == [
        f"{first} -> {second} (head), add email column",
        f"<base> -> {first}, add users table",
    ]
    assert columns(project) == users
    run(project, "alembic", "upgrade", "head")  # 7
    assert columns(project) == with_email
    done = run(project, "alembic", "downgrade", "-1")  # 8
    assert done.stderr == f"Running downgrade {second} -> {first}, add email column\n"
    assert columns(project) == users
    run(project, "alembic", "upgrade", "head")  # 9
    assert columns(project) == with_email
    assert run(project, "alembic", "upgrade", "head").stderr == ""  # 10
    assert columns(project) == with_email and version(project) == [(second,)]


def test_an_empty_revision_moves_only_the_version(project: Path, run: Run) -> None:
    """Upgrading to a revision that nobody filled in changes no table."""
    run(project, "alembic", "revision", "-m", "nothing", "--rev-id", "aaaa")
    run(project, "alembic", "upgrade", "head")
    assert columns(project) == {} and version(project) == [("aaaa",)]


def test_autogenerate_proposes_checks_and_then_keeps_quiet(project: Path, run: Run) -> None:
    """A difference gives a file, no difference gives one sentence and no file."""
    versions = project / "migrations" / "versions"
    command = ("alembic", "revision", "--autogenerate", "-m", "add users table")
    nothing = "No file was written: the database already has all that the models declare.\n"
    assert run(project, *command).stdout == nothing
    assert not list(versions.glob("*.py"))

    (project / "app" / "models.py").write_text(USER)
    done = run(project, "alembic", "check", fails=True)
    assert "New upgrade operations detected" in done.stdout and "Traceback" not in done.stderr
    run(project, *command)
    (revision,) = versions.glob("*_add_users_table.py")
    assert "op.create_table('users'" in revision.read_text("utf-8")
    run(project, "alembic", "upgrade", "head")
    assert "No new upgrade operations" in run(project, "alembic", "check").stdout
    assert run(project, *command).stdout == nothing
    assert list(versions.glob("*.py")) == [revision]


def test_autogenerate_sees_defaults_and_named_checks(
    project: Path, run: Run, revise: Revise
) -> None:
    """Two things that Alembic leaves out by itself are compared here."""
    revise(
        project,
        "aaaa",
        None,
        'op.create_table("users", sa.Column("id", sa.Integer, primary_key=True), '
        'sa.Column("name", sa.String(50), nullable=False))',
    )
    run(project, "alembic", "upgrade", "head")
    models = USER.replace("import String", "import CheckConstraint, String")
    models = models.replace("String(50)", 'String(50), server_default="?"')
    models += '    __table_args__ = (CheckConstraint("length(name) > 0", name="named"),)\n'
    (project / "app" / "models.py").write_text(models)
    run(project, "alembic", "revision", "--autogenerate", "-m", "more")
    (path,) = (project / "migrations" / "versions").glob("*_more.py")
    text = path.read_text("utf-8")
    assert "server_default='?'" in text and "ck_users_named" in text
    assert "batch_alter_table" in text


def test_a_new_revision_is_clean(project: Path, run: Run) -> None:
    """What Alembic writes from the template passes the project's own lint and types."""
    (project / "app" / "models.py").write_text(USER)
    run(project, "alembic", "revision", "-m", "empty")
    run(project, "alembic", "upgrade", "head")
    run(project, "alembic", "revision", "--autogenerate", "-m", "full")
    run(project, "ruff", "check")
    run(project, "ruff", "format", "--check")
    empty = next((project / "migrations" / "versions").glob("*_empty.py")).read_text("utf-8")
    assert "\n\n\n\n" not in empty and empty.endswith("pass\n")


def test_a_failing_revision_leaves_nothing_behind(project: Path, run: Run, revise: Revise) -> None:
    """Tables and rows of the failed revision are gone, those of the one before stay."""
    table = 'op.create_table("{0}", sa.Column("id", sa.Integer, primary_key=True))'
    revise(project, "aaaa", None, table.format("one"))
    broken = revise(
        project,
        "bbbb",
        "aaaa",
        table.format("two")
        + '\nop.execute("INSERT INTO one VALUES (1)")'
        + '\nop.drop_table("missing")',
    )
    run(project, "alembic", "upgrade", "head", fails=True)
    assert columns(project) == {"one": ["id"]} and version(project) == [("aaaa",)]
    assert query(project / "app.db", "SELECT * FROM one") == []
    broken.write_text(broken.read_text().replace('op.drop_table("missing")', "pass"))
    run(project, "alembic", "upgrade", "head")
    assert columns(project) == {"one": ["id"], "two": ["id"]}


def test_rebuilding_a_parent_keeps_its_children(project: Path, run: Run, revise: Revise) -> None:
    """ON DELETE CASCADE does not fire while batch mode replaces the parent's table."""
    revise(project, "aaaa", None, FAMILY)
    revise(project, "bbbb", "aaaa", WIDEN)
    run(project, "alembic", "upgrade", "head")
    assert query(project / "app.db", "SELECT id FROM children ORDER BY id") == [(7,), (8,)]


HANDED_IN = """
from pathlib import Path
from alembic import command
from alembic.config import Config
from app.database import make_engine

engine = make_engine("sqlite:///handed.db")
config = Config(toml_file=Path("pyproject.toml"))
config.attributes["engine"] = engine
with engine.connect() as connection:  # the pool now has a connection with foreign keys on
    pass
command.upgrade(config, "head")
with engine.connect() as connection:
    print(connection.exec_driver_sql("PRAGMA foreign_keys").scalar())
"""


def test_an_engine_that_is_handed_in_is_used_and_left_as_it_was(
    project: Path, run: Run, revise: Revise
) -> None:
    """Even with foreign keys on: off while revisions run, on again for the program."""
    revise(project, "aaaa", None, FAMILY)
    revise(project, "bbbb", "aaaa", WIDEN)
    assert run(project, sys.executable, "-c", HANDED_IN).stdout == "1\n"
    assert query(project / "handed.db", "SELECT id FROM children ORDER BY id") == [(7,), (8,)]
    assert not (project / "app.db").exists()


def test_env_needs_only_base_when_an_engine_is_handed_in(
    project: Path, run: Run, revise: Revise
) -> None:
    """A learner may write their own app/database.py; the grader brings the engine."""
    revise(project, "aaaa", None, FAMILY)
    (project / "app" / "database.py").write_text(
        "from sqlalchemy.orm import DeclarativeBase\n\n\nclass Base(DeclarativeBase):\n    pass\n"
    )
    script = HANDED_IN.replace(
        "from app.database import make_engine",
        "from sqlalchemy import create_engine as make_engine",
    )
    run(project, sys.executable, "-c", script)
    assert query(project / "handed.db", "SELECT version_num FROM alembic_version") == [("aaaa",)]


@pytest.mark.parametrize("direction", ["upgrade", "downgrade"])
def test_a_revision_that_orphans_rows_is_refused(
    project: Path, run: Run, revise: Revise, direction: str
) -> None:
    """The error names the revision and the rows, and the revision is undone as a whole."""
    revise(project, "aaaa", None, FAMILY)
    run(project, "alembic", "upgrade", "head")
    lose = 'op.execute("DELETE FROM parents")'
    if direction == "upgrade":
        revise(project, "bbbb", "aaaa", lose)
    else:
        revise(project, "bbbb", "aaaa", "pass", lose)
        run(project, "alembic", "upgrade", "head")
    before = version(project)
    goal = "head" if direction == "upgrade" else "-1"
    done = run(project, "alembic", direction, goal, fails=True)
    assert done.stdout == (
        f"FAILED: {direction} of bbbb leaves rows that refer to a row which does not exist: "
        "children row 7 (refers to parents), children row 8 (refers to parents)\n"
    )
    assert "Traceback" not in done.stderr
    assert version(project) == before
    assert query(project / "app.db", "SELECT id FROM parents") == [(1,)]


def test_sql_mode_prints_and_touches_nothing(project: Path, run: Run, revise: Revise) -> None:
    """`--sql` writes one transaction for each revision, with the values in the statements."""
    revise(project, "aaaa", None, FAMILY)
    script = run(project, "alembic", "upgrade", "head", "--sql").stdout
    assert script.index("BEGIN;") < script.index("CREATE TABLE parents") < script.index("COMMIT;")
    assert "VALUES ('aaaa')" in script
    assert not (project / "app.db").exists()


def test_the_environment_names_the_database(
    project: Path, tmp_path: Path, run: Run, revise: Revise
) -> None:
    """DATABASE_URL comes first, then the file .env, then app.db; an empty value is none."""
    revise(project, "aaaa", None, "pass")
    for name in ("first 100%.db", "second.db"):
        (tmp_path / name).touch()
    (project / ".env").write_text(f"DATABASE_URL=sqlite:///{tmp_path}/second.db\n")
    run(
        project,
        "alembic",
        "upgrade",
        "head",
        DATABASE_URL=f"sqlite:///{tmp_path}/first%20100%25.db",
    )
    assert query(tmp_path / "first 100%.db", "SELECT * FROM alembic_version") == [("aaaa",)]
    assert query(tmp_path / "second.db", "SELECT * FROM sqlite_master") == []
    run(project, "alembic", "upgrade", "head")
    assert query(tmp_path / "second.db", "SELECT * FROM alembic_version") == [("aaaa",)]
    assert not (project / "app.db").exists()
    (project / ".env").write_text("DATABASE_URL=\n")
    run(project, "alembic", "upgrade", "head")
    assert version(project) == [("aaaa",)]


def test_a_project_may_live_anywhere(
    course_starter: Path, tmp_path: Path, run: Run, revise: Revise
) -> None:
    """Blanks, percent signs and other letters in the folder's name are no trouble."""
    project = tmp_path / "my 100%25 späß?"
    run(tmp_path, "cp", "-r", str(course_starter), str(project))
    revise(project, "aaaa", None, "pass")
    run(project, "alembic", "upgrade", "head")
    assert version(project) == [("aaaa",)]
