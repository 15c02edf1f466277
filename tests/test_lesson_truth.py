"""The lesson does not lie: what it shows is run for real, and compared with what it says."""

import multiprocessing
import os
import re
import runpy
import shlex
import shutil
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from stillroom.authoring import projects
from stillroom.course import Course
from stillroom.lesson.content import Edit, Lesson, Shown, read_lesson
from stillroom.lesson.table import rows
from stillroom.schema.sqlite import read_schema
from stillroom.states import states

HOME = "/home/ada/project"
"""Where the project is, in what the lesson shows."""
ELIDED = "..."
"""A line of a shown output that stands for any lines."""
ID = re.compile(r"(?<![0-9a-z])[0-9a-f]{12}(?![0-9a-z])")
ROOT = Path(__file__).parents[1]
WARM = multiprocessing.get_context("forkserver")
WARM.set_forkserver_preload(["alembic.config", "fastapi", "pydantic_settings", "sqlalchemy.orm"])


def alembic(project: str, arguments: list[str], output: str) -> None:
    """Run the real command in a process of its own, as a terminal would."""
    with Path(output).open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.chdir(project)
    os.environ.pop("DATABASE_URL", None)
    sys.dont_write_bytecode = True  # two edits within a second look the same to a cache
    sys.argv = ["alembic", *arguments]
    try:
        runpy.run_module("alembic", run_name="__main__", alter_sys=True)
    except Exception:  # noqa: BLE001 - a learner's mistake ends as in a terminal
        traceback.print_exc()


class Terminal:
    """A learner's project, and a person in front of it who does what the lesson shows."""

    def __init__(self, starter: Path, folder: Path, course: Course) -> None:
        """Begin with a copy of the bare *starter* in *folder*."""
        self.starter, self.folder, self.course = starter, folder, course
        self.project = starter
        self._fresh()

    def do(self, shown: Shown) -> list[str]:
        """Carry it out; return what differs from what is shown."""
        if shown.given:
            exercise = self.course.find(shown.given.exercise)
            self._fresh()
            projects.write_all(projects.overlay(exercise.starter), self.project)
            if shown.given.solved:
                projects.write_all(projects.solution(ROOT, exercise), self.project)
            if shown.given.database != "base":
                self._alembic("upgrade", shown.given.database)
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

    def _fresh(self) -> None:
        self.project = self.folder / f"project{len(list(self.folder.iterdir()))}"
        shutil.copytree(self.starter, self.project)
        self.ids: dict[str, str] = {}

    def _run(self, command: str) -> str:
        name, *arguments = shlex.split(command)
        if name == "alembic":
            return self._alembic(*arguments)
        if name == "nox":
            return self._stillroom(*[word for word in arguments[1:] if word != "--"])
        return ""

    def _alembic(self, *arguments: str) -> str:
        output = self.folder.parent / "output.txt"
        process = WARM.Process(
            target=alembic, args=(str(self.project), list(arguments), str(output))
        )
        process.start()
        process.join()
        return output.read_text("utf-8")

    def _stillroom(self, *arguments: str) -> str:
        """What a session of the course runs, without the environment that nox makes for it."""
        done = subprocess.run(
            [sys.executable, "-m", "stillroom", *arguments],
            cwd=self.project,
            env=os.environ | {"STILLROOM_COURSE": str(self.course.root), "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
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
        files = projects.solution(ROOT, self.course.find(edit.solution))
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


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of the course as it is rendered. Not to be changed."""
    folder = tmp_path_factory.mktemp("lesson") / "starter"
    projects.render(ROOT, folder)
    return folder


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of whoever runs the tests reaches a project."""
    for name in [name for name in os.environ if name.startswith(("DATABASE_", "STILLROOM_"))]:
        monkeypatch.delenv(name)


@pytest.fixture
def terminal(starter: Path, tmp_path: Path, course: Course) -> Terminal:
    """A terminal in a bare project."""
    (tmp_path / "projects").mkdir()
    return Terminal(starter, tmp_path / "projects", course)


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
    assert [told for one in shown for told in terminal.do(one)] == []


def test_the_transcript_is_the_whole_course(course: Course) -> None:
    """It carries out every row of the table in order, and each exercise is passed on the way."""
    runs = iter([shown.run for shown in LESSON.transcript])
    commands = [row.command for row in rows(course) if row.run != "rest"]
    assert [command for command in commands if command not in runs] == []
    passed = [shown.shows.split()[0] for shown in LESSON.transcript if "PASSED" in shown.shows]
    assert passed == course.ids


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
    assert [told for one in before for told in terminal.do(one)] == []
    wrong = history.model_copy(update={"shows": history.shows.replace("3f9a1c7b2e50", "0" * 12)})
    assert "it shows" in terminal.do(wrong)[0]
