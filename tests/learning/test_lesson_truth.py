"""The lesson does not lie: what it shows is run for real, and compared with what it says."""

import os
import re
import shlex
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import chdir, closing
from functools import partial
from pathlib import Path

import pytest

from stillroom.authoring import projects
from stillroom.course.course import Course
from stillroom.course.lesson import Edit, Given, Lesson, Shown
from stillroom.course.lesson_files import read_lesson
from stillroom.course.table import lesson_exercises, table_steps
from stillroom.databases.expected import states
from stillroom.databases.sqlite.reflect import read_schema
from stillroom.sandbox.runner import Runner
from tests.support.commands import Answer, run_module
from tests.support.paths import ROOT
from tests.support.run_here import answer_here

HOME = "/home/ada/project"
"""Where the project is, in what the lesson shows."""
ELIDED = "..."
"""A line of a shown output that stands for any lines."""
ID = re.compile(r"(?<![0-9a-z])[0-9a-f]{12}(?![0-9a-z])")
CACHES = shutil.ignore_patterns("__pycache__", ".*_cache", ".nox", "*.db")


def alembic(project: Path, *arguments: str) -> str:
    """Run the real command in *project*; return what a terminal shows."""
    return run_module("alembic", *arguments, folder=project, as_on_screen=True).stdout


class Terminal:
    """A learner's project, and a person in front of it who does what the lesson shows."""

    def __init__(
        self, starter: Path, folder: Path, course: Course, stillroom: Callable[..., Answer]
    ) -> None:
        """Begin with a copy of the bare *starter* in *folder*; *stillroom* runs that command here."""
        self.starter, self.folder, self.course = starter, folder, course
        self.stillroom = stillroom
        self.project = starter
        self._fresh()

    def do(self, shown: Shown) -> list[str]:
        """Carry it out; return what differs from what is shown."""
        if shown.given:
            exercise = self.course.find(shown.given.exercise)
            self._fresh()
            projects.write_all(exercise.start.files, self.project)
            if shown.given.solved:
                projects.write_all(exercise.solution, self.project)
            if shown.given.database != "base":
                alembic(self.project, "upgrade", shown.given.database)
        if shown.edit:
            self._edit(shown.edit)
        output = self._run(shown.run)
        told = [f"{shown.run}: it shows {output!r}"] if not self._same(shown.shows, output) else []
        if (state := self.state()) != shown.state:
            told.append(f"{shown.run}: the state is {state}, not {shown.state}")
        return told

    def state(self) -> str:
        """Return the state of the project's database, in the course's words."""
        with closing(sqlite3.connect(self.project / "app.db")) as connection:
            return states(self.course, self.course.exercises[-1]).words(read_schema(connection))

    def sql(self, statement: str) -> list[tuple[object, ...]]:
        """Carry out a statement on the project's database and return its rows."""
        with closing(sqlite3.connect(self.project / "app.db")) as connection, connection:
            return connection.execute(statement).fetchall()

    def _fresh(self) -> None:
        self.project = self.folder / f"project{len(list(self.folder.iterdir()))}"
        shutil.copytree(self.starter, self.project)
        self.ids: dict[str, str] = {}

    def _run(self, command: str) -> str:
        name, *arguments = shlex.split(command)
        if name == "alembic":
            return alembic(self.project, *arguments)
        if name == "nox":
            return self._stillroom(*[word for word in arguments[1:] if word != "--"])
        return ""

    def _stillroom(self, *arguments: str) -> str:
        """What a session of the course runs, without the environment that nox makes for it."""
        settings = {
            "STILLROOM_COURSE": str(self.course.root), "STILLROOM_FACE": "nox", "NO_COLOR": "1",
        }  # fmt: skip
        with chdir(self.project):
            done = self.stillroom(*arguments, **settings)
        return done.stdout + done.stderr

    def _edit(self, edit: Edit) -> None:
        versions = self.project / "migrations" / "versions"
        path = (
            max(versions.glob("*.py"), key=lambda file: file.stat().st_mtime_ns)
            if edit.file == "revision"
            else self.project / edit.file
        )
        text = path.read_text("utf-8")
        if edit.old:
            assert text.count(edit.old) == 1, f"{edit.old!r} in {path}"
            path.write_text(text.replace(edit.old, edit.new), "utf-8")
            return
        files = self.course.find(edit.solution).solution
        if edit.file != "revision":
            path.write_bytes(files[edit.file])
            return
        (answer,) = (files[name].decode() for name in files if name.startswith("migrations/"))
        functions = "def upgrade()"
        path.write_text(text.partition(functions)[0] + functions + answer.partition(functions)[2])

    def _same(self, shown: str, output: str) -> bool:
        """Tell whether *output* is what is shown; each shown id stands for one real id."""
        real = output.replace(str(self.project), HOME).splitlines()
        for found in dict.fromkeys(ID.findall(output)):
            if found not in self.ids:
                new = [name for name in ID.findall(shown) if name not in self.ids.values()]
                self.ids[found] = new[0] if new else found
        real = [ID.sub(lambda match: self.ids[match[0]], line).rstrip() for line in real]
        return bool(re.fullmatch(_pattern(shown), "\n".join(real).strip("\n")))


