"""The code, the console, the database: views made of a state that is written down here, without any process."""

from dataclasses import replace
from pathlib import Path

import pytest

from stillroom.databases.base import Sample
from stillroom.project.snapshot import Snapshot
from stillroom.results.finding import Finding, SourceLine
from stillroom.schema.model import Column, Schema, Table
from stillroom.web.render import Templates
from stillroom.web.run_command import Ran
from stillroom.web.typed_command import Refused
from stillroom.web.urls import url
from stillroom.web.views import parts
from stillroom.web.views.code import MOST_LINES, code, editor_address
from stillroom.web.views.console import clicks, console, failure, prompt
from stillroom.web.views.database import history, tables
from stillroom.web.views.learner import Asked, Learner
from tests.support.views import FILES, changed, failed, with_files

pytestmark = pytest.mark.fast


def test_the_file_with_the_first_mistake_is_shown_with_it_at_its_line(learner: Learner) -> None:
    at_models = Finding(code="model-missing", message="m", hint="h", file="app/models.py", line=1)
    elsewhere = Finding(code="column-order", message="n", hint="h", advice=True)
    project = with_files(failed(learner, at_models, elsewhere), FILES)
    shown = code(project)
    assert [(tab.name, tab.is_chosen, tab.has_mistake) for tab in shown.tabs] == [
        ("models.py", True, True), ("a.py", False, False),
    ]  # fmt: skip
    assert [line.number for line in shown.lines if line.found] == [1]
    assert [found.finding for found in shown.elsewhere] == [elsewhere]
    checking = code(changed(project, checking=True))
    assert not any(line.found for line in checking.lines)
    assert checking.elsewhere == ()


def test_the_statement_that_went_wrong_stands_as_code_below_what_is_wrong(learner: Learner) -> None:
    at_models = Finding(
        code="probe-failed", message="It is refused.", hint="h", file="app/models.py", line=1,
        statement="DELETE FROM users",
    )  # fmt: skip
    view = code(failed(with_files(learner, FILES), at_models))
    page = Templates(url, token="", live=True, course_title="Course").render(
        "parts/code", code=view
    )
    assert '<p class="what">It is refused.</p>' in page
    assert "<p><code>DELETE FROM users</code></p>" in page
    assert "The statement was" not in page


def test_a_finding_stays_at_its_line_as_long_as_the_line_is_the_same(learner: Learner) -> None:
    """While it is checked, too: a command has no part in what the files say."""
    excerpt = (SourceLine(number=1, text="class User:"),)
    finding = Finding(
        code="model-missing", message="m", hint="h", file="app/models.py", line=1, excerpt=excerpt
    )
    checking = changed(failed(learner, finding), checking=True)
    models = {"app/models.py": FILES["app/models.py"]}
    assert code(with_files(checking, models)).lines[0].found
    edited = code(with_files(checking, {"app/models.py": "\n" + models["app/models.py"]}))
    assert not any(line.found for line in edited.lines)


def test_a_file_can_be_chosen_and_no_other_than_the_learners(learner: Learner) -> None:
    project = with_files(learner, FILES)
    assert code(project).path == "migrations/versions/a.py"
    for asked, path in {
        "app/models.py": "app/models.py",
        "../secret.py": "migrations/versions/a.py",
        "tests/secret.py": "migrations/versions/a.py",
    }.items():
        assert code(replace(project, asked=Asked(asked))).path == path
    long = with_files(learner, {"app/models.py": "x\n" * 9000})
    assert len(code(long).lines) == MOST_LINES


def test_the_address_for_an_editor_names_the_line() -> None:
    assert editor_address(Path("/a b/ü.py"), 3) == "vscode://file/a%20b/%C3%BC.py:3"
    assert editor_address(Path("/a.py"), 0) == "vscode://file/a.py"


