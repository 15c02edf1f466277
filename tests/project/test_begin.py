"""Beginning an exercise: files and database are laid together or not at all, and all is kept."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from stillroom.course.base import EMAIL, bare_files
from stillroom.course.course import Course
from stillroom.course.starts import MissingSolution
from stillroom.databases.base import Handover, NotReplaced
from stillroom.errors import StillroomError
from stillroom.grading.beginning import beginning
from stillroom.project import begin as module
from stillroom.project.advice import NextStep
from stillroom.project.begin import NothingFollows, begin, follow_on, reset, reset_database, undo
from stillroom.project.hint import hint
from stillroom.project.kept_work import FOLDER, KEPT
from stillroom.project.named_course import ANSWERS
from stillroom.project.progress import FILE, Progress
from stillroom.project.progress_file import load_progress, save_progress
from stillroom.project.published import TASK, subject
from stillroom.sandbox.runner import Runner

EXERCISE = "02-add-email"
VERSIONS = Path("migrations", "versions")
MODELS = "app/models.py"


@pytest.fixture
def course(root: Path, tmp_path: Path) -> Course:
    """A copy of the course, whose starting files may be changed."""
    for name in ("exercises", "solutions"):
        ignored = shutil.ignore_patterns("__pycache__", "0[5-9]-*", "[1-9]?-*")
        shutil.copytree(root / name, tmp_path / name, ignore=ignored)
    (tmp_path / "exercises" / "course.toml").unlink(missing_ok=True)
    return Course(tmp_path / "exercises")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with two files of the learner's own, and a database with a row, in no Git."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    project = tmp_path / "project"
    (project / VERSIONS).mkdir(parents=True)
    (project / VERSIONS / "0002_mine.py").write_text("# mine\n")
    (project / "app").mkdir()
    (project / MODELS).write_text("# my models\n")
    (project / "app" / "main.py").write_text("# my application\n")
    query(project, "CREATE TABLE mine (id INTEGER)", "INSERT INTO mine VALUES (7)")
    return project


@pytest.fixture(scope="module")
def made(root: Path, runner: Runner) -> Handover:
    """The database that the exercise begins with, made once by really running its revisions."""
    course = Course(root / "exercises")
    exercise = course.find(EXERCISE)
    return beginning(course, exercise, exercise.start.files, runner)


@pytest.fixture
def quick(made: Handover, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take what was made once: the test is about what happens with it."""
    monkeypatch.setattr(module, "beginning", lambda *_: made)


def query(project: Path, *statements: str) -> list[tuple[object, ...]]:
    """Run *statements* on the database of *project*; return the rows of the last one."""
    with closing(sqlite3.connect(project / "app.db")) as connection, connection:
        rows: list[tuple[object, ...]] = []
        for statement in statements:
            rows = connection.execute(statement).fetchall()
        return rows


def git(project: Path, *arguments: str) -> str:
    """Run Git as somebody; return what it prints."""
    somebody = ("-c", "user.name=A", "-c", "user.email=a@b")
    run = subprocess.run(
        ["git", "-C", str(project), *somebody, *arguments], capture_output=True, check=True
    )
    return run.stdout.decode().strip()


def content(project: Path) -> dict[str, bytes | None]:
    """Everything in *project*, but for the folder of what is kept: path to content, None for a folder."""
    return {
        path.relative_to(project).as_posix(): path.read_bytes() if path.is_file() else None
        for path in project.rglob("*")
        if not {FOLDER, ".git"} & set(path.relative_to(project).parts)
    }


def work(project: Path) -> tuple[dict[str, bytes | None], list[tuple[object, ...]]]:
    """The files of *project*, and what its database says, which may lie in its file in another order."""
    files = {
        path: text for path, text in content(project).items() if not path.endswith((".db", FILE))
    }
    with closing(sqlite3.connect(project / "app.db")) as connection:
        return files, [(line,) for line in connection.iterdump()]


