"""Advice on a submission: each code once, and what costs nothing is said only where it belongs."""

from dataclasses import replace

import pytest

from stillroom.course.base import ENVIRONMENT, base_files
from stillroom.course.course import Course
from stillroom.diagnosis.advice import advise
from tests.diagnosis.made_up import FOLDER, made_up, revision, revisions


def test_a_file_that_was_left_out_is_an_advice(course: Course) -> None:
    """It names the file and the reason."""
    about = made_up(course, {})
    left_out = {"big": "larger than 200000 bytes"}
    about = replace(about, submission=replace(about.submission, left_out=left_out))
    (told,) = advise(about, passed=False)
    assert told.message == "big was not taken: larger than 200000 bytes."
    assert (told.code, told.file, told.line, told.advice) == ("file-left-out", "big", 1, True)


def test_work_on_the_branch_of_the_exercise_is_an_advice(course: Course) -> None:
    """Where it was not graded; other exercises have branches of their own."""
    about = made_up(course, {})
    beside: tuple[str, ...] = ("exercise/01-add-users", "exercise/03-downgrade")
    about = replace(about, submission=replace(about.submission, branches_beside=beside))
    (told,) = advise(about, passed=False)
    assert told.code == "work-on-another-branch"
    assert told.message.startswith("The branch exercise/03-downgrade has commits that were not")
    assert "--branch exercise/03-downgrade" in told.hint
    assert advise(about, passed=True) == []
    beside = ("exercise/01-add-users",)
    about = replace(about, submission=replace(about.submission, branches_beside=beside))
    assert advise(about, passed=False) == []


def test_commits_after_the_deadline_are_an_advice(course: Course) -> None:
    about = made_up(course, {})
    about = replace(about, submission=replace(about.submission, too_late=2))
    (told,) = advise(about, passed=False)
    assert told.message == "2 commits after the deadline were not graded."


def test_a_project_far_down_is_an_advice(course: Course) -> None:
    about = made_up(course, {})
    about = replace(about, submission=replace(about.submission, found_in="x/y/z"))
    (told,) = advise(about, passed=True)
    assert (told.code, told.advice) == ("project-far-down", True)
    assert told.message == "The project lies 3 folders deep, in x/y/z/. It was graded there."


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("\nurl = 'sqlite:///x.db'\n", "environment-ignores-url", 2),
        ("engine = engine_from_config(config)\n", "environment-ignores-url", 1),
        ("engine_from_config(config)\nset_main_option('sqlalchemy.url', url)\n", "environment-changed", 1),
        ("\n\ntarget_metadata = None\n", "environment-without-models", 3),
        ("context.configure(target_metadata=None)\n", "environment-without-models", 1),
        ("import os\n", "environment-changed", 1),
    ],
)  # fmt: skip
def test_another_environment_is_an_advice(course: Course, text: str, code: str, line: int) -> None:
    about = made_up(course, {}, environment=text.encode())
    (told,) = advise(about, passed=True)
    assert (told.code, told.file, told.line, told.advice) == (code, ENVIRONMENT, line, True)


def test_the_environment_of_the_course_is_none(course: Course) -> None:
    """Neither is one that an editor saved with other ends of lines, or with a mark before it."""
    own = base_files()[ENVIRONMENT]
    for text in (own, own.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + own):
        assert advise(made_up(course, {}, environment=text), passed=True) == []


def test_a_fixed_database_of_the_application_is_an_advice(course: Course) -> None:
    about = made_up(course, {"app/database.py": b"\nURL = 'postgresql+psycopg://host/x'\n"})
    (told,) = advise(about, passed=False)
    assert (told.code, told.file, told.line) == ("database-url-fixed", "app/database.py", 2)


def test_a_file_that_is_nested_too_deeply_is_an_advice(course: Course) -> None:
    about = made_up(course, {"app/models.py": b"x = " + b"-" * 300 + b"1\n"})
    (told,) = advise(about, passed=False)
    assert (told.code, told.file, told.line) == ("source-too-deep", "app/models.py", None)


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (2, "app/1.py cannot be searched: the Python files together are too large. No line of it is"),
        (3, "app/1.py and 1 more file cannot be searched: the Python files together are too large. No line of them is"),
    ],
)  # fmt: skip
def test_files_that_are_too_large_together_are_one_advice(
    course: Course, number: int, says: str
) -> None:
    large = b"#" * 170_000
    about = made_up(course, {f"app/{index}.py": large for index in range(number)})
    (told,) = advise(about, passed=False)
    assert (told.code, told.file, told.line) == ("source-too-large", "app/1.py", None)
    assert told.message.startswith(says)


@pytest.mark.parametrize("passed", [True, False])
def test_a_practice_is_an_advice_only_where_all_is_right(course: Course, *, passed: bool) -> None:
    about = made_up(course, revisions(a=revision("1", up="x.commit(), y.create_all()")))
    told = [(finding.code, finding.file, finding.line) for finding in advise(about, passed=passed)]
    assert told == ([("create-all-in-revision", f"{FOLDER}/a.py", 4)] if passed else [])
