"""Beginning an exercise: files and database are laid together, and all is kept."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from stillroom.course.course import Course
from stillroom.errors import StillroomError
from stillroom.project.advice import NextStep
from stillroom.project.begin import NothingFollows, begin, follow_on, reset, reset_database, undo
from stillroom.project.kept_work import FOLDER
from stillroom.project.progress import FILE, Progress
from stillroom.project.progress_file import load_progress, save_progress
from tests.support.begun_projects import EXERCISE, MODELS, VERSIONS, content, git, query, work


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


def test_a_starting_file_need_not_be_utf_8(project: Path, course: Course, quick: None) -> None:
    """Files are laid as they are, byte for byte."""
    latin = "# -*- coding: latin-1 -*-\n# Bücher\n".encode("latin-1")
    versions = course.find(EXERCISE).starter / VERSIONS
    versions.mkdir(parents=True)
    (versions / "0001_latin.py").write_bytes(latin)
    begin(project, course, course.find(EXERCISE))
    assert (project / VERSIONS / "0001_latin.py").read_bytes() == latin
