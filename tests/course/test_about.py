"""course.toml: what a course says of itself, and its tracks."""

import shutil
from pathlib import Path

import pytest

from stillroom.course.course import Course
from stillroom.errors import StillroomError
from tests.support.paths import TESTS

OTHER = TESTS / "course" / "other-course"
TWO = """
[[tracks]]
name = "first"
title = "The first"
from = "01"

[[tracks]]
name = "second"
title = "The second"
from = "03"
"""


def made(folder: Path, about: str = "", names: tuple[str, ...] = ("01-lend-books",)) -> Path:
    """Write a course of exercises that are all alike, and what it says of itself."""
    for name in names:
        shutil.copytree(OTHER / "01-lend-books", folder / name)
    if about:
        (folder / "course.toml").write_text(about, "utf-8")
    return folder


def test_without_it_a_course_is_called_like_its_folder(tmp_path: Path) -> None:
    """The file may be left out, and so may each of its keys."""
    course = Course(made(tmp_path / "sailing-club_lessons"))
    assert (course.title, course.name) == ("Sailing club lessons", "sailing-club-lessons")
    assert course.tracks == []
    assert course.about.packages == []
    (course.root / "course.toml").write_text('about = "Boats."\n', "utf-8")
    assert Course(course.root).title == "Sailing club lessons"


def test_a_title_gives_the_name_too(tmp_path: Path) -> None:
    """Projects remember a name of plain letters."""
    course = Course(made(tmp_path / "x", 'title = "Boats & oars"\npackages = ["geoalchemy2"]'))
    assert (course.title, course.name) == ("Boats & oars", "boats-oars")
    assert course.about.packages == ["geoalchemy2"]


def test_a_title_of_other_letters_needs_a_name(tmp_path: Path) -> None:
    """It is only asked for where it is needed."""
    course = Course(made(tmp_path / "x", 'title = "Базы данных"'))
    with pytest.raises(StillroomError, match=r"course.toml: name: the title .* add one"):
        _ = course.name


def test_a_folder_that_holds_exercises_stands_for_them(tmp_path: Path) -> None:
    """A course may be laid out like a repository; course.toml may stand in either folder."""
    root = made(tmp_path / "club" / "exercises")
    assert Course(tmp_path / "club").root == root
    assert Course(root).title == "Club"
    (tmp_path / "club" / "course.toml").write_text('title = "Outer"', "utf-8")
    assert Course(tmp_path / "club").title == "Outer"
    (root / "course.toml").write_text('title = "Inner"', "utf-8")
    assert Course(tmp_path / "club").title == "Inner"


def test_a_new_exercise_belongs_to_the_track_before_it(tmp_path: Path) -> None:
    """No list names the exercises: a track goes on until the next one begins."""
    names = ("01-a", "02-b", "04-c", "05-d")
    course = Course(made(tmp_path / "x", TWO, names))
    found = {track.name: [each.id for each in exercises] for track, exercises in course.tracks}
    assert found == {"first": ["01-a", "02-b"], "second": ["04-c", "05-d"]}


def test_a_track_may_wait_for_its_first_exercise(tmp_path: Path) -> None:
    """A course is written from its beginning."""
    course = Course(made(tmp_path / "x", TWO.replace("03", "05"), ("01-a", "02-b")))
    assert [len(exercises) for _, exercises in course.tracks] == [2, 0]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('from = "03"', 'from = "02-bb"', "tracks[1].from: no exercise is called '02-bb'; did you mean 02-b?"),
        ('from = "03"', 'from = "six"', "tracks[1].from: no exercise is called 'six'; there are 01-a, 02-b and 04-c"),
        ('from = "03"', 'from = "1"', "tracks[1].from: '1' does not come after"),
        ('from = "01"', 'from = "02"', "tracks[0].from: 01-a would belong to no track"),
        ('"second"', '"first"', "tracks[1].name: 'first' is there twice"),
        ('title = "The first"', 'titel = "The first"', "tracks[0].titel: unknown key; did you mean title?"),
        ('from = "01"', 'fron = "01"', "tracks[0].fron: unknown key; did you mean from?"),
        ('from = "01"', "from = 1", "tracks[0].from: a text is expected, not 1"),
        ("[[tracks]]", "[[track]]", "track: unknown key; did you mean tracks?"),
        ("\n[[tracks]]", "\npackages = 3\n[[tracks]]", "packages: a list is expected, not 3"),
        ("\n[[tracks]]", '\npackages = ["a b"]\n[[tracks]]', "packages[0]: 'a b' is no package such as"),
        ("\n[[tracks]]", '\nname = "My Course"\n[[tracks]]', "name: 'My Course' is no plain name"),
        ("\n[[tracks]]", "\ntitle = \n[[tracks]]", "not valid TOML"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_line_with_file_and_key(
    old: str, new: str, says: str, tmp_path: Path
) -> None:
    """It is said before anything else is done with the course."""
    assert old in TWO
    root = made(tmp_path / "x", TWO.replace(old, new, 1), ("01-a", "02-b", "04-c"))
    with pytest.raises(StillroomError) as error:
        Course(root)
    assert str(error.value).startswith(f"{root / 'course.toml'}: {says}")
    assert "\n" not in str(error.value)


def test_what_is_no_course_is_told(tmp_path: Path) -> None:
    """A file, nothing at all and a folder without exercises are three different things."""
    (tmp_path / "file").write_text("x")
    (tmp_path / "empty").mkdir()
    for name, says in (
        ("file", "this is a file"),
        ("none", "no such folder"),
        ("empty", "no exercises here"),
    ):
        with pytest.raises(StillroomError, match=says):
            Course(tmp_path / name)
