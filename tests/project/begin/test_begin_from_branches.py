"""Beginning an exercise whose start does not travel: it comes from the branches of the course."""

from pathlib import Path

import pytest

from stillroom.course.base import EMAIL
from stillroom.course.course import Course
from stillroom.course.starts import MissingSolution
from stillroom.errors import StillroomError
from stillroom.project.advice import NextStep
from stillroom.project.begin import begin, reset, reset_database, undo
from stillroom.project.named_course import ANSWERS
from stillroom.project.progress import Progress
from stillroom.project.progress_file import load_progress, save_progress
from stillroom.project.published import TASK, subject
from stillroom.sandbox.runner import Runner
from tests.support.begun_projects import EXERCISE, MODELS, content, git, query


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
