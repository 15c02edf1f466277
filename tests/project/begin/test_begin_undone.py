"""Beginning an exercise that cannot be begun: all of it or nothing, and one line that says why."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from stillroom.course.base import bare_files
from stillroom.course.course import Course
from stillroom.databases.base import NotReplaced
from stillroom.errors import StillroomError
from stillroom.project.begin import begin, undo
from stillroom.project.hint import hint
from stillroom.project.kept_work import KEPT
from stillroom.project.progress import FILE, Progress
from stillroom.project.progress_file import save_progress
from tests.support.begun_projects import EXERCISE, MODELS, VERSIONS, content, git, query, work


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
