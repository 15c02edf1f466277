"""Starting an exercise: all of its files are laid and the old revisions go, or nothing changes."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from stillroom.course.course import Course
from stillroom.errors import StillroomError
from stillroom.project.advice import NextStep
from stillroom.project.hint import hint
from stillroom.project.progress import FILE, Progress
from stillroom.project.progress_file import load_progress, save_progress
from stillroom.project.start import start

EXERCISE = "02-add-email"
VERSIONS = Path("migrations", "versions")


@pytest.fixture
def course(root: Path, tmp_path: Path) -> Course:
    """A copy of the course, whose starting files may be changed."""
    for name in ("exercises", "solutions"):
        shutil.copytree(root / name, tmp_path / name)
    return Course(tmp_path / "exercises")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with two files of the learner's own, in no Git."""
    project = tmp_path / "project"
    (project / VERSIONS).mkdir(parents=True)
    (project / VERSIONS / "0002_mine.py").write_text("# mine\n")
    (project / "app").mkdir()
    (project / "app" / "models.py").write_text("# my models\n")
    return project


def content(project: Path) -> dict[str, bytes | None]:
    """Everything in *project*: path to content, None for a folder."""
    return {
        path.relative_to(project).as_posix(): path.read_bytes() if path.is_file() else None
        for path in project.rglob("*")
    }


def starter(course: Course) -> dict[str, bytes]:
    """What the exercise begins with."""
    return course.find(EXERCISE).start.files


def test_the_files_are_laid_and_the_old_revisions_go(project: Path, course: Course) -> None:
    """The progress names the exercise, and nothing else is left behind."""
    said = start(project, course, EXERCISE, overwrite=True)
    assert said.steps == (NextStep("check"),)
    files = {path: data for path, data in content(project).items() if data is not None}
    assert files.pop(FILE)
    assert files == starter(course)
    assert load_progress(project)[0].current == EXERCISE


def test_a_starting_file_need_not_be_utf_8(project: Path, course: Course) -> None:
    """Files are laid as they are, byte for byte."""
    latin = "# -*- coding: latin-1 -*-\n# Bücher\n".encode("latin-1")
    versions = course.find(EXERCISE).starter / VERSIONS
    versions.mkdir(parents=True)
    (versions / "0001_latin.py").write_bytes(latin)
    start(project, course, EXERCISE, overwrite=True)
    assert (project / VERSIONS / "0001_latin.py").read_bytes() == latin


def test_work_that_git_does_not_hold_is_kept(project: Path, course: Course) -> None:
    """The refusal names the files and offers the step that does it all the same."""
    before = content(project)
    with pytest.raises(
        StillroomError, match=r"0002_mine\.py and app/models\.py would be lost: commit first"
    ) as raised:
        start(project, course, EXERCISE, overwrite=False)
    assert str(raised.value).endswith(f"stillroom start {EXERCISE} --overwrite")
    assert content(project) == before
    for command in ("init -q", "add -A", "-c user.name=A -c user.email=a@b commit -qm mine"):
        subprocess.run(["git", "-C", str(project), *command.split()], check=True)
    start(project, course, EXERCISE, overwrite=False)
    assert not (project / VERSIONS / "0002_mine.py").exists()


def folder_in_the_way(project: Path) -> None:
    """A folder where a file is to be laid."""
    (project / "app" / "models.py").unlink()
    (project / "app" / "models.py").mkdir()


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
    shutil.move(project / "app" / "models.py", project.parent / "elsewhere.py")
    (project / "app" / "models.py").symlink_to(project.parent / "elsewhere.py")


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
    project: Path, course: Course, obstacle: Callable[[Path], None]
) -> None:
    """The project and what lies beside it are as they were, with no file of ours."""
    obstacle(project)
    before = content(project.parent)
    with pytest.raises(StillroomError):
        start(project, course, EXERCISE, overwrite=True)
    assert content(project.parent) == before


@pytest.mark.parametrize("fails", range(5))
def test_a_failure_midway_is_undone(
    project: Path, course: Course, monkeypatch: pytest.MonkeyPatch, fails: int
) -> None:
    """The disk may be full or a folder read-only at any of the moves."""
    before = content(project)
    moves = 0

    def rename(source: Path, target: Path) -> None:
        nonlocal moves
        moves += 1
        if moves == fails + 1:
            raise OSError(28, "No space left on device", str(target))
        os.replace(source, target)

    monkeypatch.setattr(os, "rename", rename)
    with pytest.raises(StillroomError, match="the project is as it was: .*No space left"):
        start(project, course, EXERCISE, overwrite=True)
    assert content(project) == before


@pytest.mark.parametrize("fails", range(5))
def test_a_failure_names_the_learner_s_own_file(
    project: Path, course: Course, monkeypatch: pytest.MonkeyPatch, fails: int
) -> None:
    """Where files are kept meanwhile is nobody's business."""
    moves = 0

    def rename(source: Path, target: Path) -> None:
        nonlocal moves
        moves += 1
        if moves == fails + 1:
            raise PermissionError(13, "Permission denied", str(source), None, str(target))
        os.replace(source, target)

    monkeypatch.setattr(os, "rename", rename)
    with pytest.raises(StillroomError) as error:
        start(project, course, EXERCISE, overwrite=True)
    named = str(error.value).removesuffix(": Permission denied").rpartition(": ")[2]
    own = Path(named).relative_to(project).as_posix()
    assert own in {*starter(course), "migrations/versions/0002_mine.py"}


def test_a_project_that_takes_no_file_is_named(
    project: Path, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied", str(project / ".stillroom-start-x"))

    monkeypatch.setattr("tempfile.mkdtemp", refuse)
    with pytest.raises(StillroomError, match=f"as it was: {project}: Permission denied"):
        start(project, course, EXERCISE, overwrite=True)


def test_a_hint_without_an_id_ignores_what_the_course_does_not_know(
    project: Path, course: Course
) -> None:
    """The progress may be that of another course: the first exercise is the current one then."""
    save_progress(Progress(current="77-of-another-course"), project)
    assert hint(project, course, None).startswith(f"{course.ids[0]}, hint 1 of")