GONE_PARTS = "The folder of the migrations, or its env.py, is gone. Bring it back as it was, from Git or from a new copy of the project."


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("Traceback\n  File\nsqlalchemy.exc.OperationalError: (sqlite3.OperationalError) duplicate column name: email\n[SQL: x]\n(Background)",
         "The table has a column email already."),
        ("FAILED: Path doesn't exist: /p/migrations.  Please use the 'init' command to create a new scripts folder.", GONE_PARTS),
        ("Traceback\n  File\nImportError: Can't find Python file /p/migrations/env.py", GONE_PARTS),
        ("FAILED: Target database is not up to date.",
         "Your database is not at the newest revision, and this compares with it. First run: alembic upgrade head"),
        ("FAILED: Multiple head revisions are present for given argument 'head'; please specify",
         "The history has more than one head, and this needs exactly one. The finding says how they become one."),
        ("FAILED: Can't locate revision identified by '00\x1b09'",
         "No file has the revision 00\\x1b09. If your database is at it, bring its file back, or reset the database."),
        ("FAILED: Relative revision -1 didn't produce 1 migrations",
         "So many steps back there are not: the database is nearer to the beginning."),
        ("FAILED: Relative revision +5 didn't produce 5 migrations",
         "So many steps on there are not: the database is nearer to the newest revision."),
        ("FAILED: Multiple heads are present; please specify the head revision on which the new revision should be based",
         "The history has more than one head, and this needs exactly one. The finding says how they become one."),
        ("FAILED: No such revision or branch '12'",
         "No file has the revision 12. If your database is at it, bring its file back, or reset the database."),
        ("UserWarning: Revision 0030 referenced from 0030 -> 044d (head), rename is not present\nTraceback\nKeyError: '0030'",
         "A revision follows 0030, and no file has that revision. Look at down_revision."),
        ("FAILED: Cycle is detected in revisions (a, b)",
         "The revisions a, b follow one another in a circle. Look at their down_revision."),
        ("FAILED: Self-loop is detected in revisions (a)",
         "The revision a follows itself. Look at its down_revision."),
        ("FAILED: Destination 0004 is not a valid downgrade target from current head(s)",
         "There is no way back to 0004: your database is not past it. This says where it is: alembic current"),
        ("FAILED: Revision 0001 is not a head revision; please specify --splice to create a new branch from this revision",
         "Another revision follows 0001 already, so nothing is put behind it. Name a head, or none."),
        ("FAILED: Requested revision 0002 overlaps with other requested revisions 0001",
         "0002 and 0001 stand on one line of the history. Name the newer one only."),
        ("sqlalchemy.exc.OperationalError: (sqlite3.OperationalError) unable to open database file",
         "There is no folder for the database, or nobody may write to it. Look at DATABASE_URL."),
        ("usage: alembic\nalembic: error: unrecognized arguments: x y", "Alembic does not know x y here."),
        ("alembic upgrade: error: the following arguments are required: revision",
         "Something is missing behind the command: revision."),
        ("alembic history: error: argument -r/--rev-range: expected one argument",
         "A value is missing behind -r/--rev-range."),
        ("alembic.script.revision.RevisionError: Branch name 'a' in revision b already used by revision c",
         "Branch name 'a' in revision b already used by revision c"),
        ("sqlalchemy.exc.OperationalError: (sqlite3.OperationalError) database is locked\n[SQL: x]",
         "Another command or program changes the database now. Wait until that has ended, or end it. Then run this again."),
        ("nothing of the kind", ""),
    ],
)  # fmt: skip
def test_an_error_is_one_sentence(output: str, sentence: str) -> None:
    assert failure(output) == sentence


def test_the_console_says_how_each_command_ended(learner: Learner) -> None:
    runs = (
        Ran(1, "alembic current", "a", 0),
        Ran(2, "alembic upgrade head", "FAILED: no", 1),
        Ran(3, "alembic upgrade head", "", None, "stopped"),
        Ran(4, "alembic upgrade head", "b\n" * 20, is_running=True),
    )
    shown = console(replace(learner, runs=runs))
    assert [run.status.words for run in shown.runs] == ["done", "failed", "stopped", "running"]
    assert [run.is_folded for run in shown.runs] == [False, True, False, True]
    assert shown.is_running
    ended = parts.status(replace(learner, runs=runs[:2]))
    assert ended.command == "alembic upgrade head: failed. no"


def test_a_refused_line_stays_with_what_may_have_been_meant(learner: Learner) -> None:
    refused = Refused("Not run.", "upgrade head", "alembic upgrade head")
    shown = prompt(replace(learner, asked=Asked(refused=refused)))
    assert (shown.typed, shown.refused, shown.meant) == (
        "upgrade head", "Not run.", "alembic upgrade head",
    )  # fmt: skip
    assert clicks(learner) == (
        'alembic revision -m "add users table"', "alembic upgrade head", "alembic history", "alembic current",
    )  # fmt: skip


def users(*columns: str) -> Schema:
    made = tuple(Column(name, "INTEGER", nullable=True) for name in columns)
    return Schema({"users": Table("users", made)})


def test_tables_show_what_came_and_what_went(learner: Learner) -> None:
    snapshot = Snapshot(
        schema=users("id", "email"), database="app.db",
        samples={"users": Sample.of([{"id": number, "email": None} for number in range(5)])},
    )  # fmt: skip
    project = changed(learner, snapshot=snapshot, earlier_schema=users("id", "name"))
    (table,) = tables(project).tables
    assert [(part.cells[0], part.mark) for part in table.parts] == [
        ("id", ""), ("email", "came"), ("name", "went"),
    ]  # fmt: skip
    assert (table.count, table.rows[0], len(table.rows)) == (5, ("0", None), 3)
    (gone,) = tables(changed(project, snapshot=Snapshot(schema=Schema()))).tables
    assert (gone.mark, gone.rows) == ("went", ())
    (same,) = tables(changed(project, earlier_schema=None)).tables
    assert {same.mark, *(part.mark for part in same.parts)} == {""}


def test_the_history_has_two_markers(learner: Learner) -> None:
    files = {
        f"migrations/versions/{name}.py": f'revision = "{name}"\ndown_revision = {parent!r}\ndef upgrade():\n    pass\n'
        for name, parent in (("a", None), ("b", "a"))
    }
    project = with_files(learner, files)
    at_a = changed(project, snapshot=replace(project.live.snapshot, versions=("a",)))
    assert [(each.id, each.has_database, each.is_head) for each in history(at_a).places] == [
        ("base", False, False), ("a", True, False), ("b", False, True),
    ]  # fmt: skip
    lost = changed(project, snapshot=replace(project.live.snapshot, versions=("gone",)))
    assert history(lost).places[-1].note == "no file has this revision"
    broken = with_files(learner, {**files, "migrations/versions/gone.py": "revision = \n"})
    hidden = changed(broken, snapshot=replace(broken.live.snapshot, versions=("gone",)))
    assert history(hidden).places[-1].note == "a revision file cannot be read now"
