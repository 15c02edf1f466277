"""The code of a reference solution beside one's own: after passing, wherever it can be had."""

import shutil
from pathlib import Path

import pytest

from stillroom.course.course import Course
from stillroom.course.starts import solution_of
from stillroom.learning.reference import beside_own
from stillroom.project.kept_work import KEPT, keep
from stillroom.project.named_course import ANSWERS
from stillroom.project.progress import Progress

MODELS, REVISION = "app/models.py", "migrations/versions/0001_add_users_table.py"
OWN = "migrations/versions/1a_mine.py"
PASSED = Progress(current="01-add-users", passed=["01-add-users"])


@pytest.fixture
def project(tmp_path: Path, course: Course) -> Path:
    """A project in which the first exercise has passed, with the models of the reference."""
    project = tmp_path / "project"
    for path, text in ((MODELS, solution_of(course.find("01").folder)[MODELS]), (OWN, b"a = 1\n")):
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_bytes(text)
    return project


@pytest.fixture
def travelling(course: Course, tmp_path: Path) -> Course:
    """The first exercises as a wheel has them: starts, and no solution."""
    root = tmp_path / "wheel" / "exercises"
    for exercise in list(course)[:4]:
        folder = root / exercise.id
        shutil.copytree(exercise.folder, folder)
        for path, text in exercise.start.files.items():
            (folder / "start" / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / "start" / path).write_bytes(text)
    return Course(root)


def test_the_reference_stands_beside_the_own_code(project: Path, course: Course) -> None:
    """What is the same is said; the own revision has a name of its own."""
    shown = beside_own(project, course, course.find("01"), PASSED)
    assert f"`{MODELS}`: yours is the same." in shown
    assert f"`{REVISION}`, the reference:\n\n```python\n" in shown
    assert f"`{OWN}`, yours:\n\n```python\na = 1\n```" in shown


def test_own_code_that_was_kept_is_shown_when_one_has_gone_on(
    project: Path, course: Course
) -> None:
    files = {MODELS: b"kept = 1\n", OWN: b"kept = 2\n"}
    keep(project, KEPT, "02-add-email", PASSED, files, None)
    shown = beside_own(project, course, course.find("01"), Progress(current="02-add-email"))
    assert "kept = 1" in shown and "kept = 2" in shown and "a = 1" not in shown


def test_without_solutions_the_next_start_shows_what_it_does_not_change(
    project: Path, travelling: Course
) -> None:
    """What the next exercise breaks on purpose is never shown as a reference."""
    assert f"`{REVISION}`, the reference:" in beside_own(
        project, travelling, travelling.find("01"), PASSED
    )
    third = beside_own(project, travelling, travelling.find("03"), PASSED)
    assert REVISION in third and "email_old" not in third


def test_the_code_is_not_shown_where_it_is_not_and_its_place_is_said(
    project: Path, travelling: Course
) -> None:
    (project / ANSWERS).write_text("_commit: abc\n_src_path: gh:org/course\ncourse: true\n")
    shown = beside_own(project, travelling, travelling.find("04"), PASSED)
    assert shown == (
        "Its code does not travel with your project. It is in `gh:org/course`, in `solutions/04-reapply`."
    )