def _pattern(shown: str) -> str:
    lines = [line.rstrip() for line in shown.strip("\n").splitlines()]
    any_lines = r"(?:.*\n)*?(?:.*)"
    return "\n".join(any_lines if line == ELIDED else re.escape(line) for line in lines)


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of whoever runs the tests reaches a project."""
    for name in [name for name in os.environ if name.startswith(("DATABASE_", "STILLROOM_"))]:
        monkeypatch.delenv(name)


@pytest.fixture
def terminal(
    starter: Path,
    tmp_path: Path,
    course: Course,
    runner: Runner,
    capsys: pytest.CaptureFixture[str],
) -> Terminal:
    """A terminal in a bare project."""
    return Terminal(starter, tmp_path, course, partial(answer_here, runner, capsys))


LESSON = read_lesson(Course(ROOT / "exercises"))


def sessions(lesson: Lesson) -> Iterator[tuple[str, list[Shown]]]:
    """Each list of shown commands, and where it stands."""
    yield "transcript", lesson.transcript
    yield "snapshot", lesson.snapshot
    yield from ((section.id, section.shown) for section in lesson.sections if section.shown)


@pytest.mark.parametrize(
    "shown", [pytest.param(shown, id=name) for name, shown in sessions(LESSON)]
)
def test_what_the_lesson_shows_is_true(shown: list[Shown], terminal: Terminal) -> None:
    """Each command gives the output that is shown, and leaves the state that is named."""
    assert shown
    assert [told for command in shown for told in terminal.do(command)] == []


def test_the_transcript_is_the_whole_course(course: Course) -> None:
    """It carries out every step of the table in order, and each of its exercises is passed."""
    runs = iter([shown.run for shown in LESSON.transcript])
    commands = [step.command for step in table_steps(course) if step.run != "rest"]
    assert [command for command in commands if command not in runs] == []
    passed = [shown.shows.split()[0] for shown in LESSON.transcript if "PASSED" in shown.shows]
    assert passed == [exercise.id for exercise in lesson_exercises(course)]


BEFORE_01 = Given(exercise="01-add-users", solved=True, database="base")
SOLVED_02 = Given(exercise="02-add-email", solved=True)


def claim(run: str, shows: str, state: str, given: Given | None = None, **edit: str) -> Shown:
    """A command that proves what the explanation of a question says."""
    change = Edit(**edit) if edit else None
    return Shown(run=run, shows=shows, effect="-", state=state, given=given, edit=change)


ERROR = "sqlalchemy.exc.OperationalError: (sqlite3.OperationalError)"
DOWN, UP = "alembic downgrade -1", "alembic upgrade head"
GOES_BACK = "Running downgrade 0002 -> 0001, add email column"
GOES_ON = "Running upgrade 0001 -> 0002, add email column"
CLAIMS = {
    "half-a-revision": [
        claim(
            UP,
            f'...\n{ERROR} near "fault": syntax error\n...',
            "empty",
            given=BEFORE_01,
            old="    op.create_table(",
            new="    op.execute('CREATE TABLE a (b)')\n    op.execute('fault')\n    op.create_table(",
        )
    ],
    "autogenerate-and-a-new-name": [
        claim(
            'alembic revision --autogenerate -m "add email column"',
            "Detected added column 'users.mail'\nDetected removed column 'users.email'\n...",
            "users + email",
            given=SOLVED_02,
            file="app/models.py",
            old="email: Mapped",
            new="mail: Mapped",
        )
    ],
    "a-renamed-column": [
        claim(DOWN, GOES_BACK, "users(id, name, email_old)", Given(exercise="04-reapply")),
        claim(UP, GOES_ON, "users(id, name, email_old, email)"),
        claim(DOWN, f"{GOES_BACK}\n...\n...", "users(id, name, email_old, email)"),
    ],
}


@pytest.mark.parametrize("question", CLAIMS)
def test_what_an_answer_claims_is_true(question: str, terminal: Terminal) -> None:
    """What no section shows, and an answer says, is run too."""
    assert question in {known.id for known in LESSON.questions}
    assert [told for claim in CLAIMS[question] for told in terminal.do(claim)] == []


def test_rows_fare_as_the_answers_say(terminal: Terminal) -> None:
    """not-null-on-rows: refused where there are rows. values-after-the-round: NULL."""
    assert {"not-null-on-rows", "values-after-the-round"} <= {
        known.id for known in LESSON.questions
    }
    refused = f"...\n{ERROR} Cannot add a NOT NULL column with default value NULL\n..."
    not_null = {"old": "length=255)", "new": "length=255), nullable=False"}
    on_rows = SOLVED_02.model_copy(update={"database": "0001"})
    assert terminal.do(claim("alembic current", "0001", "users", on_rows, **not_null)) == []
    terminal.sql("INSERT INTO users (id, name) VALUES (7, 'Ada')")
    assert terminal.do(claim(UP, refused, "users")) == []
    assert terminal.do(claim("alembic current", "0002 (head)", "users + email", SOLVED_02)) == []
    terminal.sql("INSERT INTO users (id, name, email) VALUES (7, 'Ada', 'ada@example.org')")
    for shown in (claim(DOWN, GOES_BACK, "users"), claim(UP, GOES_ON, "users + email")):
        assert terminal.do(shown) == []
    assert terminal.sql("SELECT id, name, email FROM users") == [(7, "Ada", None)]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"state": "users"}, "the state is empty, not users"),
        ({"shows": "Generating a file"}, "it shows 'Generating "),
        ({"shows": ""}, "it shows 'Generating "),
    ],
)
def test_a_lie_is_found(change: dict[str, str], says: str, terminal: Terminal) -> None:
    """A wrong state, another output, and an output that is left out are all told."""
    (first,) = [shown for shown in LESSON.snapshot if shown.run.startswith("alembic revision -m")]
    (told,) = terminal.do(first.model_copy(update=change))
    assert says in told


def test_a_wrong_id_is_found(terminal: Terminal) -> None:
    """Each shown id stands for one revision, everywhere in a session."""
    upto = [shown.run for shown in LESSON.transcript].index("alembic history")
    *before, history = [s for s in LESSON.transcript[: upto + 1] if not s.run.startswith("nox")]
    assert [told for command in before for told in terminal.do(command)] == []
    wrong = history.model_copy(update={"shows": history.shows.replace("3f9a1c7b2e50", "0" * 12)})
    assert "it shows" in terminal.do(wrong)[0]
