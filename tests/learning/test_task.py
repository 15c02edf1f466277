"""The task of an exercise, as it is shown wherever a learner is."""

from pathlib import Path

import pytest

from stillroom.course.course import Course
from stillroom.learning.task import task, task_beside, task_text
from stillroom.results.finding import Finding
from tests.support import records
from tests.support.commands import run_module


def test_a_task_has_the_parts_that_no_page_shows_by_itself(course: Course) -> None:
    for exercise in course:
        titles = [title for title, _ in task(exercise.task)]
        assert titles[:1] == ["Task"]
        assert not {"Goal", "Steps", "Hints"} & set(titles)


def test_the_items_of_the_task_keep_their_numbers(course: Course) -> None:
    """What stands between two items that are meant is shown, too: it is often what was forgotten."""
    message = "A NOT NULL column cannot be added: users.display_name"
    shown = beside(course, "05", "not-null-without-default", message)
    assert "1. Make a new revision." in shown
    assert "2. Write its `downgrade()`" in shown
    assert "3. Apply the revision." in shown
    assert "4. Add `display_name`" in shown


def test_a_hash_in_a_block_of_code_is_no_heading(tmp_path: Path) -> None:
    block = "```python\n## a comment\nx = 1\n```"
    (tmp_path / "README.md").write_text(f"# Title\n\n## Task\n\n{block}\n\nEnd.\n", "utf-8")
    assert task(tmp_path / "README.md") == (("Task", f"{block}\n\nEnd."),)


def test_an_exercise_without_a_readme_has_no_task(tmp_path: Path) -> None:
    assert task(tmp_path / "README.md") == ()


def test_the_task_is_shown_at_the_terminal(tmp_path: Path) -> None:
    """That of the exercise that is named, or of the one that the project is at."""

    def shown(*words: str) -> str:
        return run_module("stillroom", "task", *words, "--plain", folder=tmp_path).stdout

    (tmp_path / ".stillroom.json").write_text('{"current": "07-orders"}', "utf-8")
    assert "07-orders: A table that refers to another" in shown()
    assert all(part in shown() for part in ("Task", "ON DELETE CASCADE", "Done when"))
    assert "02-add-email: Add the email column" in shown("02")
    read = run_module("stillroom", "read", "02-add-email", "--plain", folder=tmp_path).stdout
    assert read == shown("02")
    unknown = run_module("stillroom", "task", "2-ad-email", folder=tmp_path)
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "did you mean 02-add-email?" in unknown.stderr


def beside(course: Course, name: str, code: str, message: str) -> str:
    """What of the task of the exercise stands beside a result with that finding."""
    finding = Finding(code=code, message=message, hint="")
    result = records.result().model_copy(update={"findings": (finding,)})
    return task_beside(course.find(name), result)


def test_the_whole_task_stands_beside_a_check_where_nothing_was_done(course: Course) -> None:
    for name, code in (("01", "nothing-done"), ("02", "revision-missing")):
        assert beside(course, name, code, "Nothing.") == task_text(course.find(name))
    assert beside(course, "03", "downgrade-empty", "Nothing.") == ""


@pytest.mark.parametrize(
    ("message", "there", "missing"),
    [
        ("orders.quantity is of the wrong type.", ["`quantity > 0`", "| `quantity` |"], ["`number`"]),
        ("The table ordesr was created.", ["`quantity`", "`number`", "3. Add a class"], []),
        ("A class Order is missing.", ["3. Add a class `Order`"], ["`quantity`", "1. Make"]),
    ],
)  # fmt: skip
def test_what_the_task_answers_shows_the_part_that_it_means(
    course: Course, message: str, there: list[str], missing: list[str]
) -> None:
    """The rows of its tables and the items of its lists that have a name of the finding."""
    shown = beside(course, "07", "column-type", message)
    assert shown.startswith("**From the task of 07-orders**\n\n")
    assert all(part in shown for part in there)
    assert not any(part in shown for part in missing)


@pytest.mark.parametrize(
    ("code", "is_answered"),
    [
        ("column-missing", True), ("model-column-nullable", True), ("downgrade-column-type", True),
        ("value-row-missing", True), ("value-wrong", True), ("not-null-without-default", True),
        ("table-extra", False), ("downgrade-column-extra", False), ("value-row-extra", False),
        ("syntax-error", False), ("rows-lost", False), ("two-heads", False),
    ],
)  # fmt: skip
def test_the_task_answers_what_is_different_in_the_schema(
    course: Course, code: str, is_answered: bool
) -> None:
    """It does not speak of what is too much, of how code is made to run, nor of how rows are kept."""
    assert bool(beside(course, "07", code, "orders.quantity")) == is_answered


def test_the_part_that_is_meant_is_one_of_the_task_itself(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever an author writes before it."""
    parts = (("Background", "- the `quantity` of old"), ("Task", "- `quantity` is a number"))
    monkeypatch.setattr("stillroom.learning.task.task", lambda _: parts)
    shown = beside(course, "07", "column-type", "orders.quantity is of the wrong type.")
    assert shown == "**From the task of 07-orders**\n\n- `quantity` is a number"
