"""The course that a project belongs to, by what its pyproject.toml says."""

import shutil
from pathlib import Path

import pytest

from stillroom.errors import StillroomError
from stillroom.project import named_course
from stillroom.project.named_course import (
    course_of,
    courses_named,
    exercise_name,
    refuse_another_course,
)
from tests.support.paths import TESTS

pytestmark = pytest.mark.fast

OTHER = TESTS / "course" / "other-course"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course that is installed under the name ``boats``."""
    folder = shutil.copytree(OTHER, tmp_path / "stillroom_course_boats")
    monkeypatch.setattr(named_course, "installed_courses", lambda: {"boats": folder})
    return folder


def project(folder: Path, text: str) -> Path:
    """Write a project with nothing but a pyproject.toml."""
    folder.mkdir()
    (folder / "pyproject.toml").write_text(text, "utf-8")
    return folder


def test_a_project_remembers_its_course(installed: Path, tmp_path: Path) -> None:
    """It is found wherever the command is run; a folder that is named goes first."""
    mine = project(tmp_path / "p", '[tool.stillroom]\ncourse = "boats"\n')
    assert course_of(mine, None).root == installed
    assert course_of(mine, OTHER).root == OTHER


@pytest.mark.parametrize(
    "text", ["", "[tool.ruff]\n", "[project]\nname = 'x'\n", "[tool.stillroom]\n"]
)
def test_a_project_that_names_none_has_the_own_one(text: str, tmp_path: Path) -> None:
    """The course that comes with the grader needs no name."""
    own = course_of(tmp_path / "nothing", None)
    assert course_of(project(tmp_path / "p", text), None).root == own.root


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[tool.stillroom]\ncourse = "sailing"', "belongs to the course 'sailing', and installed is boats; put"),
        ('[tool.stillroom]\ncourse = "./wheels"', "belongs to the course './wheels', and installed"),
        ("[tool.stillroom]\ncourse = 3", "tool.stillroom.course: the name of a course is a text"),
        ('[tool.stillroom]\ncuorse = "boats"', "tool.stillroom.cuorse: unknown key; did you mean course?"),
        ('[tool.stillroom]\nx = "boats"', "tool.stillroom.x: unknown key; known are course and exercise"),
        ('[tool]\nstillroom = "boats"', "tool.stillroom: this must be a table"),
        ("[tool.stillroom\n", "not valid TOML"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("installed")
def test_the_own_course_never_takes_the_place_of_another(
    text: str, says: str, tmp_path: Path
) -> None:
    """Whatever is wrong with the name is one line."""
    with pytest.raises(StillroomError) as error:
        course_of(project(tmp_path / "p", text), None)
    assert says in str(error.value)
    assert str(error.value).startswith(f"{tmp_path / 'p' / 'pyproject.toml'}: ")
    assert "\n" not in str(error.value)


def test_projects_of_another_course_are_not_graded_with_the_own_one(tmp_path: Path) -> None:
    """Where all of them say so; one alone may not stop a whole class."""
    mine = project(tmp_path / "a", '[tool.stillroom]\ncourse = "boats"\n')
    plain = project(tmp_path / "b", "[tool.stillroom")
    refuse_another_course([mine, plain])
    refuse_another_course([])
    assert courses_named([mine, plain, mine]) == ["boats"]
    with pytest.raises(StillroomError, match="belongs to the course boats; name .* --course DIR"):
        refuse_another_course([mine, mine])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (None, None),
        ("[tool.stillroom", None),
        ("[tool.stillroom]\nexercise = 2", None),
        ('[tool.stillroom]\ncourse = "boats"', None),
        ('[tool.stillroom]\nexercise = ""', None),
        ('[tool.stillroom]\nexercise = "02-row"', "02-row"),
    ],
)
def test_a_branch_names_its_exercise(text: str | None, name: str | None, tmp_path: Path) -> None:
    """A name that is left empty, or that cannot be read, is none."""
    if text is not None:
        project(tmp_path / "p", text)
    assert exercise_name(tmp_path / "p") == name