def test_files_and_database_are_those_of_the_exercise(project: Path, course: Course) -> None:
    """The old revisions go, other files stay; the given revision has really run, with its rows."""
    said = begin(project, course, course.find(EXERCISE))
    assert said.steps == (NextStep("undo"), NextStep("task"))
    start = course.find(EXERCISE).start.files
    files = content(project)
    assert {path: files[path] for path in start} == start
    assert files["app/main.py"] == b"# my application\n"
    assert not (project / VERSIONS / "0002_mine.py").exists()
    assert query(project, "SELECT version_num FROM alembic_version") == [("0001",)]
    names = query(project, "SELECT name FROM users ORDER BY id")
    assert len(names) == 3
    assert names[0] == ("Zoë Ångström 雪 stillroom",)
    assert query(project, "SELECT * FROM sqlite_schema WHERE name = 'mine'") == []
    progress, _ = load_progress(project)
    assert (progress.current, progress.begun) == (EXERCISE, [EXERCISE])


def test_what_was_there_comes_back_as_often_as_it_was_kept(
    project: Path, course: Course, quick: None
) -> None:
    """Files, database and place in the course; work that came since is kept, too."""
    first = work(project)
    begin(project, course, course.find(EXERCISE))
    (project / VERSIONS / "0002_email.py").write_text("# new work\n")
    query(project, "DELETE FROM users")
    second = work(project)
    reset(project, course)
    assert not (project / VERSIONS / "0002_email.py").exists()
    assert len(query(project, "SELECT * FROM users")) == 3
    undo(project)
    assert work(project) == second
    undo(project)
    assert work(project) == first
    assert load_progress(project)[0] == Progress(beginnings=4)
    with pytest.raises(StillroomError, match="nothing can be taken back"):
        undo(project)
    assert (project / FOLDER / "undone" / "0002" / "files" / VERSIONS / "0002_email.py").exists()


@pytest.mark.parametrize("text", ["", "{bad"])
def test_an_exercise_that_is_not_known_is_not_begun_again(
    project: Path, course: Course, text: str
) -> None:
    """Nothing is guessed where the progress is gone or damaged: everything stays as it was."""
    (project / ".stillroom.json").unlink(missing_ok=True)
    if text:
        (project / ".stillroom.json").write_text(text, "utf-8")
    before = (project / MODELS).read_bytes(), sorted((project / VERSIONS).iterdir())
    with pytest.raises(StillroomError, match="Begin the exercise by its name: stillroom start ID"):
        reset(project, course)
    assert before == ((project / MODELS).read_bytes(), sorted((project / VERSIONS).iterdir()))


def test_without_an_exercise_before_it_the_bare_starter_is_laid(
    project: Path, course: Course
) -> None:
    """There is no revision, and the database is empty."""
    begin(project, course, course.exercises[0])
    assert b"Your first model goes here" in (project / MODELS).read_bytes()
    assert list((project / VERSIONS).iterdir()) == []
    assert query(project, "SELECT * FROM sqlite_schema") == []


def test_a_package_gives_way_to_the_module_of_its_name(
    project: Path, course: Course, quick: None
) -> None:
    """Python would take the package."""
    (project / "app" / "models").mkdir()
    (project / "app" / "models" / "__init__.py").write_text("# a package\n")
    (project / "app" / "other").mkdir()
    (project / "app" / "other" / "__init__.py").write_text("# another\n")
    begin(project, course, course.find(EXERCISE))
    assert not (project / "app" / "models" / "__init__.py").exists()
    assert (project / "app" / "other" / "__init__.py").exists()


def test_the_next_one_is_begun_only_when_this_one_has_passed(
    project: Path, course: Course, quick: None
) -> None:
    save_progress(Progress(current="01-add-users", begun=["01-add-users"]), project)
    with pytest.raises(
        StillroomError, match="01-add-users has not passed yet: run stillroom check"
    ):
        follow_on(project, course)
    passed = ["01-add-users"]
    save_progress(Progress(current="01-add-users", begun=passed, passed=passed), project)
    follow_on(project, course)
    assert load_progress(project)[0].current == EXERCISE
    save_progress(
        Progress(current="04-reapply", begun=["04-reapply"], passed=["04-reapply"]), project
    )
    with pytest.raises(NothingFollows, match="01-add-users has not passed in this project yet"):
        follow_on(project, course)
    passed = list(course.ids)
    save_progress(Progress(current="04-reapply", begun=passed, passed=passed), project)
    with pytest.raises(NothingFollows, match="the course is done"):
        follow_on(project, course)


