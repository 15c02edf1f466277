"""From every mess of revisions and database, the advice leads to a pass in few steps, and never in a circle."""

import os
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from stillroom.authoring import projects
from stillroom.course.course import Course
from stillroom.project.advice import FACE, NextStep, as_command
from stillroom.project.own_database import ANEW, BACK, IN_USE
from stillroom.project.trials import own_standing
from stillroom.results.finding import Finding
from tests.support import records
from tests.support.held import held
from tests.support.in_process import InProcess
from tests.support.learner import RIGHT, Database, Learner, alembic

MESSES = int(os.environ.get("STILLROOM_MESSES", "1000"))
MOST_STEPS = 12


def followed(seed: int) -> Learner:
    """The learner of *seed*, who has followed all advice."""
    learner = Learner(Random(seed))
    messed, seen = len(learner.done), Counter[str]()
    while True:
        standing = learner.standing()
        if standing.step is not None:
            situation = f"{learner.files} {learner.database} {standing.step}"
            seen[situation] += 1
            assert seen[situation] == 1, (seed, learner.done, standing)
            learner.run(standing.step)
        elif not learner.has_passed:
            learner.mend()
        else:
            assert standing.is_level, (seed, learner.done, standing)
            break
        assert len(learner.done) - messed <= MOST_STEPS, (seed, learner.done)
    learner.done = learner.done[messed:]
    return learner


@pytest.mark.fast
def test_the_advice_leads_to_a_pass_from_every_mess() -> None:
    """``STILLROOM_MESSES=100000`` tries more of them."""
    goal = Database()
    alembic(list(RIGHT), goal, "upgrade", "head")
    longest: list[str] = []
    commands = Counter[str]()
    for seed in range(MESSES):
        learner = followed(seed)
        assert learner.database.version == goal.version
        assert goal.tables.keys() <= learner.database.tables.keys()
        commands.update(word.split()[0] for word in learner.done)
        longest = max(longest, learner.done, key=len)
    sys.stdout.write(
        f"\nthe longest way of {MESSES}, {len(longest)} steps: {', then '.join(longest)}\n"
    )
    sys.stdout.write(f"what was advised: {dict(commands)}\n")
    assert {"upgrade", "downgrade", "stamp", "reset", "mend"} == set(commands)


def mess(project: Path, *statements: str) -> None:
    """Change the database of *project* by hand."""
    with closing(sqlite3.connect(project / "app.db")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


NOTED = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)",
    "INSERT INTO alembic_version VALUES ('0001')",
)
USERS = "CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(50) NOT NULL)"
ROW = "INSERT INTO users (name) VALUES ('Ada')"


