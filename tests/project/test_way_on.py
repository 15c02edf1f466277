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
from stillroom.project.advice import FACE, as_command
from stillroom.project.own_database import BACK
from stillroom.project.trials import own_standing
from stillroom.results.record import Finding
from tests.support import records
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
        ((), "is not there yet", "alembic upgrade head"),
        ((*NOTED, USERS, ROW), "and holds what your revisions make", ""),
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
    known = own_standing(tmp_path, course, records.result("passed"), InProcess())
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
    failed = records.result("failed").model_copy(update={"findings": (finding,)})
    mess(tmp_path, *NOTED, USERS)
    assert own_standing(tmp_path, course, failed, InProcess()).step == BACK
    heads = failed.model_copy(
        update={"findings": (finding.model_copy(update={"code": "two-heads"}),)}
    )
    assert own_standing(tmp_path, course, heads, InProcess()).step is None
    file.write_text(file.read_text().replace("op.drop_table", "print"))
    assert own_standing(tmp_path, course, failed, InProcess()).step is None