def test_the_database_alone_is_brought_back(project: Path, course: Course, quick: None) -> None:
    """The files stay, what it held is kept, and undo brings that back."""
    save_progress(Progress(current=EXERCISE, begun=[EXERCISE]), project)
    before = work(project)
    reset_database(project, course)
    assert work(project)[0] == before[0]
    assert len(query(project, "SELECT * FROM users")) == 3
    undo(project)
    assert work(project) == before
    save_progress(Progress(), project)
    with pytest.raises(StillroomError, match="Begin the exercise by its name"):
        reset_database(project, course)


def test_progress_that_is_gone_is_taken_from_the_kept_work(
    project: Path, course: Course, quick: None
) -> None:
    """Which exercise it is at, which were begun, and which had passed when the last one was begun."""
    first = ["01-add-users"]
    save_progress(
        Progress(current=first[0], begun=first, passed=first, hints={EXERCISE: [1, 2]}), project
    )
    follow_on(project, course)
    assert load_progress(project)[0].hints == {}
    (project / FILE).unlink()
    progress, notice = load_progress(project)
    assert (progress.current, progress.passed) == (EXERCISE, first)
    assert notice is not None
    assert "1 exercise passed" in notice
    assert load_progress(project) == (progress, None)
    (project / FILE).write_text("{bad")
    progress, notice = load_progress(project)
    assert (progress.current, progress.passed) == (EXERCISE, first)
    reset(project, course)
    assert "as they were before the last reset" in undo(project).spelled()


def test_a_branch_of_kept_work_brings_no_older_progress_back(
    project: Path, course: Course, quick: None
) -> None:
    """Where Git has the progress file, the branch has it as it was then; taking back names a branch, too."""
    git(project, "init", "-q")
    save_progress(Progress(), project)
    git(project, "add", "-A")
    git(project, "commit", "-qm", "all")
    begin(project, course, course.find(EXERCISE))
    assert "in the branch work/02-add-email-1" in undo(project).spelled()
    assert EXERCISE in git(project, "show", f"work/02-add-email-1:{FILE}")


@pytest.mark.parametrize("ignored", ["*.db\n", f"*.db\n{FILE}\n"])
def test_uncommitted_work_goes_to_a_branch_and_git_is_not_disturbed(
    ignored: str, project: Path, course: Course, quick: None
) -> None:
    """HEAD, the index and the branch that is checked out are as they were."""
    git(project, "init", "-q")
    (project / ".gitignore").write_text(ignored)
    save_progress(Progress(), project)
    (project / "notes.txt").write_text("staged\n")
    git(project, "add", "notes.txt")
    index = git(project, "ls-files", "-s")
    begin(project, course, course.find(EXERCISE))
    branch = git(project, "for-each-ref", "--format=%(refname:short)", "refs/heads")
    assert branch == "work/project-1"
    files = git(project, "ls-tree", "-r", "--name-only", branch).split()
    assert {"notes.txt", MODELS, "migrations/versions/0002_mine.py"} <= set(files)
    assert FILE not in files
    assert not [name for name in files if name.startswith(FOLDER) or name.endswith(".db")]
    assert git(project, "show", f"{branch}:{MODELS}") == "# my models"
    assert git(project, "ls-files", "-s") == index
    git(project, "add", "-A")
    git(project, "commit", "-qm", "all")
    head = git(project, "rev-parse", "HEAD")
    reset(project, course)
    assert git(project, "rev-parse", "HEAD") == head
    branches = git(project, "for-each-ref", "--format=%(refname:short)", "refs/heads/work")
    assert branches == branch  # the last commit has it all