@pytest.mark.parametrize(
    ("statements", "words", "step"),
    [
        ((), "is not there.", "alembic upgrade head"),
        ((NOTED[0],), "is before the first revision, and has no table", "alembic upgrade head"),
        ((*NOTED, USERS, ROW), "and has the tables that your revisions make", ""),
        (NOTED, "the state before the first revision", "alembic stamp base"),
        ((USERS, ROW), "Alembic has noted no revision in it", "alembic stamp 0001"),
        ((*NOTED, USERS.replace("NOT NULL)", "NULL)"), ROW), "No command", "stillroom reset --database"),
        ((*NOTED, USERS.replace("NOT NULL)", "NULL)")), "Take the last one back", "alembic downgrade -1"),
        ((NOTED[0], NOTED[1].replace("1", "9"), USERS), "0009, a revision that no file has",
         "alembic stamp --purge 0001"),
        (("CREATE TABLE other (id INTEGER)",), "Alembic has noted no revision", "alembic upgrade head"),
    ],
)  # fmt: skip
def test_where_a_real_database_is(
    statements: tuple[str, ...], words: str, step: str, root: Path, course: Course, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Each command is tried on a copy; the database itself is never touched."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv(FACE, raising=False)
    projects.write_all(projects.solved(root, course.exercises[0]), tmp_path)
    if statements:
        mess(tmp_path, *statements)
    before = (tmp_path / "app.db").read_bytes() if statements else b""
    passed = records.result("passed").model_copy(update={"exercise": course.ids[0]})
    known = own_standing(tmp_path, course, passed, InProcess())
    assert words in known.words
    assert (as_command(known.step) if known.step else "") == step
    assert not before or (tmp_path / "app.db").read_bytes() == before


def test_an_applied_revision_is_taken_back_before_it_is_mended(
    root: Path, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the finding is in its file, and where its way back is one."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    projects.write_all(projects.solved(root, course.exercises[0]), tmp_path)
    (file,) = (tmp_path / "migrations" / "versions").glob("*.py")
    path = file.relative_to(tmp_path).as_posix()
    finding = Finding(code="column-missing", message="It is so.", hint="Mend it.", file=path)
    failed = records.result("failed").model_copy(
        update={"findings": (finding,), "exercise": course.ids[0]}
    )
    mess(tmp_path, *NOTED, USERS)
    assert own_standing(tmp_path, course, failed, InProcess()).step == BACK
    given = failed.model_copy(update={"exercise": course.ids[1]})  # it begins at this revision
    assert own_standing(tmp_path, course, given, InProcess()).step is None
    heads = failed.model_copy(
        update={"findings": (finding.model_copy(update={"code": "two-heads"}),)}
    )
    assert own_standing(tmp_path, course, heads, InProcess()).step is None
    file.write_text(file.read_text().replace("op.drop_table", "print"))
    assert own_standing(tmp_path, course, failed, InProcess()).step is None


@pytest.mark.parametrize(
    ("exercise", "statements", "words", "step"),
    [
        ("02", (), "is not there. Take the database with which the exercise begins", ANEW),
        ("01", (), "is not there.", None),
        ("02", ("CREATE TABLE photos (id INTEGER)",), "Alembic has noted no revision in it", ANEW),
        ("12", ("CREATE TABLE photos (id INTEGER)",), "Alembic has noted no revision in it", None),
        ("02", (NOTED[0], NOTED[1].replace("1", "9")), "0009, a revision that no file has", ANEW),
        ("01", (*NOTED, USERS.replace("50", "5")), "does not hold what your revisions make", None),
        ("02", (*NOTED, USERS.replace("50", "5")), "does not hold what your revisions make", None),
    ],
)
def test_a_database_that_leads_nowhere_before_the_files_are_right(
    exercise: str, statements: tuple[str, ...], words: str, step: NextStep | None, root: Path,
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """It is not of the exercise, so the one with which the exercise begins is offered."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    projects.write_all(projects.solved(root, course.exercises[0]), tmp_path)
    if statements:
        mess(tmp_path, *statements)
    failed = records.result("failed").model_copy(update={"exercise": course.find(exercise).id})
    known = own_standing(tmp_path, course, failed, InProcess())
    assert words in known.words
    assert known.step == step


def test_a_database_whose_folder_is_missing_is_not_answered_with_a_command(
    root: Path, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No upgrade and no reset can make a file there."""
    monkeypatch.setenv("DATABASE_URL", "sqlite:///data/mine/x.db")
    projects.write_all(projects.solved(root, course.exercises[0]), tmp_path)
    for exercise, verdict in (("01", "passed"), ("02", "failed")):
        result = records.result(verdict).model_copy(update={"exercise": course.find(exercise).id})
        known = own_standing(tmp_path, course, result, InProcess())
        assert f"there is no folder {tmp_path}/data/mine. Make that folder" in known.words
        assert known.step is None


@pytest.mark.parametrize(
    ("statements", "step"),
    [((USERS, ROW), NextStep("stamp", "0001")), ((USERS.replace("50", "5"), ROW), None),
     ((USERS, "CREATE TABLE photos (id INTEGER)"), None)],
)  # fmt: skip
def test_a_database_that_was_never_marked_is_marked_as_soon_as_a_revision_makes_it(
    statements: tuple[str, ...], step: NextStep | None, root: Path, course: Course, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Before the next revision is written: ``stamp head`` would name the wrong one then."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    projects.write_all(projects.solved(root, course.exercises[0]), tmp_path)
    mess(tmp_path, *statements)
    failed = records.result("failed").model_copy(update={"exercise": course.find("12").id})
    known = own_standing(tmp_path, course, failed, InProcess())
    assert "Alembic has noted no revision in it." in known.words
    assert known.step == step


def test_the_oldest_revision_that_makes_what_is_there_is_marked(
    root: Path, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one behind it is empty yet: marked as run, it would never run once it is filled in."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    projects.write_all(projects.solved(root, course.exercises[0]), tmp_path)
    empty = 'revision = "0002"\ndown_revision = "0001"\n\n\ndef upgrade():\n    pass\n'
    (tmp_path / "migrations" / "versions" / "0002_next.py").write_text(empty)
    mess(tmp_path, USERS)
    failed = records.result("failed").model_copy(update={"exercise": course.find("12").id})
    known = own_standing(tmp_path, course, failed, InProcess())
    assert known.step == NextStep("stamp", "0001")


@pytest.mark.processes
@pytest.mark.skipif(sys.platform == "win32", reason="nobody can ask for a lock there")
@pytest.mark.parametrize("begin", ["BEGIN EXCLUSIVE", "BEGIN IMMEDIATE"])
def test_a_database_that_another_program_holds_is_said_to_be_in_use(
    begin: str, root: Path, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has written nothing yet, and no command gets through all the same."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    projects.write_all(projects.solved(root, course.exercises[0]), tmp_path)
    mess(tmp_path, *NOTED, USERS)
    with held(tmp_path, begin):
        seen = own_standing(tmp_path, course, records.result("passed"), InProcess())
    assert (seen.words, seen.step) == (f"Your own database, app.db, is in use: {IN_USE}", None)
    free = own_standing(tmp_path, course, records.result("passed"), InProcess())
    assert "is in use" not in free.words


def test_rows_that_a_revision_has_spoilt_are_brought_back_and_not_taken_one_step_back(
    root: Path, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No way back knows the values that are gone; while only the way back is wrong, none is."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    projects.write_all(projects.solved(root, course.exercises[1]), tmp_path)
    file = "migrations/versions/0002_add_email_column.py"
    finding = Finding(code="value-wrong", message="It is so.", hint="Mend it.", file=file)
    mess(tmp_path, *(NOTED[0], NOTED[1].replace("1", "2")), USERS, ROW)
    mess(tmp_path, "ALTER TABLE users ADD email VARCHAR(255)")
    for command, step in (("alembic upgrade head", ANEW), ("alembic downgrade -1", BACK)):
        failed = records.result("failed")
        rows = tuple(
            each.model_copy(update={"command": command}) if each.status == "failed" else each
            for each in failed.steps
        )
        update = {"findings": (finding,), "exercise": course.ids[1], "steps": rows}
        known = own_standing(tmp_path, course, failed.model_copy(update=update), InProcess())
        assert known.step == step, known


def test_a_revision_that_cannot_be_read_is_not_called_gone(
    root: Path, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its file is there, with a mistake that the finding tells."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    projects.write_all(projects.solved(root, course.exercises[0]), tmp_path)
    mess(tmp_path, *NOTED, USERS)
    (file,) = (tmp_path / "migrations" / "versions").glob("*.py")
    file.write_text(file.read_text() + "\nop.create_table(\n")
    known = own_standing(tmp_path, course, records.result("failed"), InProcess())
    assert (known.words, known.step) == ("Your own database, app.db, is at 0001.", None)


def test_a_way_back_that_loses_values_is_not_advised(
    root: Path, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address goes away with its column; a column without values may go."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    projects.write_all(projects.solved(root, course.exercises[1]), tmp_path)
    file = "migrations/versions/0002_add_email_column.py"
    finding = Finding(code="column-type", message="It is so.", hint="Mend it.", file=file)
    failed = records.result("failed").model_copy(update={"findings": (finding,)})
    noted = (NOTED[0], NOTED[1].replace("1", "2"))
    mess(tmp_path, *noted, USERS, "ALTER TABLE users ADD email VARCHAR(255)", ROW)
    assert own_standing(tmp_path, course, failed, InProcess()).step == BACK
    mess(tmp_path, "UPDATE users SET email = 'ada@example.org'")
    assert own_standing(tmp_path, course, failed, InProcess()).step is None