def test_a_merge_with_conflicts_is_ended_first(project: Path, course: Course, quick: None) -> None:
    git(project, "init", "-q", "-b", "main")
    git(project, "add", MODELS)
    git(project, "commit", "-qm", "one")
    git(project, "switch", "-qc", "other")
    (project / MODELS).write_text("# theirs\n")
    git(project, "commit", "-qam", "two")
    git(project, "switch", "-q", "main")
    (project / MODELS).write_text("# mine\n")
    git(project, "commit", "-qam", "three")
    with pytest.raises(subprocess.CalledProcessError):
        git(project, "merge", "other")
    before = content(project)
    with pytest.raises(StillroomError, match="in the middle of a merge"):
        begin(project, course, course.find(EXERCISE))
    assert content(project) == before


def test_a_database_that_is_not_the_projects_is_left_alone(
    project: Path, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the files are laid, and a sentence says so; taking it back leaves it alone, too."""
    other = tmp_path / "other.db"
    shutil.copy(project / "app.db", other)
    before = other.read_bytes()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{other}")
    said = begin(project, course, course.find(EXERCISE)).spelled()
    assert f"DATABASE_URL names {other}, so the database was left as it was." in said
    assert query(project, "SELECT * FROM mine") == [(7,)]
    undo(project)
    assert (project / MODELS).read_text() == "# my models\n"
    assert other.read_bytes() == before


def test_a_damaged_database_is_replaced_and_kept_as_it_was(
    project: Path, course: Course, quick: None
) -> None:
    (project / "app.db").write_bytes(b"no database at all" * 100)
    begin(project, course, course.find(EXERCISE))
    assert len(query(project, "SELECT * FROM users")) == 3
    undo(project)
    assert (project / "app.db").read_bytes() == b"no database at all" * 100


def test_a_database_in_use_stops_it_all(project: Path, course: Course, quick: None) -> None:
    before = content(project)
    with closing(sqlite3.connect(project / "app.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StillroomError, match="the project is as it was: app.db is in use: end"):
            begin(project, course, course.find(EXERCISE))
        other.execute("ROLLBACK")
    assert content(project) == before
    assert os.listdir(project / FOLDER) == [".gitignore"]


def test_starting_files_that_do_not_travel_are_in_a_branch(
    project: Path, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_exercise: Path) -> None:
        raise MissingSolution("there is none")

    monkeypatch.setattr("stillroom.course.starts.start_of", missing)
    with pytest.raises(StillroomError, match=f"in a branch of their own: git switch .*{EXERCISE}"):
        begin(project, course, course.find(EXERCISE))


def test_in_a_clone_of_the_branches_they_come_from_the_commit_of_the_course(
    project: Path, course: Course, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files, task and database are those of the beginning, whatever was committed since."""
    exercise = course.find(EXERCISE)
    start = exercise.start.files
    git(project, "init", "-q")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "The starter of the course")
    for path, text in {**start, TASK: b"The task."}.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_bytes(text)
    git(project, "add", "-A")
    git(project, "-c", f"user.email={EMAIL}", "commit", "-qm", f"{subject(exercise)} a title")
    (project / "app" / "models.py").write_bytes(b"# mine\n")
    (project / "app" / "main.py").write_bytes(b"# mine\n")
    (project / TASK).write_bytes(b"Another task.")
    named = b'[tool.stillroom]\ncourse = "x"\nexercise = "01-add-users"  # here\n[tool.x]\nexercise = "y"\n'
    (project / "pyproject.toml").write_bytes(named)
    noted = b'# Answers.\nexercise: "01-add-users"\nproject_name: x\n'
    (project / ANSWERS).write_bytes(noted)
    git(project, "add", "-A")
    git(project, "commit", "-qm", f"{subject(exercise)} solved")

    def missing(_exercise: Path) -> None:
        raise MissingSolution("there is none")

    monkeypatch.setattr("stillroom.course.starts.start_of", missing)
    again = Course(course.root)
    begin(project, again, again.find(EXERCISE))
    files = content(project)
    assert {path: files[path] for path in start} == start
    assert files[TASK] == exercise.task.read_bytes()
    assert files["pyproject.toml"] == named.replace(b"01-add-users", EXERCISE.encode())
    assert (
        project / ANSWERS
    ).read_bytes() == b'# Answers.\nproject_name: x\nexercise: "02-add-email"\n'
    assert load_progress(project)[0].current == EXERCISE
    assert files["app/main.py"] == b"# mine\n"
    assert query(project, "SELECT version_num FROM alembic_version") == [("0001",)]
    assert len(query(project, "SELECT name FROM users ORDER BY id")) == 3
    undo(project)
    assert content(project)["app/models.py"] == b"# mine\n"
    assert content(project)[TASK] == b"Another task."
    assert content(project)["pyproject.toml"] == named
    assert (project / ANSWERS).read_bytes() == noted
    assert load_progress(project)[0].current == "01-add-users"


def travelled(course: Course, monkeypatch: pytest.MonkeyPatch) -> Course:
    """The course as a wheel that carries no starts."""

    def missing(_exercise: Path) -> None:
        raise MissingSolution("there is none")

    monkeypatch.setattr("stillroom.course.starts.start_of", missing)
    return Course(course.root)


def test_a_host_may_make_one_commit_of_a_branch(
    project: Path, course: Course, quick: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The first commit is the start where it brings the task; a shallow clone says what to do."""
    exercise = course.find(EXERCISE)
    start = exercise.start.files
    for path, text in {**start, TASK: exercise.task.read_bytes()}.items():
        (project / path).write_bytes(text)
    git(project, "init", "-q")
    for text in (start[MODELS], b"# mine\n"):
        (project / MODELS).write_bytes(text)
        git(project, "add", "-A")
        git(project, "commit", "-qm", "Some words of the host")
    save_progress(Progress(current=EXERCISE, begun=[EXERCISE]), project)
    course = travelled(course, monkeypatch)
    assert reset(project, course).steps == (NextStep("undo"), NextStep("task"))
    assert (project / MODELS).read_bytes() == start[MODELS]
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", project.as_uri(), str(clone))
    save_progress(Progress(current=EXERCISE, begun=[EXERCISE]), clone)
    with pytest.raises(StillroomError, match="this clone is shallow: git fetch --unshallow"):
        reset(clone, course)
    assert reset_database(clone, course).steps == (NextStep("undo"), NextStep("check"))
    assert query(clone, "SELECT version_num FROM alembic_version") == [("0001",)]


def test_a_starting_file_need_not_be_utf_8(project: Path, course: Course, quick: None) -> None:
    """Files are laid as they are, byte for byte."""
    latin = "# -*- coding: latin-1 -*-\n# Bücher\n".encode("latin-1")
    versions = course.find(EXERCISE).starter / VERSIONS
    versions.mkdir(parents=True)
    (versions / "0001_latin.py").write_bytes(latin)
    begin(project, course, course.find(EXERCISE))
    assert (project / VERSIONS / "0001_latin.py").read_bytes() == latin


def folder_in_the_way(project: Path) -> None:
    """A folder where a file is to be laid."""
    (project / MODELS).unlink()
    (project / MODELS).mkdir()


def file_in_the_way(project: Path) -> None:
    """A file where a folder is needed."""
    shutil.rmtree(project / VERSIONS)
    (project / VERSIONS).write_text("no folder")


def link_out_of_the_project(project: Path) -> None:
    """A folder of the project that is somewhere else."""
    shutil.move(project / "app", project.parent / "elsewhere")
    (project / "app").symlink_to(project.parent / "elsewhere")


def link_in_the_place_of_a_file(project: Path) -> None:
    """A file of the project that is somewhere else."""
    shutil.move(project / MODELS, project.parent / "elsewhere.py")
    (project / MODELS).symlink_to(project.parent / "elsewhere.py")


def progress_that_cannot_be_written(project: Path) -> None:
    """The last thing that is written."""
    (project / f"{FILE}.lock").mkdir()


@pytest.mark.parametrize(
    "obstacle",
    [
        folder_in_the_way,
        file_in_the_way,
        link_out_of_the_project,
        link_in_the_place_of_a_file,
        progress_that_cannot_be_written,
    ],
)
def test_whatever_is_in_the_way_nothing_is_changed(
    project: Path, course: Course, obstacle: Callable[[Path], None], quick: None
) -> None:
    """The project and what lies beside it are as they were, and nothing is kept."""
    obstacle(project)
    before = content(project.parent)
    with pytest.raises(StillroomError):
        begin(project, course, course.find(EXERCISE))
    assert content(project.parent) == before
    assert not list((project / KEPT).glob("*"))


@pytest.mark.parametrize("fails", range(12))
def test_a_failure_midway_is_undone(
    project: Path, course: Course, monkeypatch: pytest.MonkeyPatch, fails: int, quick: None
) -> None:
    """The disk may be full or a folder read-only at any of the moves; the database is not reached."""
    git(project, "init", "-q")
    before = content(project)
    moves = 0

    def rename(source: Path, target: Path) -> None:
        nonlocal moves
        if ".unfinished" not in str(source):
            moves += 1
        if moves == fails + 1:
            raise OSError(28, "No space left on device", str(target))
        os.replace(source, target)

    monkeypatch.setattr(os, "rename", rename)
    monkeypatch.setattr(Path, "rename", rename)
    if fails >= moves_needed(course):
        begin(project, course, course.find(EXERCISE))
        return
    with pytest.raises(StillroomError, match="the project is as it was: .*No space left"):
        begin(project, course, course.find(EXERCISE))
    assert content(project) == before
    assert list((project / KEPT).iterdir()) == []
    assert git(project, "for-each-ref", "refs/heads") == ""


def moves_needed(course: Course) -> int:
    """How many renames lay the exercise: each new file, and the two old ones that give way."""
    return len(course.find(EXERCISE).start.over(bare_files())) + 2


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_at_the_very_end_brings_the_database_back(
    project: Path,
    course: Course,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    quick: None,
) -> None:
    """Files and database were exchanged already when the progress is written."""
    before = work(project)

    def fail(*_: object) -> None:
        assert len(query(project, "SELECT * FROM users")) == 3
        raise error

    monkeypatch.setattr("stillroom.project.exchange.save_progress", fail)
    with pytest.raises((StillroomError, KeyboardInterrupt)):
        begin(project, course, course.find(EXERCISE))
    assert work(project) == before
    assert list((project / KEPT).iterdir()) == []


def test_a_database_that_cannot_be_put_back_is_where_the_message_says(
    project: Path, course: Course, monkeypatch: pytest.MonkeyPatch, quick: None
) -> None:
    """Then what was kept stays, and undo takes it from there."""
    before = work(project)
    replace = "stillroom.databases.sqlite.follow.replace"

    def fail(*_: object) -> None:
        monkeypatch.setattr(replace, lambda *_: refuse())
        raise OSError(28, "No space left on device")

    def refuse() -> None:
        raise NotReplaced("app.db is in use")

    monkeypatch.setattr("stillroom.project.exchange.save_progress", fail)
    with pytest.raises(StillroomError, match=r"the database was not put back .*kept/0001"):
        begin(project, course, course.find(EXERCISE))
    monkeypatch.undo()
    undo(project)
    assert work(project) == before


def test_a_project_that_takes_no_file_is_named(
    project: Path, course: Course, monkeypatch: pytest.MonkeyPatch, quick: None
) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied", str(project / ".stillroom"))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(StillroomError, match="as it was: .*: Permission denied"):
        begin(project, course, course.find(EXERCISE))


def test_what_was_kept_and_is_damaged_is_named(project: Path, course: Course, quick: None) -> None:
    begin(project, course, course.find(EXERCISE))
    (project / KEPT / "0001" / "about.json").write_text("{")
    before = content(project)
    with pytest.raises(StillroomError, match=r"0001/about.json: cannot be read"):
        undo(project)
    assert content(project) == before


def test_a_hint_without_an_id_ignores_what_the_course_does_not_know(
    project: Path, course: Course
) -> None:
    """The progress may be that of another course: the first exercise is the current one then."""
    save_progress(Progress(current="77-of-another-course"), project)
    assert hint(project, course, None).startswith(f"{course.ids[0]}, hint 1 of")
